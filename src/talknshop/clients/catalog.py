"""Client of the catalog service, over the network or in this process."""

from typing import Protocol
from urllib.parse import quote

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    Facets,
    RankedProducts,
    RankRequest,
    SearchRequest,
    SearchResults,
    Vocabulary,
)


class Catalog(Protocol):
    """What the conversation asks of the catalogue."""

    async def search(self, request: SearchRequest) -> SearchResults:
        """Ranked products for a requirement, with an account of what was left out."""
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
        path = f"/api/v1/products/{quote(product_id, safe='')}"
        return await self._service.get(path, ProductResult)

    async def healthy(self) -> bool:
        """Whether the service answers."""
        return await self._service.healthy()
