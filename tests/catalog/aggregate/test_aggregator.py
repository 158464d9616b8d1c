"""A search is told as it goes on: whoever has answered, and who is still waited for."""

import asyncio
from collections.abc import Sequence

from tests.catalog.aggregate.scripted_source import ScriptedSource, product

from talknshop.catalog.aggregate.aggregator import Aggregator
from talknshop.catalog.aggregate.answers import AnswerCache
from talknshop.catalog.aggregate.source_search import Landed, SourceSearch
from talknshop.core.errors import NotFoundError
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults, SearchStep
from talknshop.testing.clock import ManualClock

LAMP = RequirementSpec(product_type="desk lamp")


class EmptyShelf:
    """Implements ``OwnCatalog`` without products: results are what landed."""

    async def search(
        self, request: SearchRequest, elsewhere: Sequence[Landed] = ()
    ) -> SearchResults:
        """What landed, in its order."""
        products = [product for landed in elsewhere for product in landed.products]
        return SearchResults(
            products=products[: request.limit],
            total_count=len(products),
            requirement_spec=request.requirement_spec,
            sources=[landed.report for landed in elsewhere],
        )

    async def product(self, product_id: str) -> ProductResult:
        """Nothing."""
        raise NotFoundError(product_id)

    async def generation(self) -> str:
        """Always the same."""
        return "1"


def names(step: SearchStep) -> tuple[set[str], set[str]]:
    return (
        {one.marketplace.value for one in step.sources},
        {one.marketplace.value for one in step.awaiting},
    )


async def test_all_who_have_answered_are_told_while_one_hangs() -> None:
    hanging = ScriptedSource(Marketplace.EBAY, [product(1, "Desk lamp", 20)])
    hanging.gate.clear()
    others = [
        ScriptedSource(marketplace, [product(place, "Desk lamp", 20)])
        for place, marketplace in enumerate(
            (Marketplace.AMAZON, Marketplace.WALMART, Marketplace.BESTBUY), start=2
        )
    ]
    clock = ManualClock()
    sources = SourceSearch(
        [hanging, *others], {}, AnswerCache(), clock, deadline_seconds=60, fresh_seconds=0
    )
    everywhere = Aggregator(EmptyShelf(), sources, clock)
    steps = everywhere.steps(SearchRequest(requirement_spec=LAMP))
    first = await anext(steps)
    assert names(first) == (set(), {"ebay", "amazon", "walmart", "bestbuy"})
    assert first.awaited == 4
    step = first
    async with asyncio.timeout(60):
        while step.awaited > 1:
            step = await anext(steps)
    assert names(step) == ({"amazon", "walmart", "bestbuy"}, {"ebay"})
    assert len(step.preview) == 3
    hanging.gate.set()
    last = await anext(steps)
    assert last.results is not None
    assert last.results.total_count == 4
    assert [one async for one in steps] == []


async def test_who_stops_listening_leaves_nothing_behind() -> None:
    hanging = ScriptedSource(Marketplace.EBAY)
    hanging.gate.clear()
    clock = ManualClock()
    sources = SourceSearch(
        [hanging, ScriptedSource(Marketplace.AMAZON)],
        {},
        AnswerCache(),
        clock,
        deadline_seconds=60,
        fresh_seconds=0,
    )
    steps = Aggregator(EmptyShelf(), sources, clock).steps(SearchRequest(requirement_spec=LAMP))
    step = await anext(steps)
    async with asyncio.timeout(60):
        while step.awaited > 1:
            step = await anext(steps)
    await steps.aclose()
    await sources.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}
