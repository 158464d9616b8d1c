"""``talknshop catalog``: what can be found."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talknshop.cli.catalog_import import import_command
from talknshop.cli.catalog_publication import fetch_command, publish_command
from talknshop.cli.catalog_statistics import counted, describe_statistics
from talknshop.core.settings import load_settings

if TYPE_CHECKING:
    from talknshop.catalog.repository import CatalogRepository

app = typer.Typer(help="Fill the catalogue with a shop's products.", no_args_is_help=True)
app.command("import")(import_command)
app.command("publish")(publish_command)
app.command("fetch")(fetch_command)

_WIDTH = 100

DataFolder = Annotated[Path | None, typer.Option(help="Folder of the database files.")]


@app.callback()
def catalog() -> None:
    """Fill the catalogue with a shop's products, and see what it holds."""


@app.command("feeds")
def feeds_command(data: DataFolder = None) -> None:
    """List the feeds of the catalogue."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    with _open_catalogue(data) as repository, repository.snapshot() as snapshot:
        feeds = snapshot.feeds
    if not feeds:
        typer.echo("The catalogue has no feed yet. `talknshop catalog import` brings one.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("feed", "products", "generation", "imported at", "visible"):
        right = name in {"products", "generation"}
        table.add_column(name, justify="right" if right else "left", no_wrap=True)
    for feed in feeds:
        table.add_row(
            feed.name,
            f"{feed.products:,}",
            str(feed.generation),
            f"{feed.imported_at:%Y-%m-%d %H:%M:%S} UTC",
            "yes" if feed.visible else "no, while there are other feeds",
        )
    Console(width=_WIDTH, highlight=False).print(table)


@app.command("remove")
def remove_command(
    name: Annotated[str, typer.Argument(help="The feed.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    data: DataFolder = None,
) -> None:
    """Remove a feed and its products; a running server stops finding them at once."""
    from talknshop.catalog.repository import unknown_feed  # noqa: PLC0415

    with _open_catalogue(data) as repository:
        with repository.snapshot() as snapshot:
            feed, feeds = snapshot.feed(name), snapshot.feeds
        if feed is None:
            raise unknown_feed(name, feeds)
        if not yes:
            typer.confirm(
                f"Remove the feed {name!r} with {counted(feed.products, 'product')}?", abort=True
            )
        removed = repository.remove_feed(name)
    if removed is None:
        raise unknown_feed(name, [])
    typer.echo(f"Removed the feed {name!r} with {counted(removed.products, 'product')}.")


@app.command("stats")
def stats_command(
    name: Annotated[str | None, typer.Argument(help="One feed; without it, all visible.")] = None,
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many types and brands.")] = 10,
    data: DataFolder = None,
) -> None:
    """Count what the products are: types, brands, prices, and how much is known of them."""
    with _open_catalogue(data) as repository:
        statistics = repository.statistics(name, most=top)
    typer.echo(describe_statistics(statistics))


@contextmanager
def _open_catalogue(data: Path | None) -> Generator["CatalogRepository"]:
    from talknshop.catalog.container import DATABASE_NAME  # noqa: PLC0415
    from talknshop.catalog.repository import CatalogRepository  # noqa: PLC0415

    repository = CatalogRepository(load_settings(data_dir=data).data_dir / DATABASE_NAME)
    try:
        yield repository
    finally:
        repository.close()
