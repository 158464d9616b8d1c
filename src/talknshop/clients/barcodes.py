"""Client of the catalog service for what recognisers want to know of products."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.errors import NotFoundError
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.search import Vocabulary


class ProductKnowledge(Protocol):
    """What recognisers ask of the catalogue."""

    async def vocabulary(self) -> Vocabulary:
        """Brands and product types of the catalogue."""
        ...

    async def with_barcode(self, gtin: str) -> BarcodeProduct | None:
        """The product that carries a barcode; None when the catalogue has none."""
        ...


class ProductKnowledgeClient:
    """The catalog service over HTTP; raises as ``ServiceClient`` does."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        retry: RetryPolicy | None = None,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        """Uses ``http``, whose owner closes it; the rest is as ``ServiceClient`` has it."""
        self._service = ServiceClient("catalog", http, retry=retry, breaker=breaker)

    async def vocabulary(self) -> Vocabulary:
        """Brands and product types of the catalogue."""
        return await self._service.get("/api/v1/vocabulary", Vocabulary)

    async def with_barcode(self, gtin: str) -> BarcodeProduct | None:
        """The product that carries a barcode; None when the catalogue has none."""
        try:
            return await self._service.get(f"/api/v1/barcodes/{gtin}", BarcodeProduct)
        except NotFoundError:
            return None
