"""All services in one process under one origin."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from talknshop import __version__
from talknshop.catalog import app as catalog_app
from talknshop.catalog.container import build_container
from talknshop.clients.catalog import CatalogClient
from talknshop.clients.media import MediaClient
from talknshop.core.http import http_client, in_process_client
from talknshop.core.metrics import breaker_reporter
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.settings import Settings
from talknshop.core.telemetry import open_tracer
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
    retry = RetryPolicy(
        attempts=settings.http_max_retries,
        base_seconds=settings.http_retry_backoff,
        total_seconds=settings.http_timeout,
    )
    async with AsyncExitStack() as stack:
        tracer = await stack.enter_async_context(
            open_tracer(
                settings.otel_exporter_otlp_endpoint,
                resource={"service.name": settings.app_name, "service.version": __version__},
            )
        )

        def breaker(service: str) -> CircuitBreaker:
            return CircuitBreaker(service, on_state=breaker_reporter(metrics))

        if settings.catalog_service_url is None:
            http = in_process_client(catalog, settings)
        else:
            http = http_client(settings.catalog_service_url, settings)
        await stack.enter_async_context(http)
        media = None
        if settings.media_service_url is not None:
            media_http = http_client(settings.media_service_url, settings)
            await stack.enter_async_context(media_http)
            media = MediaClient(media_http, retry=retry, breaker=breaker("media"))
        collaborators = Collaborators(
            catalog=CatalogClient(http, retry=retry, breaker=breaker("catalog")),
            language=RulesEngine(load_lexicon()),
            media=media,
            metrics=metrics,
            tracer=tracer,
        )
        yield await stack.enter_async_context(open_container(settings, collaborators))
