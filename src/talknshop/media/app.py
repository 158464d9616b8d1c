"""The media service as an ASGI application."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from talknshop import __version__
from talknshop.clients.barcodes import ProductKnowledge
from talknshop.core.body_limit import BodyLimitMiddleware
from talknshop.core.request_metrics import RequestMetricsMiddleware
from talknshop.core.service_tokens import ServiceTokenMiddleware
from talknshop.core.settings import Settings
from talknshop.core.web import RequestContextMiddleware, install_error_handlers
from talknshop.media import (
    image_routes,
    intake_routes,
    photo_routes,
    routes,
    transcription_routes,
    upload_routes,
)
from talknshop.media.container import Container, build_container
from talknshop.media.limits import MOST_BODY_BYTES
from talknshop.media.routes import SERVICE_NAME

_PARTS = (
    intake_routes,
    upload_routes,
    image_routes,
    transcription_routes,
    photo_routes,
    routes,
)

KnowledgeFactory = Callable[[], AbstractAsyncContextManager[ProductKnowledge]]


def create_app(settings: Settings, *, knowledge: KnowledgeFactory | None = None) -> FastAPI:
    """Makes the application; its database is opened when it starts.

    Args:
        settings: The settings.
        knowledge: Opens the way to the catalogue; without it a barcode stays a number.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with _opened(settings, knowledge) as container:
            app.state.container = container
            async with container.keeping_house():
                yield

    app = FastAPI(title="TalknShop media", version=__version__, lifespan=lifespan)
    install_error_handlers(app, service=SERVICE_NAME)
    # Innermost, where the route of a request is known.
    app.add_middleware(RequestMetricsMiddleware, metrics=lambda: app.state.container.metrics)
    app.add_middleware(BodyLimitMiddleware, most_bytes=MOST_BODY_BYTES, service=SERVICE_NAME)
    app.add_middleware(
        ServiceTokenMiddleware,
        service="media",
        signer=lambda: app.state.container.signer,
        required=settings.requires_service_token,
        public_posts=(),
    )
    app.add_middleware(RequestContextMiddleware)
    for part in _PARTS:
        app.include_router(part.router)
    return app


@asynccontextmanager
async def _opened(
    settings: Settings, knowledge: KnowledgeFactory | None
) -> AsyncGenerator[Container]:
    if knowledge is None:
        container = await asyncio.to_thread(build_container, settings)
        async with _closing(container):
            yield container
        return
    async with knowledge() as catalogue:
        container = await asyncio.to_thread(build_container, settings, knowledge=catalogue)
        async with _closing(container):
            yield container


@asynccontextmanager
async def _closing(container: Container) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        await container.aclose()
        await asyncio.to_thread(container.close)
