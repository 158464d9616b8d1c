"""Client of the orchestrator for news of listings."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.job import JobNews
from talknshop.schemas.notice import Delivery


class JobNewsListener(Protocol):
    """Who is told how listings change."""

    async def deliver(self, news: JobNews) -> None:
        """Takes news in; the same ``news_id`` again changes nothing."""
        ...


class JobNewsClient:
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

    async def deliver(self, news: JobNews) -> None:
        """Takes news in; the same ``news_id`` again changes nothing."""
        body = news.model_dump(mode="json")
        await self._service.post("/internal/jobs", body, Delivery, repeatable=True)
