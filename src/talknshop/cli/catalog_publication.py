"""``talknshop catalog publish`` and ``fetch``: catalogues in a bucket that servers share."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from talknshop.cli.catalog_statistics import counted
from talknshop.core.aws_settings import BlobEngine
from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotConfiguredError
from talknshop.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from talknshop.catalog.repository import CatalogRepository
    from talknshop.storage.snapshots import Manifest, Snapshots

T = TypeVar("T")

_DataFolder = Annotated[Path | None, typer.Option(help="Folder of the database files.")]


def publish_command(data: _DataFolder = None) -> None:
    """Publish the catalogue of this folder; servers open it within a minute."""
    settings = load_settings(data_dir=data)
    done = asyncio.run(_with_snapshots(settings, lambda snapshots: _publish(settings, snapshots)))
    products = sum(done.facts["feeds"].values())
    typer.echo(
        f"Published generation {done.generation}: {counted(products, 'product')}, "
        f"{done.archive_bytes / 1e6:,.1f} MB."
    )


def fetch_command(data: _DataFolder = None) -> None:
    """Bring the published catalogue into this folder, for imports on top of it."""
    from talknshop.catalog.publication import fetch  # noqa: PLC0415

    settings = load_settings(data_dir=data)
    done = asyncio.run(
        _with_snapshots(settings, lambda snapshots: fetch(snapshots, settings.data_dir))
    )
    if done is None:
        typer.echo("Nothing newer was published.")
    else:
        typer.echo(f"Fetched generation {done.generation} of {done.published_at:%Y-%m-%d %H:%M}.")


async def _publish(settings: Settings, snapshots: "Snapshots") -> "Manifest":
    from talknshop.catalog.container import DATABASE_NAME  # noqa: PLC0415
    from talknshop.catalog.publication import prune, publish  # noqa: PLC0415
    from talknshop.catalog.repository import CatalogRepository  # noqa: PLC0415

    repository = CatalogRepository(settings.data_dir / DATABASE_NAME)
    try:
        await asyncio.to_thread(_fill_vectors, settings, repository)
        done = await publish(repository, snapshots, SystemClock())
        await _take_over_prices(settings, repository)
    finally:
        repository.close()
    await prune(snapshots)
    return done


async def _take_over_prices(settings: Settings, repository: "CatalogRepository") -> None:
    """Puts the prices that imports found where every server reads them."""
    from talknshop.catalog.dynamodb_prices import record_imports  # noqa: PLC0415
    from talknshop.storage.opening import Kept, StateEngines  # noqa: PLC0415

    engines = StateEngines(settings, SystemClock())
    if not engines.in_tables:
        return
    try:
        written = await record_imports(repository.path, engines.table(Kept.LISTINGS))
    finally:
        await engines.aclose()
    typer.echo(f"{counted(written, 'price')} went into the history.")


def _fill_vectors(settings: Settings, repository: "CatalogRepository") -> None:
    """Makes the vectors that are missing, so that no server has to."""
    from talknshop.catalog.container import open_vectors  # noqa: PLC0415

    vectors = open_vectors(settings, repository)
    if vectors is not None:
        vectors.catch_up()
        typer.echo(f"{counted(vectors.state.done, 'vector')} by the encoder here.")


async def _with_snapshots(settings: Settings, work: "Callable[[Snapshots], Awaitable[T]]") -> T:
    if settings.keeps_blobs_in is not BlobEngine.S3:
        raise NotConfiguredError(
            "Catalogues are published in a bucket, and files are kept in a folder here. Set "
            "BLOB_ENGINE=s3 and DOCUMENTS_BUCKET."
        )
    from talknshop.catalog.publication import KIND  # noqa: PLC0415
    from talknshop.storage.s3_bucket import S3Bucket  # noqa: PLC0415
    from talknshop.storage.snapshots import Snapshots  # noqa: PLC0415

    bucket = S3Bucket.of(settings, settings.documents_bucket)
    try:
        return await work(Snapshots(bucket, KIND))
    finally:
        await bucket.aclose()
