from typing import Any

import pytest

from talknshop.evaluation.dialogs import Conversation, play
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon


@pytest.fixture(scope="module")
def engine() -> RulesEngine:
    return RulesEngine(load_lexicon())


DIALOGS: list[list[tuple[str, str, dict[str, Any]]]] = [
    [
        ("i need a camera", "clarify", {"product_type": "camera"}),
        ("no preference", "results", {"product_type": "camera"}),
        ("under 300", "results", {"price_max": 300}),
        ("cheaper", "results", {"price_max": 240}),
        ("which one is lighter?", "answer", {"price_max": 240}),
        ("thanks!", "smalltalk", {"product_type": "camera"}),
        ("start over", "cancel", {}),
    ],
    [
        ("hello", "smalltalk", {}),
        ("a present for my aunt", "clarify", {"product_type": None}),
        ("birthday", "clarify", {"product_type": None}),
        ("she loves opera", "results", {"product_type": "gift"}),
    ],
    [
        ("i want something", "clarify", {}),
        ("under 20", "clarify", {"price_max": 20}),
        ("a sofa", "results", {"product_type": "sofa", "price_max": 20}),
        ("actually show me a bed", "results", {"product_type": "bed", "price_max": 20}),
    ],
    [
        ("sell my canoe", "clarify", {"product": "canoe", "price": None}),
        ("250", "clarify", {"price": 250}),
        ("gently used", "listing_confirm", {"condition": "good"}),
        ("make it 230", "listing_confirm", {"price": 230}),
        ("yes, post it", "posted", {"price": 230}),
    ],
    [
        ("list my tent, $40, like new", "listing_confirm", {"price": 40}),
        ("what do you charge in fees?", "answer", {"price": 40}),
        ("never mind", "cancel", {}),
    ],
]


@pytest.mark.parametrize("dialog", DIALOGS, ids=[dialog[0][0] for dialog in DIALOGS])
async def test_dialogs_are_played_as_a_person_expects(
    engine: RulesEngine, dialog: list[tuple[str, str, dict[str, Any]]]
) -> None:
    played = await play([{"user": text} for text, _, _ in dialog], engine)
    assert [turn["action"] for turn in played] == [action for _, action, _ in dialog]
    for turn, (_, _, expected) in zip(played, dialog, strict=True):
        assert {slot: turn["spec"].get(slot) for slot in expected} == expected


async def test_nobody_is_asked_more_than_twice(engine: RulesEngine) -> None:
    conversation = Conversation(engine)
    actions = [await conversation.say(text) for text in ("shoes", "zxqv blorp", "blorp zxqv")]
    assert actions.count("clarify") <= 2


async def test_a_cancelled_conversation_keeps_nothing(engine: RulesEngine) -> None:
    conversation = Conversation(engine)
    await conversation.say("tents under 90")
    await conversation.say("cancel")
    assert conversation.spec() == {}
