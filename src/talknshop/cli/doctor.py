"""``talknshop doctor``: what is configured, what is missing, and what that costs."""

import os
import platform
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from talknshop import __version__
from talknshop.cli.findings import Finding, Mark, as_json, as_lines
from talknshop.cli.marketplace_checks import examine_marketplaces
from talknshop.cli.selling_checks import examine_selling
from talknshop.cli.services import MEDIA_EXTRA
from talknshop.core.errors import DatabaseError
from talknshop.core.settings import EmbeddingProvider, Settings, load_settings
from talknshop.search.encoder_factory import chosen_provider, light_is_installed, missing_part


def doctor(
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
    as_object: Annotated[bool, typer.Option("--json", help="Write JSON for programs.")] = False,
    aws: Annotated[
        bool, typer.Option("--aws", help="Look at what is kept on AWS instead.")
    ] = False,
) -> None:
    """Say what is configured, what is missing, and what that costs; ask each marketplace once."""
    settings = load_settings(data_dir=data)
    findings = list(_examine_aws(settings) if aws else examine(settings))
    typer.echo(as_json(findings) if as_object else as_lines(findings))
    if any(finding.mark is Mark.BROKEN for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterable[Finding]:
    """Looks at everything that the settings lead to, marketplaces included; changes nothing."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding(Mark.OK, "program", f"TalknShop {__version__}, Python {version} on "
                                   f"{platform.system()}")  # fmt: skip
    yield _data_folder(settings.data_dir)
    yield _catalogue(settings)
    yield _page()
    # Here because it takes the language engine along, which a catalogue does not need.
    from talknshop.cli.model_checks import examine_models  # noqa: PLC0415

    yield Finding(
        Mark.OK, "language", "rules engine: understands English, Spanish and German offline"
    )
    yield from examine_models(settings)
    yield _embeddings(settings)
    yield _media(settings)
    yield from examine_marketplaces(settings)
    yield from examine_selling(settings)


def _examine_aws(settings: Settings) -> list[Finding]:
    # Here because botocore comes with it.
    from talknshop.cli.aws_checks import examine_aws  # noqa: PLC0415

    return examine_aws(settings)


def _data_folder(folder: Path) -> Finding:
    if not folder.exists():
        return Finding(Mark.OK, "data", f"{folder} will be made at the first start")
    if not os.access(folder, os.W_OK):
        return Finding(Mark.BROKEN, "data", f"{folder} cannot be written; nothing can be stored. "
                                     "Choose another with DATA_DIR.")  # fmt: skip
    return Finding(Mark.OK, "data", f"{folder.resolve()} can be written")


def _catalogue(settings: Settings) -> Finding:
    if settings.catalog_service_url is not None:
        url = settings.catalog_service_url
        return Finding(Mark.OK, "catalogue", f"{url} is asked, what is in the data folder is not")
    from talknshop.catalog.container import DATABASE_NAME  # noqa: PLC0415
    from talknshop.catalog.repository import CatalogRepository  # noqa: PLC0415

    path = settings.data_dir / DATABASE_NAME
    if not path.exists():
        return Finding(Mark.ABSENT, "catalogue", "empty; the first start brings the demo products")
    try:
        repository = CatalogRepository(path)
    except DatabaseError as error:
        return Finding(Mark.BROKEN, "catalogue", error.message)
    try:
        with repository.snapshot() as snapshot:
            feeds = ", ".join(f"{feed.name} ({feed.products:,})" for feed in snapshot.feeds)
    finally:
        repository.close()
    return Finding(Mark.OK, "catalogue", feeds or "no feed yet")


def _page() -> Finding:
    from talknshop.orchestrator.page import PAGE_FOLDER  # noqa: PLC0415

    if (PAGE_FOLDER / "index.html").exists():
        return Finding(Mark.OK, "page", "built")
    return Finding(
        Mark.BROKEN, "page", "not built, so the browser shows nothing. Run `make setup`."
    )


def _embeddings(settings: Settings) -> Finding:
    provider = chosen_provider(settings)
    if missing := missing_part(settings):
        return Finding(Mark.BROKEN, "embeddings", missing)
    if provider is not EmbeddingProvider.NONE:
        return Finding(Mark.OK, "embeddings", f"{provider} encoder is installed")
    how = "set EMBEDDING_PROVIDER" if light_is_installed() else "run `make semantic`"
    return Finding(Mark.ABSENT, "embeddings", "no encoder: products are found by their words only. "
                                       f"To have one, {how}")  # fmt: skip


def _media(settings: Settings) -> Finding:
    if settings.media_service_url is not None:
        return Finding(Mark.OK, "media", f"{settings.media_service_url} is asked")
    if not MEDIA_EXTRA.is_installed():
        return Finding(Mark.ABSENT, "media", MEDIA_EXTRA.without)
    heic = "" if find_spec("pillow_heif") else ", HEIC is not (install the extra heic)"
    return Finding(
        Mark.OK,
        "media",
        "photos are understood: barcodes, printed words, colours; recordings are not: "
        f"no speech engine is installed; JPEG, PNG, WebP and GIF are taken{heic}",
    )
