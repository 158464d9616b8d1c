"""``talknshop catalog``: what can be found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from talknshop.core.settings import load_settings

if TYPE_CHECKING:
    from talknshop.catalog.importer import ImportReport

app = typer.Typer(help="Fill the catalogue with a shop's products.", no_args_is_help=True)

_ROWS_SHOWN = 5


@app.callback()
def catalog() -> None:
    """Fill the catalogue with a shop's products."""


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="Google Merchant feed (TSV), plain or gzipped.")],
    feed: Annotated[str, typer.Option(help="Name of the feed; importing it again replaces it.")],
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
) -> None:
    """Import a feed; a running server finds its products at once, the demo products go away."""
    from talknshop.catalog.container import DATABASE_NAME  # noqa: PLC0415
    from talknshop.catalog.importer import import_feed  # noqa: PLC0415
    from talknshop.catalog.repository import CatalogRepository  # noqa: PLC0415
    from talknshop.core.clock import SystemClock  # noqa: PLC0415

    settings = load_settings(data_dir=data)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    repository = CatalogRepository(settings.data_dir / DATABASE_NAME)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f} rows"),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(f"Importing {file.name}", total=None)
            report = import_feed(
                file,
                feed,
                repository,
                clock=SystemClock(),
                on_progress=lambda rows: progress.update(task, completed=rows),
            )
    finally:
        repository.close()
    typer.echo(describe_report(report))


def describe_report(report: "ImportReport") -> str:
    """What an import did, in sentences."""
    rate = report.rows / report.seconds if report.seconds else 0
    done = f"Imported {report.imported:,} products into feed {report.feed_name!r}"
    lines = [f"{done} in {report.seconds:.1f} s ({rate:,.0f} rows a second)."]
    if report.duplicates:
        lines.append(f"{_count(report.duplicates, 'row')} repeated an id; the last of each counts.")
    for column, count in sorted(report.warnings.items()):
        lines.append(f"{_count(count, 'product')} came in without {column}, which was wrong.")
    refused = sum(report.refused.values())
    if refused:
        lines.append(f"Refused {_count(refused, 'row')}:")
        lines += [
            f"  {count:,} for {column}: {reason}"
            for (column, reason), count in sorted(report.refused.items(), key=lambda item: -item[1])
        ]
        lines += [
            f"  line {row.line}: {row.field}: {row.reason}"
            for row in report.refused_rows[:_ROWS_SHOWN]
        ]
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
