"""``talknshop doctor``: what is configured, what is missing, and what that costs."""

import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from talknshop import __version__
from talknshop.core.errors import DatabaseError
from talknshop.core.settings import EmbeddingProvider, Settings, load_settings
from talknshop.search.encoder_factory import chosen_provider, light_is_installed, missing_part


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    mark: str
    """``ok``, ``--`` for what is not configured, ``!!`` for what is broken."""
    name: str
    text: str


def doctor(
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
) -> None:
    """Say what is configured, what is missing, and what that costs."""
    findings = list(examine(load_settings(data_dir=data)))
    for finding in findings:
        typer.echo(f"{finding.mark}  {finding.name:<12} {finding.text}")
    if any(finding.mark == "!!" for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterable[Finding]:
    """Looks at everything that the settings lead to; changes nothing."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("ok", "program", f"TalknShop {__version__}, Python {version} on "
                                   f"{platform.system()}")  # fmt: skip
    yield _data_folder(settings.data_dir)
    yield _catalogue(settings)
    yield _page()
    yield Finding("ok", "language", "rules engine: understands English requirements offline")
    yield Finding(
        "--",
        "model",
        "no language model in this version: replies are composed from rules, "
        "free-form questions get a plain answer",
    )
    yield _embeddings(settings)
    yield _media(settings)
    yield Finding(
        "--",
        "marketplaces",
        "amazon, ebay, walmart and bestbuy are not part of this version: "
        "only your own catalogue is searched",
    )


def _data_folder(folder: Path) -> Finding:
    if not folder.exists():
        return Finding("ok", "data", f"{folder} will be made at the first start")
    if not os.access(folder, os.W_OK):
        return Finding("!!", "data", f"{folder} cannot be written; nothing can be stored. "
                                     "Choose another with DATA_DIR.")  # fmt: skip
    return Finding("ok", "data", f"{folder.resolve()} can be written")


def _catalogue(settings: Settings) -> Finding:
    if settings.catalog_service_url is not None:
        url = settings.catalog_service_url
        return Finding("ok", "catalogue", f"{url} is asked, what is in the data folder is not")
    from talknshop.catalog.container import DATABASE_NAME  # noqa: PLC0415
    from talknshop.catalog.repository import CatalogRepository  # noqa: PLC0415

    path = settings.data_dir / DATABASE_NAME
    if not path.exists():
        return Finding("--", "catalogue", "empty; the first start brings the demo products")
    try:
        repository = CatalogRepository(path)
    except DatabaseError as error:
        return Finding("!!", "catalogue", error.message)
    try:
        with repository.snapshot() as snapshot:
            feeds = ", ".join(f"{feed.name} ({feed.products:,})" for feed in snapshot.feeds)
    finally:
        repository.close()
    return Finding("ok", "catalogue", feeds or "no feed yet")


def _page() -> Finding:
    from talknshop.orchestrator.page import PAGE_FOLDER  # noqa: PLC0415

    if (PAGE_FOLDER / "index.html").exists():
        return Finding("ok", "page", "built")
    return Finding("!!", "page", "not built, so the browser shows nothing. Run `make setup`.")


def _embeddings(settings: Settings) -> Finding:
    provider = chosen_provider(settings)
    if missing := missing_part(settings):
        return Finding("!!", "embeddings", missing)
    if provider is not EmbeddingProvider.NONE:
        return Finding("ok", "embeddings", f"{provider} encoder is installed")
    how = "set EMBEDDING_PROVIDER" if light_is_installed() else "run `make semantic`"
    return Finding("--", "embeddings", "no encoder: products are found by their words only. "
                                       f"To have one, {how}")  # fmt: skip


def _media(settings: Settings) -> Finding:
    if settings.media_service_url is None:
        return Finding("--", "media", "MEDIA_SERVICE_URL is not set: recordings and photos are "
                                      "not understood, typing works")  # fmt: skip
    return Finding("ok", "media", settings.media_service_url)
