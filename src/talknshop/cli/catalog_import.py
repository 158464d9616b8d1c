"""``talknshop catalog import``: a shop's product feed in one command."""

import csv
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talknshop.cli.catalog_statistics import counted
from talknshop.core.errors import DatabaseError, StorageError, ValidationError
from talknshop.core.settings import load_settings

if TYPE_CHECKING:
    from talknshop.catalog.feeds.rows import RefusedRow
    from talknshop.catalog.importer import FeedOptions, ImportReport, Progress

_ROWS_SHOWN = 5
_REPORT_COLUMNS = ("line", "field", "reason")


def import_command(  # noqa: PLR0917
    file: Annotated[Path, typer.Argument(help="Product feed, packed or not, or an ACP folder.")],
    feed: Annotated[str, typer.Option(help="Name of the feed.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the feed of that name.")
    ] = False,
    format_name: Annotated[
        str | None, typer.Option("--format", help="Format of the file; else it is recognised.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="FIELD=COLUMN, or FIELD=text with {COLUMN}; repeatable."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Currency of prices that state none, such as USD.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="CSV file that receives every refused row.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
) -> None:
    """Import a feed; a running server finds its products at once, the demo products go away."""
    from talknshop.catalog.feeds.mapping import parse_mapping  # noqa: PLC0415
    from talknshop.catalog.importer import FeedOptions  # noqa: PLC0415

    options = FeedOptions(format_name, parse_mapping(mapping or []), currency)
    with _report_file(report, file) as on_refused, _progress_bar(file) as on_progress:
        done = _import(
            file,
            feed,
            options,
            replace=replace,
            data=data,
            on_progress=on_progress,
            on_refused=on_refused,
        )
    typer.echo(describe_report(done))
    if report is not None and done.refused:
        typer.echo(f"Every refused row is in {report}.")


def _import(
    file: Path,
    feed: str,
    options: "FeedOptions",
    *,
    replace: bool,
    data: Path | None,
    on_progress: "Callable[[Progress], None]",
    on_refused: "Callable[[RefusedRow], None] | None",
) -> "ImportReport":
    from talknshop.catalog.container import DATABASE_NAME  # noqa: PLC0415
    from talknshop.catalog.importer import import_feed  # noqa: PLC0415
    from talknshop.catalog.item_reading import read_items  # noqa: PLC0415
    from talknshop.catalog.repository import CatalogRepository  # noqa: PLC0415
    from talknshop.core.clock import SystemClock  # noqa: PLC0415

    repository = CatalogRepository(load_settings(data_dir=data).data_dir / DATABASE_NAME)
    try:
        done = import_feed(
            file,
            feed,
            repository,
            clock=SystemClock(),
            options=options,
            replace=replace,
            on_progress=on_progress,
            on_refused=on_refused,
        )
        # The products can be found already; searches are faster once this is done. Another
        # import that has begun meanwhile does it too.
        with suppress(DatabaseError):
            read_items(repository)
    finally:
        repository.close()
    return done


@contextmanager
def _progress_bar(file: Path) -> "Generator[Callable[[Progress], None]]":
    # Imported here so that the other commands need not wait for it.
    from rich import progress as shown  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    columns = (
        shown.SpinnerColumn(),
        shown.TextColumn("{task.description}"),
        shown.BarColumn(),
        shown.TextColumn("{task.fields[share]}"),
        shown.TextColumn("{task.fields[rows]:,} rows"),
        shown.TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with shown.Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(f"Reading {file.name}", total=None, rows=0, share="")

        def show(progress: "Progress") -> None:
            share = f"{progress.bytes_read / progress.size:.0%}" if progress.size else ""
            bar.update(
                task,
                description="Building the index" if progress.indexing else f"Reading {file.name}",
                total=None if progress.indexing else progress.size,
                completed=progress.bytes_read,
                rows=progress.rows,
                share="" if progress.indexing else share,
            )

        yield show


@contextmanager
def _report_file(
    report: Path | None, feed: Path
) -> "Generator[Callable[[RefusedRow], None] | None]":
    if report is None:
        yield None
        return
    if report.exists() and feed.exists() and report.samefile(feed):
        raise ValidationError(f"--report {report} would overwrite the feed. Name another file.")
    try:
        with report.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_REPORT_COLUMNS)
            yield writer.writerow
    except OSError as error:
        raise StorageError(
            f"The report {report} cannot be written ({error.strerror or error}); "
            "the catalogue is as it was. Name another file."
        ) from error


def describe_report(report: "ImportReport") -> str:
    """What an import did, in sentences."""
    rate = report.rows / report.seconds if report.seconds else 0
    done = f"Imported {counted(report.imported, 'product')} into feed {report.feed_name!r}"
    lines = [
        f"{done} in {report.seconds:.1f} s ({rate:,.0f} rows a second).",
        f"Read as {report.format_title}, {report.encoding} text.",
    ]
    if report.duplicates:
        lines.append(
            f"{counted(report.duplicates, 'row')} repeated an id; the last of each counts."
        )
    for column, count in sorted(report.warnings.items()):
        lines.append(f"{counted(count, 'product')} came in without {column}, which was wrong.")
    refused = sum(report.refused.values())
    if refused:
        lines.append(f"Refused {counted(refused, 'row')}:")
        lines += [
            f"  {count:,} for {column}: {reason}"
            for (column, reason), count in sorted(report.refused.items(), key=lambda item: -item[1])
        ]
        lines += [
            f"  line {row.line}: {row.field}: {row.reason}"
            for row in report.refused_rows[:_ROWS_SHOWN]
        ]
    return "\n".join(lines)
