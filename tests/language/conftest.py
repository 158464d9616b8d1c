"""The lexicon is immutable and takes a moment to load, so the tests share one."""

import pytest

from talknshop.language.model_replies import ReplyVocabulary
from talknshop.language.reply_words import build_reply_words
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.language.rules.plain_words import maker_names, plain_words


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture
def engine(lexicon: Lexicon) -> RulesEngine:
    return RulesEngine(lexicon)


@pytest.fixture(scope="session")
def reply_vocabulary(lexicon: Lexicon) -> ReplyVocabulary:
    words = build_reply_words(plain_words(lexicon))
    return ReplyVocabulary.of(words, maker_names(lexicon))
