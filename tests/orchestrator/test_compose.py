from collections.abc import AsyncGenerator

import pytest

from talknshop.language.base import RESTART, ReplyPiece
from talknshop.language.phrasebook import phrasebook_of
from talknshop.orchestrator.compose import fill, named_products, result_slots, stream_reply
from talknshop.schemas.events import TokenData
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import Excluded, SearchResults
from talknshop.testing.catalog import make_product


def test_slots_hold_what_records_hold_and_nothing_else() -> None:
    results = SearchResults(
        products=[make_product(1, price=49.9, title="One"), make_product(2, price=None)],
        total_count=1234,
        requirement_spec=RequirementSpec(product_type="lamp"),
        excluded=[Excluded(reason="price", slot="price_max", count=7)],
    )
    slots = result_slots(results, phrasebook_of("en"))
    assert slots["total_count"] == "1,234"
    assert slots["product_1.price"] == "$49.90"
    assert slots["product_1.why"] == "cheapest of all"
    assert slots["matches"] == "1,234 products"
    assert slots["excluded.price"] == "7"
    assert "product_2.price" not in slots
    assert "product_3.title" not in slots


def test_a_slot_that_was_not_offered_is_a_fault() -> None:
    with pytest.raises(KeyError):
        fill("{invented}", {"known": "1"})


async def _pieces(*pieces: str) -> AsyncGenerator[str]:
    for piece in pieces:
        yield piece


async def test_tokens_are_gathered_and_the_last_is_marked() -> None:
    said: list[TokenData] = []
    text = await stream_reply(
        _pieces("a" * 150, "b" * 150, "{n}"),
        {"n": "42"},
        "msg_1",
        said.append,
        preface="First.",
        monotonic=lambda: 0.0,
    )
    assert text == "First. " + "a" * 150 + "b" * 150 + "42"
    assert [len(token.content) for token in said] == [307, 2]
    assert [token.is_complete for token in said] == [False, True]
    assert all(token.content == token.token for token in said)
    assert {token.message_id for token in said} == {"msg_1"}


async def test_a_slow_reply_is_sent_as_it_comes() -> None:
    said: list[TokenData] = []
    times = iter(range(10))
    await stream_reply(
        _pieces("one ", "two "), {}, "m", said.append, monotonic=lambda: float(next(times))
    )
    assert [token.content for token in said] == ["one ", "two ", ""]


async def _restarting(*pieces: ReplyPiece) -> AsyncGenerator[ReplyPiece]:
    for piece in pieces:
        yield piece


async def test_a_text_that_begins_again_says_so_once() -> None:
    said: list[TokenData] = []
    pieces = _restarting("Half a sen", RESTART, "A whole ", "sentence {n}.")
    times = iter(range(100))
    text = await stream_reply(
        pieces, {"n": "1"}, "m", said.append, preface="First.", monotonic=lambda: next(times)
    )
    assert text == "First. A whole sentence 1."
    assert [token.restart for token in said] == [False, True, False, False]
    shown = ""
    for token in said:
        shown = token.content if token.restart else shown + token.content
    assert shown == text


async def test_what_nobody_has_seen_needs_no_restart() -> None:
    said: list[TokenData] = []
    pieces = _restarting("Half", RESTART, "Whole.")
    assert await stream_reply(pieces, {}, "m", said.append, monotonic=lambda: 0.0) == "Whole."
    assert [(token.content, token.restart) for token in said] == [("Whole.", False)]


def test_products_are_named_without_a_figure_of_their_offer() -> None:
    results = SearchResults(
        products=[
            make_product(1, price=49.9, title="Glow lamp, 40 W").model_copy(
                update={"attributes": {"color": "red"}}
            )
        ],
        total_count=1,
        requirement_spec=RequirementSpec(product_type="lamp"),
    )
    [product] = named_products(results)
    assert (product.prefix, product.name) == ("product_1", "Glow lamp")
    assert ("color", "red") in product.options
    assert "49" not in repr(product)
