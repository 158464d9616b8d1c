"""The clients with which the orchestrator asks other services."""

from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import httpx
from starlette.types import ASGIApp

from talknshop.clients.catalog import CatalogClient
from talknshop.clients.crosspost import CrosspostClient
from talknshop.clients.documents import DocumentsClient
from talknshop.clients.media import MediaClient
from talknshop.clients.price_advice import PriceAdviceClient
from talknshop.clients.watches import WatchesClient
from talknshop.core.bearer import FetchKeys
from talknshop.core.clock import Clock
from talknshop.core.http import http_client, in_process_client, raise_for_envelope, translated
from talknshop.core.metrics import breaker_reporter
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.service_tokens import ServiceAuth, ServiceTokens
from talknshop.core.settings import Settings
from talknshop.core.telemetry import Tracer
from talknshop.core.tokens import Signer

_CALLER = "orchestrator"


class Connector:
    """Makes clients, each signing what it asks, with its retries and its circuit breaker."""

    def __init__(
        self,
        settings: Settings,
        stack: AsyncExitStack,
        *,
        signer: Signer,
        clock: Clock,
        metrics: PrometheusMetrics,
        tracer: Tracer,
    ) -> None:
        """Makes clients that ``stack`` closes."""
        self._settings = settings
        self._stack = stack
        self._signer = signer
        self._clock = clock
        self._tracer = tracer
        self._report = breaker_reporter(metrics)
        self._retry = RetryPolicy(
            attempts=settings.http_max_retries,
            base_seconds=settings.http_retry_backoff,
            total_seconds=settings.http_timeout,
        )

    async def catalog(self, here: ASGIApp | None) -> CatalogClient:
        """The client of the catalog service.

        Args:
            here: The service, when it runs in this process; None when it has an address.
        """
        http = await self._stack.enter_async_context(self._catalog_http(here))
        return CatalogClient(
            http, retry=self._retry, breaker=self._breaker("catalog"), tracer=self._tracer
        )

    async def watches(self, here: ASGIApp | None) -> WatchesClient:
        """The client for a person's watches, which the catalog service keeps."""
        http = await self._stack.enter_async_context(self._catalog_http(here))
        return WatchesClient(
            http, retry=self._retry, breaker=self._breaker("watches"), tracer=self._tracer
        )

    async def prices(self, here: ASGIApp | None) -> PriceAdviceClient:
        """The client for what comparable items cost, which the catalog service knows."""
        http = await self._stack.enter_async_context(self._catalog_http(here))
        return PriceAdviceClient(
            http, retry=self._retry, breaker=self._breaker("prices"), tracer=self._tracer
        )

    async def media(self, here: ASGIApp | None) -> MediaClient | None:
        """The client of the media service; None when there is none.

        Args:
            here: The service, when it runs in this process; None when it has an address, or none.
        """
        http = self._http("media", here, self._settings.media_service_url)
        if http is None:
            return None
        await self._stack.enter_async_context(http)
        return MediaClient(
            http, retry=self._retry, breaker=self._breaker("media"), tracer=self._tracer
        )

    async def crosspost(self, here: ASGIApp | None) -> CrosspostClient | None:
        """The client of the crosspost service; None when there is none.

        Args:
            here: The service, when it runs in this process; None when it has an address, or none.
        """
        http = self._http("crosspost", here, self._settings.crosspost_service_url)
        if http is None:
            return None
        await self._stack.enter_async_context(http)
        return CrosspostClient(
            http, retry=self._retry, breaker=self._breaker("crosspost"), tracer=self._tracer
        )

    async def documents(self, here: ASGIApp | None) -> DocumentsClient | None:
        """The client of the documents service; None when there is none.

        Args:
            here: The service, when it runs in this process; None when it has an address, or none.
        """
        http = self._http("documents", here, self._settings.documents_service_url)
        if http is None:
            return None
        await self._stack.enter_async_context(http)
        return DocumentsClient(
            http, retry=self._retry, breaker=self._breaker("documents"), tracer=self._tracer
        )

    async def keys(self) -> FetchKeys | None:
        """What fetches the key set of bearer tokens; None when settings name none."""
        url = self._settings.jwt_jwks_url
        if url is None:
            return None
        http = await self._stack.enter_async_context(http_client(url, self._settings))
        return partial(_fetch_keys, http)

    def _http(
        self, service: str, here: ASGIApp | None, url: str | None
    ) -> httpx.AsyncClient | None:
        auth = self._auth(service)
        if here is not None:
            return in_process_client(here, self._settings, auth=auth)
        return None if url is None else http_client(url, self._settings, auth=auth)

    def _catalog_http(self, here: ASGIApp | None) -> httpx.AsyncClient:
        auth = self._auth("catalog")
        if here is not None:
            return in_process_client(here, self._settings, auth=auth)
        return http_client(self._settings.catalog_service_url or "", self._settings, auth=auth)

    def _auth(self, service: str) -> ServiceAuth:
        tokens = ServiceTokens(self._signer, self._clock, caller=_CALLER, service=service)
        return ServiceAuth(tokens)

    def _breaker(self, service: str) -> CircuitBreaker:
        return CircuitBreaker(
            service,
            failures=self._settings.circuit_breaker_threshold,
            open_seconds=self._settings.circuit_breaker_recovery_seconds,
            on_state=self._report,
        )


async def _fetch_keys(http: httpx.AsyncClient) -> dict[str, Any]:
    service = "identity provider"
    with translated(service, "keys"):
        response = await http.get("")
    raise_for_envelope(response, service, "keys")
    return response.json()
