"""Wishes of one message that exclude each other."""

import pytest

from talknshop.language.base import Dialogue, ReplyKind, ReplyPlan, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.operations import apply_operations, limit_gave_way
from talknshop.schemas.requirement import Operation, OperationName, PriceFilter, Requirement


@pytest.mark.parametrize(
    ("text", "conflicts"),
    [
        ("a new tent but used", ("condition",)),
        ("refurbished drone, brand new", ("condition",)),
        ("una tienda de campaña nueva pero usada", ("condition",)),
        ("ein Zelt, neu aber gebraucht", ("condition",)),
        ("tent over 500 and under 300", ("price",)),
        ("a tent, at least $800, max $400", ("price",)),
        ("a tent under 300 and over 500", ("price",)),
        ("a new or used tent", ()),
        ("a tent, not used but new", ()),
        ("a used tent in good condition", ()),
        ("a tent between 300 and 500", ()),
        ("a tent over 300 and under 500", ()),
        ("a tent under $500 with a new pump", ()),
        ("a like new tent", ()),
    ],
)
async def test_what_excludes_each_other_is_noticed(
    engine: RulesEngine, text: str, conflicts: tuple[str, ...]
) -> None:
    update = await engine.update_requirement(Turn(text), Dialogue())
    assert update.conflicts == conflicts


@pytest.mark.parametrize(
    ("slot", "value", "gives_way"),
    [("price_max", 60, True), ("price_max", 120, False), ("price_min", 300, True)],
)
def test_a_limit_set_by_hand_may_push_out_the_other(
    slot: str, value: float, *, gives_way: bool
) -> None:
    before = Requirement(product_type="tent", price=PriceFilter(min=90, max=200))
    operations = [Operation(op=OperationName.SET, slot=slot, value=value)]
    after = apply_operations(before, operations)
    assert limit_gave_way(before, after, operations) is gives_way


@pytest.mark.parametrize("kind", [ReplyKind.RESULTS, ReplyKind.NOTHING_FITS])
@pytest.mark.parametrize("text", ["tent", "tienda de campaña", "Zelt"])
async def test_the_reply_says_what_was_kept(
    engine: RulesEngine, kind: ReplyKind, text: str
) -> None:
    slots = frozenset({"kept", "requirement", "matches"})
    plan = ReplyPlan(kind, Turn(text), Dialogue(), slots=slots)
    said = "".join([piece async for piece in engine.compose(plan)])
    assert "{kept}" in said
