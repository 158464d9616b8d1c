"""All services in one process under one origin."""

from pathlib import Path

from starlette.applications import Starlette

from talknshop.catalog import app as catalog_app
from talknshop.catalog.container import build_container
from talknshop.cli.origin import create_origin, drain
from talknshop.core.settings import Settings

__all__ = ["create_one_process_app", "drain"]


def create_one_process_app(
    settings: Settings, *, bundled_feed: Path | None, pictures: Path | None = None
) -> Starlette:
    """Puts every service below the orchestrator's origin; it talks to them through clients.

    Args:
        settings: The settings of all services; one that has an address there does not run here.
        bundled_feed: Products to begin with while the catalogue is empty.
        pictures: The folder of drawings that those products link to.
    """
    if settings.catalog_service_url is not None:
        return create_origin(settings, {})
    container = build_container(settings, bundled_feed=bundled_feed, pictures=pictures)
    return create_origin(
        settings, {"catalog": catalog_app.create_app(settings, container=container)}
    )
