"""Where watches look up what fits."""

from typing import Protocol

from talknshop.schemas.enums import Sort
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults

MOST_MATCHES = 300
"""Of a watch; more would be noise."""

_PAGE = 100


class Shelves(Protocol):
    """Where watched products are looked up."""

    async def search(self, request: SearchRequest) -> SearchResults:
        """The products that fit."""
        ...

    async def product(self, product_id: str) -> ProductResult:
        """One product."""
        ...

    async def generation(self) -> str:
        """Changes whenever the products do."""
        ...


async def matches(
    shelves: Shelves, spec: RequirementSpec | None, product_id: str | None
) -> tuple[list[ProductResult], int]:
    """What a watch looks at: the cheapest 300 products that fit, and how many fit.

    Raises:
        NotFoundError: There is no such product.
    """
    if product_id is not None:
        return [await shelves.product(product_id)], 1
    assert spec is not None  # noqa: S101  # a draft has one or the other
    # In the order of relevance a product may change its page while the pages are read.
    spec = spec.model_copy(update={"sort": Sort.PRICE_ASC})
    found: list[ProductResult] = []
    while True:
        request = SearchRequest(requirement_spec=spec, limit=_PAGE, offset=len(found))
        results = await shelves.search(request)
        found += results.products
        wanted = min(results.total_count, MOST_MATCHES)
        if len(found) >= wanted or not results.products:
            return found, results.total_count
