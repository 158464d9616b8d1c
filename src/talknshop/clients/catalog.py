"""Client of the catalog service, over the network or in this process."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol
from urllib.parse import quote, urlencode

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.catalog import (
    Comparison,
    Platforms,
    PriceHistory,
    Reviews,
    SimilarProducts,
    Suggestions,
    WhyAnswer,
    WhyRequest,
)
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    Facets,
    RankedProducts,
    RankRequest,
    SearchRequest,
    SearchResults,
    SearchStep,
    Vocabulary,
)


class Catalog(Protocol):
    """What the conversation asks of the catalogue."""

    async def search(self, request: SearchRequest) -> SearchResults:
        """Ranked products for a requirement, with an account of what was left out."""
        ...

    def search_steps(self, request: SearchRequest) -> AsyncGenerator[SearchStep]:
        """The same search as it goes on: who has answered, and at last the results."""
        ...

    async def rank(self, request: RankRequest) -> RankedProducts:
        """The given products in order, each with its score and the reason for its place."""
        ...

    async def facets(self, requirement: RequirementSpec) -> Facets:
        """What the products that fit have in common."""
        ...

    async def vocabulary(self) -> Vocabulary:
        """Brands and product types of the catalogue."""
        ...

    async def product(self, product_id: str) -> ProductResult:
        """One product by id."""
        ...

    async def suggestions(self, query: str, *, limit: int = 10) -> Suggestions:
        """Ways to go on typing, likeliest first."""
        ...

    async def similar(self, product_id: str, *, limit: int = 6) -> SimilarProducts:
        """Products of the same kind, near in price, with attributes in common."""
        ...

    async def price_history(self, product_id: str, *, days: int = 30) -> PriceHistory:
        """The prices that imports found."""
        ...

    async def reviews(self, product_id: str, *, page: int = 1) -> Reviews:
        """What people wrote about a product."""
        ...

    async def compare(self, product_ids: Sequence[str]) -> Comparison:
        """Two to four products side by side."""
        ...

    async def why(self, request: WhyRequest) -> WhyAnswer:
        """Why a product is not among the results of a search, or not higher."""
        ...

    async def platforms(self) -> Platforms:
        """Where products can come from, and which of these sources are connected."""
        ...

    async def healthy(self) -> bool:
        """Whether the service answers."""
        ...


class CatalogClient:
    """The catalog service over HTTP; raises as ``ServiceClient`` does."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        retry: RetryPolicy | None = None,
        breaker: CircuitBreaker | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        """Uses ``http``, whose owner closes it; the rest is as ``ServiceClient`` has it."""
        self._service = ServiceClient("catalog", http, retry=retry, breaker=breaker, tracer=tracer)

    async def search(self, request: SearchRequest) -> SearchResults:
        """Ranked products for a requirement, with an account of what was left out."""
        body = request.model_dump(mode="json")
        return await self._service.post("/api/v1/search", body, SearchResults, repeatable=True)

    def search_steps(self, request: SearchRequest) -> AsyncGenerator[SearchStep]:
        """The same search as it goes on: who has answered, and at last the results."""
        body = request.model_dump(mode="json")
        return self._service.post_for_lines("/api/v1/search/steps", body, SearchStep)

    async def rank(self, request: RankRequest) -> RankedProducts:
        """The given products in order, each with its score and the reason for its place."""
        body = request.model_dump(mode="json")
        return await self._service.post("/api/v1/rank", body, RankedProducts, repeatable=True)

    async def facets(self, requirement: RequirementSpec) -> Facets:
        """What the products that fit have in common."""
        body = SearchRequest(requirement_spec=requirement).model_dump(mode="json")
        return await self._service.post("/api/v1/facets", body, Facets, repeatable=True)

    async def vocabulary(self) -> Vocabulary:
        """Brands and product types of the catalogue."""
        return await self._service.get("/api/v1/vocabulary", Vocabulary)

    async def product(self, product_id: str) -> ProductResult:
        """One product by id.

        Raises:
            NotFoundError: There is no such product.
        """
        return await self._service.get(_path(product_id), ProductResult)

    async def suggestions(self, query: str, *, limit: int = 10) -> Suggestions:
        """Ways to go on typing, likeliest first."""
        path = f"/api/v1/search/suggestions?{urlencode({'q': query, 'limit': limit})}"
        return await self._service.get(path, Suggestions)

    async def similar(self, product_id: str, *, limit: int = 6) -> SimilarProducts:
        """Products of the same kind, near in price, with attributes in common.

        Raises:
            NotFoundError: There is no such product.
        """
        path = f"{_path(product_id)}/similar?{urlencode({'limit': limit})}"
        return await self._service.get(path, SimilarProducts)

    async def price_history(self, product_id: str, *, days: int = 30) -> PriceHistory:
        """The prices that imports found in the last ``days`` days, at most 400.

        Raises:
            NotFoundError: There is no such product.
        """
        path = f"{_path(product_id)}/price-history?{urlencode({'days': days})}"
        return await self._service.get(path, PriceHistory)

    async def reviews(self, product_id: str, *, page: int = 1) -> Reviews:
        """What people wrote about a product; empty when its source gives no texts.

        Raises:
            NotFoundError: There is no such product.
        """
        path = f"{_path(product_id)}/reviews?{urlencode({'page': page})}"
        return await self._service.get(path, Reviews)

    async def compare(self, product_ids: Sequence[str]) -> Comparison:
        """Two to four products side by side.

        Raises:
            NotFoundError: One of them does not exist.
            ValidationError: They are too few, too many, or one is named twice.
        """
        body = {"product_ids": list(product_ids)}
        return await self._service.post("/api/v1/compare", body, Comparison, repeatable=True)

    async def why(self, request: WhyRequest) -> WhyAnswer:
        """Why a product is not among the results of a search, or not higher."""
        body = request.model_dump(mode="json")
        return await self._service.post("/api/v1/search/why", body, WhyAnswer, repeatable=True)

    async def platforms(self) -> Platforms:
        """Where products can come from, and which of these sources are connected."""
        return await self._service.get("/api/v1/platforms", Platforms)

    async def healthy(self) -> bool:
        """Whether the service answers."""
        return await self._service.healthy()


def _path(product_id: str) -> str:
    return f"/api/v1/products/{quote(product_id, safe='')}"
