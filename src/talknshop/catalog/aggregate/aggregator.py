"""One search over our own catalogue and every marketplace, told as it goes on."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Protocol

from talknshop.catalog.aggregate.source_search import Landed, SourceSearch
from talknshop.catalog.offers import all_offers
from talknshop.catalog.pictures import shown_picture
from talknshop.core.clock import Clock
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    AwaitedSource,
    SearchRequest,
    SearchResults,
    SearchStep,
    SourceReport,
)

_ASKED = 30
"""Products that are asked of each marketplace."""

_PREVIEWED = 6
"""As many as the page shows at first, so that the list keeps its height."""

_SECONDS_BETWEEN_STEPS = 0.1
"""Who watches cannot follow faster, and every step is stored."""

_STORE_PREFIX = "store_"


class OwnCatalog(Protocol):
    """Our own products, with what others offer put between them."""

    async def search(
        self, request: SearchRequest, elsewhere: Sequence[Landed] = ()
    ) -> SearchResults:
        """One ranking of our own products and those that landed."""
        ...

    async def product(self, product_id: str) -> ProductResult:
        """One of our own products."""
        ...

    async def generation(self) -> str:
        """Changes whenever our own products do."""
        ...


class Aggregator:
    """Searches everywhere at once; also answers what watches ask (``watched_products.Shelves``)."""

    def __init__(self, own: OwnCatalog, sources: SourceSearch, clock: Clock) -> None:
        """Takes its collaborators."""
        self._own = own
        self._sources = sources
        self._clock = clock

    async def search(self, request: SearchRequest) -> SearchResults:
        """The whole answer.

        Raises:
            ValidationError: The requirement cannot be searched for.
        """
        landed = [one async for one in self._sources.search(request.requirement_spec, limit=_ASKED)]
        return await self._own.search(request, landed)

    async def steps(self, request: SearchRequest) -> AsyncGenerator[SearchStep]:
        """The same as it goes on; the last step has the results.

        Raises:
            ValidationError: The requirement cannot be searched for.
        """
        spec = request.requirement_spec
        awaiting = self._sources.awaited(spec)
        landed: list[Landed] = []
        if awaiting:
            yield await self._step(request, landed, awaiting)
        async with (
            aclosing(self._sources.search(spec, limit=_ASKED)) as landing,
            aclosing(self._in_handfuls(landing)) as handfuls,
        ):
            async for handful in handfuls:
                landed += handful
                reports = [one.report for one in handful]
                awaiting = [one for one in awaiting if not _is_told(one, reports)]
                if awaiting:
                    yield await self._step(request, landed, awaiting)
        results = await self._own.search(request, landed)
        yield SearchStep(sources=results.sources, results=results)

    async def product(self, product_id: str) -> ProductResult:
        """One product, wherever it is offered.

        Raises:
            NotFoundError: Nobody offers it.
        """
        if product_id.startswith(_STORE_PREFIX):
            return await self._own.product(product_id)
        return _shown(await self._sources.product(product_id))

    def kept(self, spec: RequirementSpec) -> list[Sequence[ProductResult]]:
        """What the marketplaces answered to the last such search, as far as it is still kept."""
        return self._sources.kept(spec, limit=_ASKED)

    def kept_products(self) -> list[ProductResult]:
        """Every product of the marketplaces' answers that are still kept; nobody is asked."""
        return self._sources.kept_products()

    async def generation(self) -> str:
        """Changes whenever our own products do."""
        return await self._own.generation()

    async def _in_handfuls(self, landing: AsyncGenerator[Landed]) -> AsyncGenerator[list[Landed]]:
        """What lands, each with whatever lands soon after it; the last ones at once."""
        coming = asyncio.ensure_future(anext(landing, None))
        try:
            while (first := await coming) is not None:
                handful = [first]
                coming = asyncio.ensure_future(anext(landing, None))
                began_at = self._clock.monotonic()
                while True:
                    left = _SECONDS_BETWEEN_STEPS - (self._clock.monotonic() - began_at)
                    await asyncio.wait([coming], timeout=max(0.0, left))
                    further = coming.result() if coming.done() else None
                    if further is None:
                        break
                    handful.append(further)
                    coming = asyncio.ensure_future(anext(landing, None))
                yield handful
        finally:
            # The generator can be closed only once nobody waits in it.
            coming.cancel()
            await asyncio.wait([coming])

    async def _step(
        self,
        request: SearchRequest,
        landed: Sequence[Landed],
        awaiting: Sequence[AwaitedSource],
    ) -> SearchStep:
        first = request.model_copy(update={"limit": _PREVIEWED, "offset": 0, "near": False})
        results = await self._own.search(first, landed)
        return SearchStep(
            sources=results.sources,
            awaited=len(awaiting),
            awaiting=list(awaiting),
            preview=[_briefly(product) for product in results.products],
        )


def _shown(product: ProductResult) -> ProductResult:
    """A product of a marketplace as results show it: its own offer, and its picture."""
    picture = shown_picture(product.image_url, simulated=product.simulated)
    return product.model_copy(update={"image_url": picture, "offers": all_offers(product, [])})


def _is_told(awaited: AwaitedSource, reports: Sequence[SourceReport]) -> bool:
    return any((awaited.marketplace, awaited.name) == (r.marketplace, r.name) for r in reports)


def _briefly(product: ProductResult) -> ProductResult:
    """What a card shows at first sight."""
    return product.model_copy(update={"description": None, "attributes": {}})
