"""The lexicon is immutable and takes a moment to load, so the tests share one."""

import pytest

from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.lexicon import load_lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture
def engine(lexicon: Lexicon) -> RulesEngine:
    return RulesEngine(lexicon)
