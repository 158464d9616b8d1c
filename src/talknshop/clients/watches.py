"""Client of the catalog service for a person's watches."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.watch import DeletedWatches, Watch, WatchDraft, Watches

_PATH = "/api/v1/watches"


class WatchStore(Protocol):
    """What the conversation asks about watches."""

    async def create(self, user_id: str, draft: WatchDraft) -> Watch:
        """Begins to watch."""
        ...

    async def list(self, user_id: str) -> Watches:
        """A person's watches, newest first."""
        ...

    async def delete_all(self, user_id: str) -> DeletedWatches:
        """Ends every watch of a person."""
        ...


class WatchesClient:
    """A person's watches over HTTP; raises as ``ServiceClient`` does."""

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

    async def create(self, user_id: str, draft: WatchDraft) -> Watch:
        """Begins to watch.

        Raises:
            RateLimitError: The person watches too many things already.
            ValidationError: So much fits already that news would be noise.
        """
        body = draft.model_dump(mode="json")
        return await self._service.post(_PATH, body, Watch, user_id=user_id)

    async def list(self, user_id: str) -> Watches:
        """A person's watches, newest first."""
        return await self._service.get(_PATH, Watches, user_id=user_id)

    async def delete_all(self, user_id: str) -> DeletedWatches:
        """Ends every watch of a person."""
        return await self._service.delete(_PATH, DeletedWatches, user_id=user_id)
