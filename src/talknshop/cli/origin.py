"""The one origin: the orchestrator, and the other services below their paths."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from talknshop import __version__
from talknshop.cli.connector import Connector
from talknshop.cli.language import open_language
from talknshop.cli.services import BEHIND_ORIGIN, BehindOrigin
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.errors import ConfigurationError
from talknshop.core.not_installed import NotInstalled
from talknshop.core.origin import OriginMiddleware
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.reverse_proxy import ReverseProxy
from talknshop.core.service_tokens import ORIGIN, ServiceTokens
from talknshop.core.settings import Settings
from talknshop.core.telemetry import open_tracer
from talknshop.core.tokens import Signer, open_signer
from talknshop.core.web import RequestContextMiddleware
from talknshop.orchestrator import app as orchestrator_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.orchestrator.forwarded_identity import ForwardedIdentityMiddleware
from talknshop.orchestrator.page import PAGE_FOLDER

_CONNECT_SECONDS = 5.0
_CONNECTIONS = httpx.Limits(max_connections=200, max_keepalive_connections=50)


def create_origin(
    settings: Settings, here: Mapping[str, FastAPI], *, page: Path = PAGE_FOLDER
) -> Starlette:
    """Puts every service below one origin.

    Args:
        settings: The settings; they name the address of each service that is not here.
        here: The services of this process, by name; their lifespans become that of the origin.
        page: Where the build of the page is.

    Raises:
        ConfigurationError: A service is neither here nor has an address.
    """
    clock = SystemClock()
    signer = open_signer(settings, clock)

    def container() -> AbstractAsyncContextManager[Container]:
        return _orchestrator_container(settings, here, signer, clock)

    orchestrator = orchestrator_app.create_app(settings, container=container, page=page)
    transport = httpx.AsyncHTTPTransport(limits=_CONNECTIONS, trust_env=False)
    mounts: list[Mount] = []
    for name, service in BEHIND_ORIGIN.items():
        behind = here.get(name) or _elsewhere(settings, name, service, transport)
        tokens = ServiceTokens(signer, clock, caller=ORIGIN, service=name)
        mounts.append(Mount(f"/{name}", _guarded(settings, behind, orchestrator, tokens)))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        # Mounted apps run no lifespan of their own; the orchestrator last, it asks the others.
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(transport)
            for app in (*here.values(), orchestrator):
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    app = Starlette(routes=[*mounts, Mount("/", orchestrator)], lifespan=lifespan)
    app.state.orchestrator = orchestrator
    app.state.here = here
    return app


async def drain(app: Starlette) -> None:
    """Prepares the services of ``app`` for the end, while sockets are still open."""
    container: Container = app.state.orchestrator.state.container
    await container.drain()


def _guarded(
    settings: Settings, behind: ASGIApp, orchestrator: FastAPI, tokens: ServiceTokens
) -> ASGIApp:
    identified = ForwardedIdentityMiddleware(
        behind,
        authenticator=lambda: orchestrator.state.container.authenticator,
        tokens=tokens,
    )
    hosts = (settings.host, *settings.allowed_hosts)
    return RequestContextMiddleware(OriginMiddleware(identified, hosts=hosts))


def _elsewhere(
    settings: Settings, name: str, service: BehindOrigin, transport: httpx.AsyncBaseTransport
) -> ASGIApp:
    url = service.url(settings)
    if url is None and service.without is not None:
        return NotInstalled(name, service.without)
    if url is None:
        raise ConfigurationError(
            f"{service.url_setting} is not set, so the orchestrator does not know where the {name} "
            f"service is. Set it, for instance to http://127.0.0.1:{service.port(settings)}, or "
            "run everything in one process with `talknshop up`."
        )
    seconds = settings.http_timeout
    return ReverseProxy(
        name,
        url,
        transport,
        timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
        max_body_bytes=service.max_body_bytes,
    )


@asynccontextmanager
async def _orchestrator_container(
    settings: Settings, here: Mapping[str, FastAPI], signer: Signer, clock: Clock
) -> AsyncGenerator[Container]:
    catalog = here.get("catalog")
    metrics = PrometheusMetrics()
    resource = {"service.name": settings.app_name, "service.version": __version__}
    async with AsyncExitStack() as stack:
        tracer = await stack.enter_async_context(
            open_tracer(settings.otel_exporter_otlp_endpoint, resource=resource)
        )
        connect = Connector(
            settings, stack, signer=signer, clock=clock, metrics=metrics, tracer=tracer
        )
        language = await stack.enter_async_context(
            open_language(settings, clock=clock, metrics=metrics, tracer=tracer)
        )
        media = await connect.media(here.get("media"))
        crosspost = await connect.crosspost(here.get("crosspost"))
        documents = await connect.documents(here.get("documents"))
        collaborators = Collaborators(
            catalog=await connect.catalog(catalog),
            language=language.engine,
            outcomes=language.outcomes,
            media=media,
            files=media,
            watches=await connect.watches(catalog),
            crosspost=crosspost,
            listings=crosspost,
            prices=await connect.prices(catalog),
            documents=documents,
            kept_documents=documents,
            feedback=documents,
            metrics=metrics,
            tracer=tracer,
            fetch_keys=await connect.keys(),
        )
        yield await stack.enter_async_context(open_container(settings, collaborators))
