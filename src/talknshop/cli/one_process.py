"""All services in one process under one origin."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from talknshop import __version__
from talknshop.catalog import app as catalog_app
from talknshop.catalog.container import build_container
from talknshop.clients.catalog import CatalogClient
from talknshop.clients.media import MediaClient
from talknshop.core.bearer import FetchKeys
from talknshop.core.http import http_client, in_process_client, raise_for_envelope, translated
from talknshop.core.metrics import breaker_reporter
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.settings import Settings
from talknshop.core.telemetry import Tracer, open_tracer
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.orchestrator import app as orchestrator_app
from talknshop.orchestrator.container import Collaborators, Container, open_container


def create_one_process_app(settings: Settings, *, bundled_feed: Path | None) -> Starlette:
    """Mounts every service below the orchestrator's origin; it talks to them through clients.

    Args:
        settings: The settings of all services.
        bundled_feed: Products to begin with while the catalogue is empty.
    """
    catalog = catalog_app.create_app(
        settings, container=build_container(settings, bundled_feed=bundled_feed)
    )

    def container() -> AbstractAsyncContextManager[Container]:
        return _orchestrator_container(settings, catalog)

    orchestrator = orchestrator_app.create_app(settings, container=container)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        # Mounted apps run no lifespan of their own; the catalogue first, the others ask it.
        async with AsyncExitStack() as stack:
            for app in (catalog, orchestrator):
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    app = Starlette(
        routes=[Mount("/catalog", catalog), Mount("/", orchestrator)], lifespan=lifespan
    )
    app.state.orchestrator = orchestrator
    return app


async def drain(app: Starlette) -> None:
    """Prepares the services of ``app`` for the end, while sockets are still open."""
    container: Container = app.state.orchestrator.state.container
    await container.drain()


@asynccontextmanager
async def _orchestrator_container(
    settings: Settings, catalog: FastAPI
) -> AsyncGenerator[Container]:
    metrics = PrometheusMetrics()
    resource = {"service.name": settings.app_name, "service.version": __version__}
    async with AsyncExitStack() as stack:
        tracer = await stack.enter_async_context(
            open_tracer(settings.otel_exporter_otlp_endpoint, resource=resource)
        )
        connect = _Connector(settings, metrics, tracer, stack)
        collaborators = Collaborators(
            catalog=await connect.catalog(catalog),
            language=RulesEngine(load_lexicon()),
            media=await connect.media(),
            metrics=metrics,
            tracer=tracer,
            fetch_keys=await connect.keys(),
        )
        yield await stack.enter_async_context(open_container(settings, collaborators))


class _Connector:
    """Makes the clients of other services, each with its retries and its circuit breaker."""

    def __init__(
        self,
        settings: Settings,
        metrics: PrometheusMetrics,
        tracer: Tracer,
        stack: AsyncExitStack,
    ) -> None:
        self._settings = settings
        self._tracer = tracer
        self._stack = stack
        self._report = breaker_reporter(metrics)
        self._retry = RetryPolicy(
            attempts=settings.http_max_retries,
            base_seconds=settings.http_retry_backoff,
            total_seconds=settings.http_timeout,
        )

    async def catalog(self, app: FastAPI) -> CatalogClient:
        url = self._settings.catalog_service_url
        http = in_process_client(app, self._settings) if url is None else self._http(url)
        await self._stack.enter_async_context(http)
        breaker = CircuitBreaker("catalog", on_state=self._report)
        return CatalogClient(http, retry=self._retry, breaker=breaker, tracer=self._tracer)

    async def media(self) -> MediaClient | None:
        url = self._settings.media_service_url
        if url is None:
            return None
        http = await self._stack.enter_async_context(self._http(url))
        breaker = CircuitBreaker("media", on_state=self._report)
        return MediaClient(http, retry=self._retry, breaker=breaker, tracer=self._tracer)

    async def keys(self) -> FetchKeys | None:
        url = self._settings.jwt_jwks_url
        if url is None:
            return None
        return partial(_fetch_keys, await self._stack.enter_async_context(self._http(url)))

    def _http(self, url: str) -> httpx.AsyncClient:
        return http_client(url, self._settings)


async def _fetch_keys(http: httpx.AsyncClient) -> dict[str, Any]:
    service = "identity provider"
    with translated(service, "keys"):
        response = await http.get("")
    raise_for_envelope(response, service, "keys")
    return response.json()
