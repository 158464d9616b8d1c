"""Client of the catalog service for listings of sellers."""

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.store_listing import RemovedListing, ShelvedListing, StoreListing


class StoreListingsClient:
    """The catalogue over HTTP; raises as ``ServiceClient`` does."""

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

    async def put(self, listing: StoreListing) -> ShelvedListing:
        """Puts a listing up, or in the place of what it said before."""
        body = listing.model_dump(mode="json")
        return await self._service.post("/internal/listings", body, ShelvedListing, repeatable=True)

    async def remove(self, listing_id: str) -> RemovedListing:
        """Takes a listing down, or finds that it is down."""
        return await self._service.delete(f"/internal/listings/{listing_id}", RemovedListing)
