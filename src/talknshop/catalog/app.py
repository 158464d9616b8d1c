"""The catalog service as an ASGI application."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from threading import Event

from fastapi import FastAPI

from talknshop import __version__
from talknshop.catalog import (
    barcode_routes,
    listing_routes,
    price_advice_routes,
    product_routes,
    search_routes,
    watch_routes,
)
from talknshop.catalog.container import Container, build_container
from talknshop.catalog.routes import PUBLIC_POSTS, SERVICE_NAME, router
from talknshop.clients.notices import Notices
from talknshop.core.request_metrics import RequestMetricsMiddleware
from talknshop.core.service_tokens import ServiceTokenMiddleware
from talknshop.core.settings import Settings
from talknshop.core.tokens import open_signer
from talknshop.core.web import RequestContextMiddleware, install_error_handlers

_ROUTERS = (
    search_routes.router,
    product_routes.router,
    barcode_routes.router,
    price_advice_routes.router,
    watch_routes.router,
    listing_routes.router,
    router,
)

NoticesFactory = Callable[[], AbstractAsyncContextManager[Notices]]


def create_app(
    settings: Settings,
    *,
    container: Container | None = None,
    notices: NoticesFactory | None = None,
) -> FastAPI:
    """Makes the application; the database is opened when it starts.

    Args:
        settings: The settings.
        container: What it runs on; built from the settings when absent. Either way the
            application closes it when it stops.
        notices: Opens where the news of watches are handed in; without it nobody looks after them.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        opened = container or await asyncio.to_thread(build_container, settings)
        try:
            async with _prepared(app, opened, notices, settings):
                yield
        finally:
            await opened.aclose()
            await asyncio.to_thread(opened.close)

    app = FastAPI(title="TalknShop catalog", version=__version__, lifespan=lifespan)
    install_error_handlers(app, service=SERVICE_NAME)
    # Innermost, where the route of a request is known.
    app.add_middleware(RequestMetricsMiddleware, metrics=lambda: app.state.container.metrics)
    app.add_middleware(
        ServiceTokenMiddleware,
        service="catalog",
        signer=lambda: app.state.signer,
        required=settings.requires_service_token,
        public_posts=PUBLIC_POSTS,
    )
    app.add_middleware(RequestContextMiddleware)
    for part in _ROUTERS:
        app.include_router(part)
    return app


@asynccontextmanager
async def _prepared(
    app: FastAPI, container: Container, notices: NoticesFactory | None, settings: Settings
) -> AsyncGenerator[None]:
    await container.prepare()
    container.start()
    app.state.container = container
    app.state.signer = await asyncio.to_thread(open_signer, settings, container.clock)
    app.state.watches = None if notices is None else container.watch_service
    async with _reading_items(container), container.shelf.at_work(), container.following():
        if notices is None:
            yield
            return
        every = timedelta(minutes=settings.watch_interval_minutes)
        async with notices() as opened, container.watch_keeper(opened, every=every).at_work():
            yield


@asynccontextmanager
async def _reading_items(container: Container) -> AsyncGenerator[None]:
    stop = Event()
    reading = asyncio.create_task(asyncio.to_thread(container.read_items, stop))
    try:
        yield
    finally:
        stop.set()
        # It must have ended before the database is closed.
        await reading
