"""All services in one process under one origin."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from talknshop.catalog import app as catalog_app
from talknshop.catalog.container import build_container
from talknshop.cli.knowledge import connect_knowledge
from talknshop.cli.neighbours import connect_neighbours
from talknshop.cli.notices import connect_notices
from talknshop.cli.origin import create_origin, drain
from talknshop.cli.services import MEDIA_EXTRA
from talknshop.core.clock import SystemClock
from talknshop.core.settings import Settings
from talknshop.core.tokens import open_signer
from talknshop.crosspost import app as crosspost_app
from talknshop.documents import app as documents_app
from talknshop.orchestrator.page import PAGE_FOLDER
from talknshop.schemas.document import BundledDocument

if TYPE_CHECKING:
    from talknshop.media.app import KnowledgeFactory

__all__ = ["create_one_process_app", "drain"]


def create_one_process_app(
    settings: Settings,
    *,
    bundled_feed: Path | None,
    pictures: Path | None = None,
    bundled_documents: Mapping[str, BundledDocument] | None = None,
    page: Path = PAGE_FOLDER,
) -> Starlette:
    """Puts every service below the orchestrator's origin; it talks to them through clients.

    Args:
        settings: The settings of all services; one that has an address there does not run here.
        bundled_feed: Products to begin with while the catalogue is empty.
        pictures: The folder of drawings that those products link to.
        bundled_documents: Documents to answer questions from, by file name.
        page: Where the build of the page is.
    """
    clock = SystemClock()
    signer = open_signer(settings, clock)

    async def orchestrator(scope: Scope, receive: Receive, send: Send) -> None:
        # It is made after the others, which it asks.
        await origin.state.orchestrator(scope, receive, send)

    here: dict[str, FastAPI] = {}
    if settings.catalog_service_url is None:
        notices = partial(connect_notices, settings, orchestrator, signer=signer, clock=clock)
        container = build_container(settings, bundled_feed=bundled_feed, pictures=pictures)
        here["catalog"] = catalog_app.create_app(settings, container=container, notices=notices)
    knowledge = partial(
        connect_knowledge, settings, here.get("catalog"), signer=signer, clock=clock
    )
    here |= _media(settings, knowledge)
    if settings.crosspost_service_url is None:
        around: dict[str, ASGIApp] = {**here, "orchestrator": orchestrator}
        neighbours = partial(connect_neighbours, settings, around, signer=signer, clock=clock)
        here["crosspost"] = crosspost_app.create_app(settings, neighbours=neighbours)
    here |= _documents(settings, bundled_documents)
    origin = create_origin(settings, here, page=page)
    return origin


def _documents(
    settings: Settings, bundled: Mapping[str, BundledDocument] | None
) -> dict[str, FastAPI]:
    """The documents service by its name, where it runs here."""
    if settings.documents_service_url is not None:
        return {}
    return {"documents": documents_app.create_app(settings, bundled=bundled)}


def _media(settings: Settings, knowledge: "KnowledgeFactory") -> dict[str, FastAPI]:
    """The media service by its name, where it runs here and what it needs is installed."""
    if settings.media_service_url is not None or not MEDIA_EXTRA.is_installed():
        return {}
    # Imported where it is installed: forms need a package of the extra.
    from talknshop.media.app import create_app  # noqa: PLC0415

    return {"media": create_app(settings, knowledge=knowledge)}
