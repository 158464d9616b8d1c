"""The documents service as an ASGI application."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from talknshop import __version__
from talknshop.core.body_limit import BodyLimitMiddleware
from talknshop.core.clock import SystemClock
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.request_metrics import RequestMetricsMiddleware
from talknshop.core.service_tokens import ServiceTokenMiddleware
from talknshop.core.settings import Settings
from talknshop.core.web import RequestContextMiddleware, install_error_handlers
from talknshop.documents import (
    conversation_routes,
    document_routes,
    feedback_routes,
    personal_routes,
    question_routes,
    routes,
)
from talknshop.documents.authoring import open_author
from talknshop.documents.container import build_container
from talknshop.documents.parsing.formats import MOST_BYTES
from talknshop.documents.routes import SERVICE_NAME
from talknshop.schemas.document import BundledDocument

PUBLIC_POSTS = ("/api/v1/documents/ask", "/api/v1/documents/search")
"""What reads although it is a POST."""
_ROOM = 64 * 1024


def create_app(
    settings: Settings, *, bundled: Mapping[str, BundledDocument] | None = None
) -> FastAPI:
    """Makes the application; its files are opened when it starts.

    Args:
        settings: The settings.
        bundled: Documents to begin with, by file name.
    """

    def lifespan(app: FastAPI) -> AbstractAsyncContextManager[None]:
        return _serving(app, settings, bundled)

    app = FastAPI(title="TalknShop documents", version=__version__, lifespan=lifespan)
    install_error_handlers(app, service=SERVICE_NAME)
    # Innermost, where the route of a request is known.
    app.add_middleware(RequestMetricsMiddleware, metrics=lambda: app.state.container.metrics)
    app.add_middleware(BodyLimitMiddleware, most_bytes=MOST_BYTES + _ROOM, service=SERVICE_NAME)
    app.add_middleware(
        ServiceTokenMiddleware,
        service="documents",
        signer=lambda: app.state.container.signer,
        required=settings.requires_service_token,
        public_posts=PUBLIC_POSTS,
    )
    app.add_middleware(RequestContextMiddleware)
    # What people think of answers is no document: its path comes before those of documents.
    for part in (
        question_routes,
        conversation_routes,
        feedback_routes,
        document_routes,
        personal_routes,
        routes,
    ):
        app.include_router(part.router)
    return app


@asynccontextmanager
async def _serving(
    app: FastAPI, settings: Settings, bundled: Mapping[str, BundledDocument] | None
) -> AsyncGenerator[None]:
    """Opens what the application works with, and closes it in order at the end."""
    clock, metrics = SystemClock(), PrometheusMetrics()
    async with open_author(settings, clock=clock, metrics=metrics) as author:
        container = await asyncio.to_thread(
            build_container, settings, bundled=bundled, clock=clock, metrics=metrics, author=author
        )
        app.state.container = container
        try:
            async with container.keeping_house():
                yield
        finally:
            await container.aclose()
            await asyncio.to_thread(container.close)
