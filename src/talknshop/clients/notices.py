"""Client of the orchestrator for services that have news for a person."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.notice import Delivery, NoticeData, NoticeForUser


class Notices(Protocol):
    """Where news are handed in."""

    async def deliver(self, user_id: str, notice: NoticeData) -> Delivery:
        """Brings news to a person; the same ``notice_id`` again changes nothing."""
        ...


class NoticesClient:
    """The orchestrator over HTTP; raises as ``ServiceClient`` does."""

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
            "orchestrator", http, retry=retry, breaker=breaker, tracer=tracer
        )

    async def deliver(self, user_id: str, notice: NoticeData) -> Delivery:
        """Brings news to a person; the same ``notice_id`` again changes nothing."""
        body = NoticeForUser(user_id=user_id, notice=notice).model_dump(mode="json")
        return await self._service.post("/internal/notices", body, Delivery, repeatable=True)
