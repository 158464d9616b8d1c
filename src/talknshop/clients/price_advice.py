"""Client of the catalog service for whoever sells: what comparable items cost."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.listing import PriceAdvice, PriceAdviceRequest


class PriceAdvisers(Protocol):
    """What a conversation about selling asks of the catalogue."""

    async def price_advice(self, item: PriceAdviceRequest) -> PriceAdvice:
        """What items like this one cost; with too few, the figures are null."""
        ...


class PriceAdviceClient:
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

    async def price_advice(self, item: PriceAdviceRequest) -> PriceAdvice:
        """What items like this one cost; with too few, the figures are null."""
        body = item.model_dump(mode="json")
        return await self._service.post("/api/v1/price-advice", body, PriceAdvice, repeatable=True)
