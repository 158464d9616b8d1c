"""Learning weights; skipped where numpy, which only training needs, is not installed."""

import json
from pathlib import Path

import pytest

from talknshop.evaluation.frames import Example
from talknshop.language.base import Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.intent_model import IntentModel, parse_weights
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.schemas.enums import Intent

training = pytest.importorskip("talknshop.evaluation.intent_training", exc_type=ImportError)

SOLD = ["sell my canoe", "please sell this lamp", "i want to sell a tent", "sell my old bike"]
WRITTEN = [
    *(Example(n, Intent.SELL, text) for n, text in enumerate(SOLD)),
    *(Example(n, Intent.BUY, text.replace("sell", "find")) for n, text in enumerate(SOLD)),
]


@pytest.fixture(scope="module")
def engine() -> RulesEngine:
    return RulesEngine(load_lexicon())


def test_what_was_learned_carries_over_to_other_words(engine: RulesEngine) -> None:
    weights = training.learn(training.look_at(WRITTEN, engine, seed=1), seed=1)
    model = IntentModel(parse_weights("\n".join(weights.lines())))
    for text, intent in (("sell the piano", Intent.SELL), ("find the piano", Intent.BUY)):
        assert model.likelihood(engine.intent_features(Turn(text))).best is intent


def test_the_same_examples_give_the_same_weights(engine: RulesEngine) -> None:
    learned = [
        list(training.learn(training.look_at(WRITTEN, engine, seed=1), seed=1).lines())
        for _ in range(2)
    ]
    assert learned[0] == learned[1]


def test_some_examples_hide_what_the_rules_say(engine: RulesEngine) -> None:
    seen = training.look_at(WRITTEN * 8, engine, seed=1)
    hidden = [features for features, _ in seen if not any(f.startswith("rules ") for f in features)]
    assert 0 < len(hidden) < len(seen) / 2


def test_cases_of_a_file_are_examples(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"id": "1", "text": "hello", "gold": "smalltalk"}) + "\n")
    assert training.read_cases([path], 7) == [Example(7, Intent.SMALLTALK, "hello")]
