import re

import pytest

from talknshop.language.base import Dialogue, ReplyKind, ReplyPlan, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.enums import Intent

SLOT = re.compile(r"\{([^}]+)\}")
ALL = frozenset(
    {
        "total_count",
        "shown_count",
        "requirement",
        "matches",
        "product_1.title",
        "product_1.name",
        "product_1.price",
        "product_1.why",
        "product_2.title",
        "product_2.name",
        "product_2.price",
        "excluded.price",
        "excluded.brand",
        "excluded.odd_reason",
    }
)


def plan(
    kind: ReplyKind,
    text: str = "tents",
    turn: int = 0,
    slots: frozenset[str] = frozenset(),
    intent: Intent = Intent.BUY,
) -> ReplyPlan:
    return ReplyPlan(kind, Turn(text), Dialogue(turn_number=turn), intent, slots)


async def reply(engine: RulesEngine, of: ReplyPlan) -> list[str]:
    return [piece async for piece in engine.compose(of)]


@pytest.mark.parametrize("kind", list(ReplyKind))
@pytest.mark.parametrize("slots", [ALL, frozenset({"total_count"}), frozenset[str]()])
async def test_only_slots_of_the_plan_are_used_and_none_is_cut(
    engine: RulesEngine, kind: ReplyKind, slots: frozenset[str]
) -> None:
    for turn in range(4):
        pieces = await reply(engine, plan(kind, turn=turn, slots=slots))
        used = {name for piece in pieces for name in SLOT.findall(piece)}
        assert used <= slots
        assert all(piece.count("{") == piece.count("}") for piece in pieces)
        assert not any(character.isdigit() for character in SLOT.sub("", "".join(pieces)))


async def test_results_tell_what_was_understood_and_found_in_few_words(engine: RulesEngine) -> None:
    for turn in range(3):
        text = "".join(await reply(engine, plan(ReplyKind.RESULTS, turn=turn, slots=ALL)))
        for slot in ("requirement", "matches", "product_1.name", "product_1.why"):
            assert f"{{{slot}}}" in text
        assert len(SLOT.sub("", text)) < 200


async def test_when_nothing_fits_the_reply_says_what_stood_in_the_way(engine: RulesEngine) -> None:
    text = "".join(await reply(engine, plan(ReplyKind.NOTHING_FITS, slots=ALL)))
    for slot in ("requirement", "excluded.price", "excluded.brand"):
        assert f"{{{slot}}}" in text


async def test_a_reason_without_a_name_of_its_own_is_told_in_plain_words(
    engine: RulesEngine,
) -> None:
    slots = frozenset({"requirement", "excluded.odd_reason"})
    text = "".join(await reply(engine, plan(ReplyKind.NOTHING_FITS, slots=slots)))
    assert "odd reason: {excluded.odd_reason}" in text


async def test_replies_vary_and_can_be_repeated(engine: RulesEngine) -> None:
    texts = ["".join(await reply(engine, plan(ReplyKind.CANCELLED, turn=n))) for n in (1, 2, 1)]
    assert texts[0] != texts[1]
    assert texts[0] == texts[2]


async def test_a_reply_streams_in_pieces_of_a_few_words(engine: RulesEngine) -> None:
    pieces = await reply(engine, plan(ReplyKind.RESULTS, slots=ALL))
    assert len(pieces) > 5
    assert max(len(piece.split()) for piece in pieces) <= 4


@pytest.mark.parametrize(
    ("intent", "word"),
    [
        (Intent.SELL, "list"),
        (Intent.ORDER_OR_LISTING_STATUS, "order"),
        (Intent.POLICY_QUESTION, "documents"),
        (Intent.PRODUCT_QUESTION, "product"),
        (Intent.COMPARE, "cards"),
        (Intent.OTHER, "shopping"),
        (Intent.CANCEL, "shopping"),
    ],
)
async def test_unsupported_says_what_cannot_be_done_and_what_can(
    engine: RulesEngine, intent: Intent, word: str
) -> None:
    text = "".join(await reply(engine, plan(ReplyKind.UNSUPPORTED, intent=intent)))
    assert word in text
    assert "find products" in text


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("hello!", "Hello"),
        ("many thanks", "welcome"),
        ("see you", "Goodbye"),
        ("are you a bot", "program"),
        ("nice", "find"),
    ],
)
async def test_small_talk_answers_in_kind(engine: RulesEngine, said: str, word: str) -> None:
    assert word in "".join(await reply(engine, plan(ReplyKind.SMALLTALK, said)))
