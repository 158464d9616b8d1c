import pytest

from talknshop.language.rules.intent_model import (
    BIAS,
    INTENTS,
    IntentModel,
    Likelihood,
    parse_weights,
)
from talknshop.language.rules.knowledge import Lexicon
from talknshop.schemas.enums import Intent

FILE = f"# a note\n{BIAS}\t1 0 0 0 0 0 0 0 0\nhi there\t0 0 0 0 0 0 40 0 0\n"


def test_weights_add_up_to_a_likelihood() -> None:
    model = IntentModel(parse_weights(FILE))
    bare, greeted = model.likelihood([]), model.likelihood(["hi there", "never met"])
    assert (bare.best, greeted.best) == (Intent.BUY, Intent.SMALLTALK)
    assert sum(greeted.of.values()) == pytest.approx(1)
    assert greeted.of[Intent.SMALLTALK] / greeted.of[Intent.OTHER] == pytest.approx(7.389, rel=1e-3)


def test_an_expected_intent_gains() -> None:
    even = Likelihood(dict.fromkeys(INTENTS, 1 / len(INTENTS)))
    raised = even.favouring(Intent.SELL, 3)
    assert raised.best is Intent.SELL
    assert raised.of[Intent.SELL] == pytest.approx(3 / (len(INTENTS) + 2))
    assert sum(raised.of.values()) == pytest.approx(1)


def test_the_shipped_weights_are_whole(lexicon: Lexicon) -> None:
    assert BIAS in lexicon.intent_weights
    for feature, written in lexicon.intent_weights.items():
        assert feature
        assert len([int(weight) for weight in written.split(" ")]) == len(INTENTS)
