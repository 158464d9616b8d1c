"""Marketplaces are asked at once; what goes wrong with one stays with it."""

import asyncio
from collections.abc import Sequence

import pytest
from tests.catalog.aggregate.scripted_source import NOON, ScriptedSource, product

from talknshop.catalog.aggregate.answers import AnswerCache
from talknshop.catalog.aggregate.connected import answer_counter
from talknshop.catalog.aggregate.shared_answers import SharedAnswers
from talknshop.catalog.aggregate.source_search import Landed, SourceSearch
from talknshop.core.errors import ExternalServiceError, NotFoundError, RateLimitError
from talknshop.core.metrics import Reading
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.shared_state import Kept, ProcessSharedState, SharedState
from talknshop.schemas.enums import Marketplace, SourceStatus
from talknshop.schemas.requirement import RequirementSpec
from talknshop.testing.clock import ManualClock

LAMP = RequirementSpec(product_type="desk lamp")
LAMPS = [product(1, "Desk lamp", 20), product(2, "Desk lamp, black", 25)]


SOON = 0.5
"""A deadline that is waited for: long enough for whoever answers at once on a busy machine."""


def search_over(
    *sources: ScriptedSource, clock: ManualClock, deadline_seconds: float = 5.0
) -> SourceSearch:
    return SourceSearch(
        sources,
        {Marketplace.WALMART: "Set WALMART_CONSUMER_ID to search Walmart."},
        AnswerCache(),
        clock,
        deadline_seconds=deadline_seconds,
        fresh_seconds=600,
    )


async def all_landed(search: SourceSearch, spec: RequirementSpec = LAMP) -> list[Landed]:
    return [landed async for landed in search.search(spec, limit=20)]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def test_each_lands_when_it_is_there(clock: ManualClock) -> None:
    slow = ScriptedSource(Marketplace.EBAY, LAMPS)
    slow.gate.clear()
    search = search_over(slow, ScriptedSource(Marketplace.BESTBUY, LAMPS[:1]), clock=clock)
    landing = search.search(LAMP, limit=20)
    first = await anext(landing)
    assert first.report.marketplace is Marketplace.BESTBUY
    slow.gate.set()
    second = await anext(landing)
    assert (second.report.status, second.report.count) == (SourceStatus.OK, 2)


async def test_who_is_asked_is_known_before_anybody_answers(clock: ManualClock) -> None:
    ebay, bestbuy = ScriptedSource(Marketplace.EBAY), ScriptedSource(Marketplace.BESTBUY)
    search = search_over(ebay, bestbuy, clock=clock)
    named = LAMP.model_copy(update={"marketplaces": [Marketplace.EBAY, Marketplace.WALMART]})
    for spec, expected in (
        (LAMP, {(Marketplace.EBAY, "Ebay"), (Marketplace.BESTBUY, "Bestbuy")}),
        (named, {(Marketplace.EBAY, "Ebay"), (Marketplace.WALMART, None)}),
    ):
        asked = {(one.marketplace, one.name) for one in search.awaited(spec)}
        landed = await all_landed(search, spec)
        assert asked == expected
        assert asked == {(one.report.marketplace, one.report.name) for one in landed}


async def test_one_that_hangs_is_named_and_holds_nobody_up(clock: ManualClock) -> None:
    hanging = ScriptedSource(Marketplace.EBAY, LAMPS)
    hanging.gate.clear()
    search = search_over(
        hanging, ScriptedSource(Marketplace.BESTBUY, LAMPS), clock=clock, deadline_seconds=SOON
    )
    landed = {one.report.marketplace: one for one in await all_landed(search)}
    assert landed[Marketplace.BESTBUY].report.status is SourceStatus.OK
    assert landed[Marketplace.EBAY].report.status is SourceStatus.TIMED_OUT
    assert "Ebay did not answer in time" in str(landed[Marketplace.EBAY].report.message)
    await search.aclose()


async def test_an_answer_that_comes_too_late_serves_the_next(clock: ManualClock) -> None:
    late = ScriptedSource(Marketplace.EBAY, LAMPS)
    late.gate.clear()
    search = search_over(late, clock=clock, deadline_seconds=SOON)
    assert (await all_landed(search))[0].products == ()
    late.gate.set()
    await asyncio.sleep(0)
    (again,) = await all_landed(search)
    assert again.report.status is SourceStatus.OK
    assert again.report.cached_at == NOON
    assert late.calls == 1


async def test_a_shop_that_is_back_is_asked_anew(clock: ManualClock) -> None:
    hanging = ScriptedSource(Marketplace.EBAY, LAMPS)
    gone = hanging.gate
    gone.clear()
    search = search_over(hanging, clock=clock, deadline_seconds=SOON)
    assert (await all_landed(search))[0].report.status is SourceStatus.TIMED_OUT
    hanging.gate = asyncio.Event()
    hanging.gate.set()
    clock.advance(seconds=1)
    assert (await all_landed(search))[0].report.status is SourceStatus.OK
    assert hanging.calls == 2
    await search.aclose()


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (ExternalServiceError("Ebay has a fault."), SourceStatus.ERROR),
        (RateLimitError("Ebay was asked too often."), SourceStatus.THROTTLED),
        (KeyError("price"), SourceStatus.ERROR),
    ],
)
async def test_what_goes_wrong_with_one_stays_with_it(
    clock: ManualClock, failure: Exception, status: SourceStatus
) -> None:
    broken = ScriptedSource(Marketplace.EBAY, failure=failure)
    search = search_over(broken, ScriptedSource(Marketplace.BESTBUY, LAMPS), clock=clock)
    landed = {one.report.marketplace: one.report for one in await all_landed(search)}
    assert landed[Marketplace.EBAY].status is status
    assert landed[Marketplace.EBAY].message
    assert landed[Marketplace.BESTBUY].count == 2


async def test_the_same_question_asked_at_once_is_one_call(clock: ManualClock) -> None:
    source = ScriptedSource(Marketplace.EBAY, LAMPS)
    source.gate.clear()
    search = search_over(source, clock=clock)
    asked = [asyncio.create_task(all_landed(search)) for _ in range(5)]
    spelt_differently = LAMP.model_copy(update={"product_type": "Desk  Lamp"})
    asked.append(asyncio.create_task(all_landed(search, spelt_differently)))
    await asyncio.sleep(0.01)
    # Who gives up does not take the answer from the others.
    asked[0].cancel()
    source.gate.set()
    landed = await asyncio.gather(*asked[1:])
    assert source.calls == 1
    assert all(one.report.count == 2 for (one,) in landed)


async def test_an_old_answer_is_asked_for_anew_and_shown_only_when_the_shop_is_down(
    clock: ManualClock,
) -> None:
    source = ScriptedSource(Marketplace.EBAY, LAMPS)
    search = search_over(source, clock=clock)
    await all_landed(search)
    clock.advance(seconds=1_200)
    source.failure = ExternalServiceError("Ebay has a fault.")
    (stale,) = await all_landed(search)
    assert stale.report.status is SourceStatus.ERROR
    assert (stale.report.cached_at, len(stale.products)) == (NOON, 2)
    clock.advance(seconds=3_600)
    (gone,) = await all_landed(search)
    assert (gone.report.cached_at, gone.products) == (None, ())


async def test_a_partial_answer_says_what_is_missing(clock: ManualClock) -> None:
    source = ScriptedSource(Marketplace.EBAY, LAMPS, notes=("Ebay ignored the price limit.",))
    ((report, _),) = await all_landed(search_over(source, clock=clock))
    assert report.status is SourceStatus.PARTIAL
    assert report.message == "Ebay ignored the price limit."


async def test_only_what_was_named_is_asked_and_what_is_not_connected_says_so(
    clock: ManualClock,
) -> None:
    ebay, bestbuy = ScriptedSource(Marketplace.EBAY, LAMPS), ScriptedSource(Marketplace.BESTBUY)
    search = search_over(ebay, bestbuy, clock=clock)
    spec = LAMP.model_copy(
        update={"marketplaces": [Marketplace.STORE, Marketplace.EBAY, Marketplace.WALMART]}
    )
    reports = {one.report.marketplace: one.report for one in await all_landed(search, spec)}
    assert set(reports) == {Marketplace.EBAY, Marketplace.WALMART}
    assert reports[Marketplace.WALMART].status is SourceStatus.NOT_CONFIGURED
    assert "WALMART_CONSUMER_ID" in str(reports[Marketplace.WALMART].message)
    assert bestbuy.calls == 0


async def test_a_product_is_asked_for_anew_and_else_shown_as_it_was_seen(
    clock: ManualClock,
) -> None:
    source = ScriptedSource(Marketplace.EBAY, LAMPS)
    search = search_over(source, clock=clock)
    await all_landed(search)
    source.products[0] = product(1, "Desk lamp", 18)
    assert (await search.product("ebay_1")).price == 18
    source.failure = ExternalServiceError("Ebay has a fault.")
    assert (await search.product("ebay_1")).price == 20
    with pytest.raises(ExternalServiceError):
        await search.product("ebay_7")
    with pytest.raises(NotFoundError):
        await search.product("amazon_7")


async def test_what_became_of_asking_is_counted(clock: ManualClock) -> None:
    metrics = PrometheusMetrics()
    good, failing = ScriptedSource(Marketplace.EBAY, LAMPS), ScriptedSource(Marketplace.BESTBUY)
    failing.failure = RateLimitError("Too many.")
    search = SourceSearch(
        [good, failing], {}, AnswerCache(), clock, deadline_seconds=5, fresh_seconds=600,
        on_report=answer_counter(metrics),
    )  # fmt: skip
    for _ in range(2):
        await all_landed(search)
    readings = metrics.snapshot()["talknshop_marketplace_answers_total"]
    counted = {
        (one.labels["marketplace"], one.labels["answer"], one.labels["given"]): one.value
        for one in readings
        if isinstance(one, Reading)
    }
    assert counted == {
        ("ebay", "ok", "fresh"): 1,
        ("ebay", "ok", "kept"): 1,
        ("bestbuy", "throttled", "fresh"): 2,
    }


def server_over(source: ScriptedSource, state: SharedState, clock: ManualClock) -> SourceSearch:
    return SourceSearch(
        [source],
        {},
        AnswerCache(),
        clock,
        deadline_seconds=5.0,
        fresh_seconds=600,
        shared=SharedAnswers(state),
    )


async def test_what_one_server_was_answered_the_other_need_not_ask(clock: ManualClock) -> None:
    state = ProcessSharedState(clock)
    asked, spared = (ScriptedSource(Marketplace.EBAY, LAMPS) for _ in range(2))
    first, second = server_over(asked, state, clock), server_over(spared, state, clock)
    (told,) = await all_landed(first)
    await first.aclose()
    (found,) = await all_landed(second)
    assert found.products == told.products
    assert (found.report.status, found.report.cached_at) == (SourceStatus.OK, NOON)
    assert (asked.calls, spared.calls) == (1, 0)
    clock.advance(seconds=601)
    await all_landed(second)
    assert spared.calls == 1


async def test_a_shared_answer_that_cannot_be_read_is_asked_for(clock: ManualClock) -> None:
    class Garbled(ProcessSharedState):
        async def get(self, names: Sequence[str]) -> list[Kept | None]:
            return [Kept(b"nonsense", 60.0) for _ in names]

    source = ScriptedSource(Marketplace.EBAY, LAMPS)
    (landed,) = await all_landed(server_over(source, Garbled(clock), clock))
    assert (landed.report.status, landed.report.count) == (SourceStatus.OK, 2)
