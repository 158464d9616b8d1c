"""The crosspost service as an ASGI application."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from talknshop import __version__
from talknshop.core.body_limit import BodyLimitMiddleware
from talknshop.core.request_metrics import RequestMetricsMiddleware
from talknshop.core.service_tokens import ServiceTokenMiddleware
from talknshop.core.settings import Settings
from talknshop.core.web import RequestContextMiddleware, install_error_handlers
from talknshop.crosspost import (
    connection_routes,
    job_routes,
    part_routes,
    posting_routes,
    routes,
)
from talknshop.crosspost.neighbours import NeighboursFactory, alone
from talknshop.crosspost.opening import open_container
from talknshop.crosspost.places import Places
from talknshop.crosspost.routes import SERVICE_NAME

MOST_BODY_BYTES = 5 * 1024 * 1024
"""A CSV of some thousand items; a listing is far smaller."""
PUBLIC_POSTS = ("/api/v1/preview",)
"""What reads although it is a POST."""


def create_app(
    settings: Settings,
    *,
    neighbours: NeighboursFactory = alone,
    places: Places | None = None,
) -> FastAPI:
    """Makes the application; its files are opened when it starts, and its workers begin.

    Args:
        settings: The settings.
        neighbours: Opens the ways to the services around it.
        places: The marketplaces; as the settings say when absent.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            container = await stack.enter_async_context(
                open_container(settings, neighbours, places=places)
            )
            app.state.container = container
            await stack.enter_async_context(container.desk.at_work(container.stores.jobs))
            if container.works:
                await stack.enter_async_context(container.workers.at_work())
            yield

    app = FastAPI(title="TalknShop crosspost", version=__version__, lifespan=lifespan)
    app.state.settings = settings
    install_error_handlers(app, service=SERVICE_NAME)
    # Innermost, where the route of a request is known.
    app.add_middleware(RequestMetricsMiddleware, metrics=lambda: app.state.container.metrics)
    app.add_middleware(BodyLimitMiddleware, most_bytes=MOST_BODY_BYTES, service=SERVICE_NAME)
    app.add_middleware(
        ServiceTokenMiddleware,
        service="crosspost",
        signer=lambda: app.state.container.signer,
        required=settings.requires_service_token,
        public_posts=PUBLIC_POSTS,
    )
    app.add_middleware(RequestContextMiddleware)
    for part in (posting_routes, job_routes, part_routes, connection_routes, routes):
        app.include_router(part.router)
    return app
