"""Client of the crosspost service: listings to marketplaces, and how they stand there."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.connection import MarketplaceConnections
from talknshop.schemas.job import ForgottenListings, Job, Jobs
from talknshop.schemas.listing import ListingForm, ListingSpec, PostingPreview


class Crosspost(Protocol):
    """What the conversation asks of the crosspost service."""

    async def preview(self, form: ListingForm, *, user_id: str) -> PostingPreview:
        """What each marketplace of the listing would get; without targets, every one there is."""
        ...

    async def post(
        self, spec: ListingSpec, *, user_id: str, session_id: str | None, key: str
    ) -> Job:
        """Begins to list an item; the same key of the same seller is the same job."""
        ...

    async def jobs(self, user_id: str) -> Jobs:
        """A seller's listings, last changed first."""
        ...

    async def connections(self, user_id: str) -> MarketplaceConnections:
        """Where listings can be put up, and how that stands with the seller."""
        ...

    async def healthy(self) -> bool:
        """Whether the service answers."""
        ...


class KeptListings(Protocol):
    """What is asked of a person's listings as a whole."""

    async def jobs(self, user_id: str) -> Jobs:
        """A seller's listings, last changed first."""
        ...

    async def forget_jobs(self, user_id: str) -> ForgottenListings:
        """Takes every listing of a person down, as far as we can, and forgets them."""
        ...


class CrosspostClient:
    """The crosspost service over HTTP; raises as ``ServiceClient`` does."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        retry: RetryPolicy | None = None,
        breaker: CircuitBreaker | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        """Uses ``http``, whose owner closes it; the rest is as ``ServiceClient`` has it."""
        self._service = ServiceClient(
            "crosspost", http, retry=retry, breaker=breaker, tracer=tracer
        )

    async def preview(self, form: ListingForm, *, user_id: str) -> PostingPreview:
        """What each marketplace of the listing would get; without targets, every one there is."""
        body = form.model_dump(mode="json")
        return await self._service.post(
            "/api/v1/preview", body, PostingPreview, repeatable=True, user_id=user_id
        )

    async def post(
        self, spec: ListingSpec, *, user_id: str, session_id: str | None, key: str
    ) -> Job:
        """Begins to list an item; the same key of the same seller is the same job."""
        body = {"listing_spec": spec.model_dump(mode="json"), "session_id": session_id}
        return await self._service.post(
            "/api/v1/post", body, Job, repeatable=True, user_id=user_id, key=key
        )

    async def jobs(self, user_id: str) -> Jobs:
        """A seller's listings, last changed first."""
        return await self._service.get("/api/v1/jobs?limit=1000", Jobs, user_id=user_id)

    async def forget_jobs(self, user_id: str) -> ForgottenListings:
        """Takes every listing of a person down, as far as we can, and forgets them."""
        return await self._service.delete("/api/v1/jobs", ForgottenListings, user_id=user_id)

    async def connections(self, user_id: str) -> MarketplaceConnections:
        """Where listings can be put up, and how that stands with the seller."""
        return await self._service.get(
            "/api/v1/connections", MarketplaceConnections, user_id=user_id
        )

    async def healthy(self) -> bool:
        """Whether the service answers."""
        return await self._service.healthy()
