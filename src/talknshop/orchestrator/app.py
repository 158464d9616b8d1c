"""The orchestrator service as an ASGI app."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from talknshop import __version__
from talknshop.core.bucket_address import upload_origins
from talknshop.core.clock import SystemClock
from talknshop.core.origin import OriginMiddleware
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.service_tokens import ServiceTokenMiddleware
from talknshop.core.settings import Settings
from talknshop.core.web import RequestContextMiddleware, install_error_handlers
from talknshop.orchestrator import (
    chat_routes,
    inbox_routes,
    personal_routes,
    saved_routes,
    shopping_routes,
)
from talknshop.orchestrator.container import Container
from talknshop.orchestrator.gateway import routes as gateway_routes
from talknshop.orchestrator.gateway.opening import open_gateway
from talknshop.orchestrator.page import PAGE_FOLDER, PageFiles, SecurityHeadersMiddleware
from talknshop.orchestrator.routes import CHAT_PATH, SERVICE, chat, router

ContainerFactory = Callable[[], AbstractAsyncContextManager[Container]]


class OrchestratorApp(FastAPI):
    """FastAPI whose chat socket passes only what it needs.

    The layers for requests would make up a fifth of the cost of a connect.
    """

    chat: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] == "websocket" and _path(scope) == CHAT_PATH:
            scope["app"] = self
            await self.chat(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(
    settings: Settings, *, container: ContainerFactory, page: Path = PAGE_FOLDER
) -> FastAPI:
    """Makes the app; its resources are opened when its lifespan begins.

    Args:
        settings: The settings.
        container: Opens the container and closes it.
        page: Where the build of the page is.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        clock, metrics = SystemClock(), PrometheusMetrics()
        # It outlives the container, which tells everybody to come back before it ends.
        async with open_gateway(settings, clock, metrics) as gateway, container() as opened:
            app.state.container, app.state.gateway = opened, gateway
            yield

    hosts = (settings.host, *settings.allowed_hosts)
    app = OrchestratorApp(title=settings.app_name, version=__version__, lifespan=lifespan)
    app.chat = RequestContextMiddleware(OriginMiddleware(chat, hosts=hosts))
    app.state.settings = settings
    app.state.page = page
    install_error_handlers(app, service=SERVICE)
    for part in (
        router,
        chat_routes.router,
        shopping_routes.router,
        inbox_routes.router,
        saved_routes.router,
        personal_routes.router,
        gateway_routes.router,
    ):
        app.include_router(part)
    app.mount("/", PageFiles(directory=page, check_dir=False), name="page")
    _add_middleware(app, hosts, upload_origins(settings))
    return app


def _add_middleware(app: FastAPI, hosts: tuple[str, ...], origins: Sequence[str]) -> None:
    app.add_middleware(
        ServiceTokenMiddleware,
        service="orchestrator",
        signer=lambda: app.state.container.signer,
        # Who may do what is the orchestrator's own business; only /internal/ is for services.
        required=False,
        public_posts=(),
    )
    app.add_middleware(SecurityHeadersMiddleware, upload_origins=origins)
    app.add_middleware(OriginMiddleware, hosts=hosts)
    app.add_middleware(RequestContextMiddleware)


def _path(scope: Scope) -> str:
    """The path below whatever the app is mounted at."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
