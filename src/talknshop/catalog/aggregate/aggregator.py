"""One search over our own catalogue and every marketplace, told as it goes on."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Protocol

from talknshop.catalog.aggregate.source_search import Landed, SourceSearch
from talknshop.core.clock import Clock
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults, SearchStep

_ASKED = 30
"""Products that are asked of each marketplace."""

_PREVIEWED = 4
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
        awaited = self._sources.count(spec)
        landed: list[Landed] = []
        told_at = float("-inf")
        if awaited:
            yield await self._step(request, landed, awaited)
            told_at = self._clock.monotonic()
        async with aclosing(self._sources.search(spec, limit=_ASKED)) as landing:
            async for one in landing:
                landed.append(one)
                left = awaited - len(landed)
                now = self._clock.monotonic()
                if left and now - told_at >= _SECONDS_BETWEEN_STEPS:
                    yield await self._step(request, landed, left)
                    told_at = self._clock.monotonic()
        results = await self._own.search(request, landed)
        yield SearchStep(sources=results.sources, results=results)

    async def product(self, product_id: str) -> ProductResult:
        """One product, wherever it is offered.

        Raises:
            NotFoundError: Nobody offers it.
        """
        if product_id.startswith(_STORE_PREFIX):
            return await self._own.product(product_id)
        return await self._sources.product(product_id)

    def kept(self, spec: RequirementSpec) -> list[Sequence[ProductResult]]:
        """What the marketplaces answered to the last such search, as far as it is still kept."""
        return self._sources.kept(spec, limit=_ASKED)

    async def generation(self) -> str:
        """Changes whenever our own products do."""
        return await self._own.generation()

    async def _step(
        self, request: SearchRequest, landed: Sequence[Landed], awaited: int
    ) -> SearchStep:
        first = request.model_copy(update={"limit": _PREVIEWED, "offset": 0})
        results = await self._own.search(first, landed)
        return SearchStep(
            sources=results.sources,
            awaited=awaited,
            preview=[_briefly(product) for product in results.products],
        )


def _briefly(product: ProductResult) -> ProductResult:
    """What a card shows at first sight."""
    return product.model_copy(update={"description": None, "attributes": {}, "offers": []})
