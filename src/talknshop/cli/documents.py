"""``talknshop documents``: what questions are answered from."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from talknshop.cli.catalog_statistics import counted
from talknshop.core.errors import NotFoundError
from talknshop.core.settings import load_settings

if TYPE_CHECKING:
    from talknshop.documents.container import Container
    from talknshop.schemas.answer_feedback import KeptFeedback
    from talknshop.schemas.document import DocumentInfo, DocumentSubject

app = typer.Typer(help="Keep the documents that answer questions.", no_args_is_help=True)

_WIDTH = 120
_TOGETHER = 256
"""So many files are read and stored together; no more of them are in memory at once."""
_Data = Annotated[Path | None, typer.Option(help="Folder of the database files.")]


@app.callback()
def documents() -> None:
    """Keep the documents that answer questions; a running server follows within seconds."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be added, and what it is called there."""

    path: Path
    name: str


@dataclass
class Report:
    """What came of the files."""

    added: int = 0
    unchanged: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


class _Shown(Protocol):
    def __call__(self, name: str, count: int) -> None:
        """So many files begin, the first of this name."""
        ...


@app.command("add")
def add_command(
    paths: Annotated[list[Path], typer.Argument(help="Files, and folders with all their files.")],
    product: Annotated[
        list[str] | None, typer.Option(help="Id of a product they are about; may be repeated.")
    ] = None,
    marketplace: Annotated[str | None, typer.Option(help="Marketplace they are about.")] = None,
    seller: Annotated[str | None, typer.Option(help="Id of the seller they are about.")] = None,
    data: _Data = None,
) -> None:
    """Add Markdown, HTML, plain text, PDF and DOCX files, for everybody to ask."""
    from talknshop.schemas.document import DocumentSubject  # noqa: PLC0415

    first, *further = product or [None]
    subject = DocumentSubject(
        product_id=first,
        product_ids=[one for one in further if one],
        marketplace=marketplace,
        seller_id=seller,
    )
    report = asyncio.run(_add(list(files_of(paths)), subject, data))
    typer.echo(describe_report(report))
    if report.refused:
        raise typer.Exit(1)


@app.command("list")
def list_command(data: _Data = None) -> None:
    """List the documents that everybody sees."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    found = asyncio.run(_listed(data))
    if not found:
        typer.echo("There are no documents yet. `talknshop documents add` brings some.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "title", "format", "pages", "version", "about", "file"):
        table.add_column(name, justify="right" if name in {"pages", "version"} else "left")
    for one in sorted(found, key=lambda one: one.title.casefold()):
        pages = "" if one.page_count is None else f"{one.page_count:,}"
        table.add_row(
            one.document_id, one.title, one.format, pages, str(one.version), _about(one), one.source
        )
    Console(width=_WIDTH, highlight=False).print(table)


@app.command("remove")
def remove_command(
    document_id: Annotated[str, typer.Argument(help="The document, as `list` names it.")],
    data: _Data = None,
) -> None:
    """Remove a document with all its versions."""
    typer.echo(f"Removed {asyncio.run(_remove(document_id, data))!r}.")


@app.command("feedback")
def feedback_command(
    data: _Data = None,
    most: Annotated[int, typer.Option(min=1, max=200, help="How many, newest first.")] = 50,
) -> None:
    """List what people think of answers, newest first."""
    found = asyncio.run(_feedback(data, most))
    if not found:
        typer.echo("Nobody has judged an answer yet.")
    for one in found:
        sources = ", ".join(dict.fromkeys(citation.title for citation in one.citations))
        typer.echo(f"{one.given_at:%Y-%m-%d %H:%M}  {one.value}  {sources or 'nothing found'}")
        typer.echo(f"  {one.text.splitlines()[0][:_WIDTH] if one.text else ''}")
        if one.reason:
            typer.echo(f"  Reason: {one.reason}")


def files_of(paths: Sequence[Path]) -> Iterator[File]:
    """The files in paths; those in folders are called by their place in it, hidden ones are not.

    Raises:
        NotFoundError: There is no such file or folder.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                place = file.relative_to(path)
                if file.is_file() and not any(part.startswith(".") for part in place.parts):
                    yield File(file, place.as_posix())
        elif path.exists():
            yield File(path, path.name)
        else:
            raise NotFoundError(f"There is no file or folder {path}. Nothing was added.")


def describe_report(report: Report) -> str:
    """What came of the files, in sentences."""
    done = f"Added {counted(report.added, 'document')}."
    if report.unchanged:
        done += f" {counted(report.unchanged, 'document')} had not changed."
    lines = [done]
    if report.refused:
        lines.append(f"Refused {counted(len(report.refused), 'file')}:")
        lines += [f"  {name}: {reason}" for name, reason in report.refused]
    return "\n".join(lines)


async def _add(files: Sequence[File], subject: "DocumentSubject", data: Path | None) -> Report:
    report, seen = Report(), set[str]()
    async with _opened(data) as container:
        with _progress_bar(len(files)) as show:
            for start in range(0, len(files), _TOGETHER):
                batch = files[start : start + _TOGETHER]
                show(batch[0].name, len(batch))
                await _add_batch(batch, seen, subject, container, report)
    return report


async def _add_batch(
    batch: Sequence[File],
    seen: set[str],
    subject: "DocumentSubject",
    container: "Container",
    report: Report,
) -> None:
    from talknshop.documents.ingestion import NewFile  # noqa: PLC0415
    from talknshop.documents.ports import Added, Refused  # noqa: PLC0415

    new: list[NewFile] = []
    for file in batch:
        content = await asyncio.to_thread(_content, file, seen)
        if isinstance(content, str):
            report.refused.append((file.name, content))
        else:
            new.append(NewFile(file.name, content, subject))
    # The index is built by whoever serves: it may have an encoder, and searches go on.
    for came in await container.ingestion.add_many(new):
        if isinstance(came, Refused):
            report.refused.append((came.name, came.reason))
        elif isinstance(came, Added):
            report.added += 1
        else:
            report.unchanged += 1


def _content(file: File, seen: set[str]) -> bytes | str:
    """What is in a file, or why it is refused."""
    from talknshop.documents.parsing.formats import MOST_BYTES  # noqa: PLC0415

    if file.name in seen:
        return "Another file of the same name was added just now. Rename one of them."
    seen.add(file.name)
    try:
        with file.path.open("rb") as opened:
            # What is larger is refused by its size, and need not be read for that.
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        return f"It cannot be read ({error.strerror or error})."


async def _listed(data: Path | None) -> "list[DocumentInfo]":
    async with _opened(data) as container:
        return [one async for one in container.documents.all() if one.owner_id is None]


async def _feedback(data: Path | None, most: int) -> "list[KeptFeedback]":
    async with _opened(data) as container:
        return (await container.feedback.page(limit=most)).feedback


async def _remove(document_id: str, data: Path | None) -> str:
    async with _opened(data) as container:
        document = await container.documents.get(document_id, viewer=None)
        await container.ingestion.remove(document_id, viewer=None, index=False)
        return document.title


@asynccontextmanager
async def _opened(data: Path | None) -> "AsyncGenerator[Container]":
    from talknshop.documents.container import build_container  # noqa: PLC0415

    container = await asyncio.to_thread(build_container, load_settings(data_dir=data))
    try:
        yield container
    finally:
        await container.aclose()
        await asyncio.to_thread(container.close)


def _about(document: "DocumentInfo") -> str:
    subject = document.subject
    told = (
        *(("product", one) for one in (subject.product_id, *subject.product_ids)),
        ("marketplace", subject.marketplace),
        ("seller", subject.seller_id),
    )
    return ", ".join(f"{name} {value}" for name, value in told if value is not None)


@contextmanager
def _progress_bar(count: int) -> "Generator[_Shown]":
    # Imported here so that the other commands need not wait for it.
    from rich import progress as shown  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    columns = (
        shown.TextColumn("{task.description}"),
        shown.BarColumn(),
        shown.MofNCompleteColumn(),
        shown.TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with shown.Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Reading", total=count)
        begun = 0

        def show(name: str, count: int) -> None:
            nonlocal begun
            bar.update(task, description=f"Reading {name}", completed=begun)
            begun += count

        yield show
