"""Requests about the products on show, through the whole graph with a scripted engine."""

from collections.abc import AsyncGenerator

import pytest
from tests.orchestrator.conftest import Conversation, converse, setting

from talknshop.core.errors import RateLimitError, ValidationError
from talknshop.core.settings import Settings
from talknshop.language.base import ReplyKind
from talknshop.language.requests import Request, RequestKind
from talknshop.schemas.enums import Intent, Outcome
from talknshop.schemas.events import ComparisonEvent, DoneEvent, ResultsEvent, ServerEvent
from talknshop.schemas.requirement import Operation
from talknshop.schemas.watch import DeletedWatches, Watch, WatchDraft, Watches
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.language import ScriptedTurn


class WatchBook:
    """Implements ``WatchStore``; refuses when told to."""

    def __init__(self) -> None:
        self.drafts: list[tuple[str, WatchDraft]] = []
        self.failure: Exception | None = None

    async def create(self, user_id: str, draft: WatchDraft) -> Watch:
        if self.failure is not None:
            raise self.failure
        self.drafts.append((user_id, draft))
        return Watch.model_validate(
            {"watch_id": "w", "label": "lamp", "created_at": "2026-01-01T00:00:00Z", "matches": 3}
        )

    async def list(self, user_id: str) -> Watches:
        del user_id
        return Watches(watches=[])

    async def delete_all(self, user_id: str) -> DeletedWatches:
        del user_id
        return DeletedWatches(deleted=0)


def asks(
    kind: RequestKind,
    *positions: int,
    names: tuple[str, ...] = (),
    operations: tuple[Operation, ...] = (),
) -> ScriptedTurn:
    request = Request(kind, positions=positions, names=names, operations=operations)
    return ScriptedTurn(intent=Intent.COMPARE, reply=("Said.",), request=request)


@pytest.fixture
def watches() -> WatchBook:
    return WatchBook()


@pytest.fixture
async def shopping(settings: Settings, watches: WatchBook) -> AsyncGenerator[Conversation]:
    products = [make_product(n, price=100.0 + n, title=f"Lamp {n}") for n in range(1, 31)]
    async with converse(settings, catalog=InMemoryCatalog(products), watches=watches) as shopping:
        shopping.language.script["lamps"] = ScriptedTurn(update=setting("product_type", "lamp"))
        await shopping.say("lamps")
        yield shopping


async def ask(shopping: Conversation, turn: ScriptedTurn) -> list[ServerEvent]:
    shopping.language.script["ask"] = turn
    return await shopping.say("ask")


def outcome(events: list[ServerEvent]) -> Outcome:
    assert isinstance(events[-1], DoneEvent)
    return events[-1].data.outcome


async def test_comparing_shows_the_products_that_are_meant(shopping: Conversation) -> None:
    events = await ask(shopping, asks(RequestKind.COMPARE, 2, 1))
    [comparison] = [event for event in events if isinstance(event, ComparisonEvent)]
    assert [product.title for product in comparison.data.products] == ["Lamp 2", "Lamp 1"]
    plan = shopping.language.plans[-1]
    assert plan.kind is ReplyKind.COMPARED
    assert {"names", "cheapest.name", "cheapest.price"} <= plan.slots
    assert "rated.name" not in plan.slots, "nobody has rated them"
    assert outcome(events) is Outcome.MESSAGE


async def test_more_goes_on_where_the_last_page_ended(shopping: Conversation) -> None:
    for offset, count in ((12, 12), (24, 6)):
        events = await ask(shopping, asks(RequestKind.MORE))
        [results] = [event for event in events if isinstance(event, ResultsEvent)]
        assert (results.data.offset, len(results.data.products)) == (offset, count)
        assert results.data.products[0].title == f"Lamp {offset + 1}"
        assert outcome(events) is Outcome.RESULTS
    events = await ask(shopping, asks(RequestKind.MORE))
    assert not [event for event in events if isinstance(event, ResultsEvent)]
    assert "range" not in shopping.language.plans[-1].slots


async def test_what_is_meant_is_what_is_on_show_now(shopping: Conversation) -> None:
    await ask(shopping, asks(RequestKind.MORE))
    events = await ask(shopping, asks(RequestKind.COMPARE, 1, 2))
    [comparison] = [event for event in events if isinstance(event, ComparisonEvent)]
    assert [product.title for product in comparison.data.products] == ["Lamp 13", "Lamp 14"]


@pytest.mark.parametrize(
    ("turn", "kind", "slots"),
    [
        (asks(RequestKind.DETAILS, 2), ReplyKind.DETAILS, {"name", "price", "facts"}),
        (asks(RequestKind.OPEN, 2), ReplyKind.OPENED, {"name", "link"}),
        (asks(RequestKind.WHY_NOT, names=("lamp 29",)), ReplyKind.WHY_NOT, {"sentence"}),
        (asks(RequestKind.WHY_NOT), ReplyKind.NOTHING_SHOWN, set[str]()),
        (asks(RequestKind.DETAILS, 40), ReplyKind.NOTHING_SHOWN, set[str]()),
        (asks(RequestKind.SIMILAR), ReplyKind.NOTHING_SHOWN, set[str]()),
    ],
)
async def test_replies_have_what_the_records_say(
    shopping: Conversation, turn: ScriptedTurn, kind: ReplyKind, slots: set[str]
) -> None:
    events = await ask(shopping, turn)
    plan = shopping.language.plans[-1]
    assert (plan.kind, outcome(events)) == (kind, Outcome.MESSAGE)
    assert slots <= plan.slots


async def test_similar_products_come_into_view(shopping: Conversation) -> None:
    events = await ask(shopping, asks(RequestKind.SIMILAR, 3))
    [results] = [event for event in events if isinstance(event, ResultsEvent)]
    assert all(product.title != "Lamp 3" for product in results.data.products)
    assert shopping.language.plans[-1].kind is ReplyKind.SIMILAR


async def test_a_wish_is_watched_with_the_change_it_carries(
    shopping: Conversation, watches: WatchBook
) -> None:
    [cheaper] = setting("price_max", 60).operations
    await ask(shopping, asks(RequestKind.WATCH, operations=(cheaper,)))
    [(user_id, draft)] = watches.drafts
    assert user_id == "u1"
    assert draft.requirement_spec is not None
    assert draft.requirement_spec.price is not None
    assert (draft.requirement_spec.product_type, draft.requirement_spec.price.max) == ("lamp", 60)
    assert {"label", "matches"} <= shopping.language.plans[-1].slots


async def test_one_product_is_watched(shopping: Conversation, watches: WatchBook) -> None:
    await ask(shopping, asks(RequestKind.WATCH, 2))
    [(_, draft)] = watches.drafts
    assert draft.product_id == "store_test_2"


async def test_one_product_is_watched_for_the_price_that_is_named(
    shopping: Conversation, watches: WatchBook
) -> None:
    [limit] = setting("price_max", 60.0).operations
    await ask(shopping, asks(RequestKind.WATCH, 2, operations=(limit,)))
    [(_, draft)] = watches.drafts
    assert (draft.product_id, draft.target_price) == ("store_test_2", 60)


@pytest.mark.parametrize("failure", [ValidationError("Too broad."), RateLimitError("Too many.")])
async def test_a_watch_that_is_refused_says_why(
    shopping: Conversation, watches: WatchBook, failure: Exception
) -> None:
    watches.failure = failure
    events = await ask(shopping, asks(RequestKind.WATCH, 1))
    assert "reason" in shopping.language.plans[-1].slots
    assert outcome(events) is Outcome.MESSAGE


async def test_without_anything_on_show_a_request_says_so(settings: Settings) -> None:
    async with converse(settings) as shopping:
        events = await ask(shopping, asks(RequestKind.COMPARE, 1, 2))
        assert shopping.language.plans[-1].kind is ReplyKind.NOTHING_SHOWN
        assert outcome(events) is Outcome.MESSAGE
        events = await ask(shopping, asks(RequestKind.WATCH))
        assert shopping.language.plans[-1].kind is ReplyKind.NOTHING_SHOWN
