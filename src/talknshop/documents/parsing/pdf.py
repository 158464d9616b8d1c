"""PDF: the text of each page, with the headings of the outline."""

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import Destination

from talknshop.core.errors import ContentTooLargeError, TalknShopError, ValidationError
from talknshop.documents.parsing.page_text import paragraphs_of
from talknshop.documents.parsing.parsed import Heading, ParsedDocument, TextBuilder

_MOST_PAGES = 5_000
_MOST_OUTLINE = 20_000
_DEEPEST_HEADING = 6
_LONGEST_HEADING = 300


def parse_pdf(data: bytes) -> ParsedDocument:
    """Reads a PDF document.

    Raises:
        ValidationError: It is damaged, protected by a password, or has no text.
        ContentTooLargeError: It has more pages or text than are read.
    """
    try:
        return _read(PdfReader(io.BytesIO(data), strict=False))
    except (TalknShopError, MemoryError):
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise _protected() from error
    except Exception as error:  # whatever a broken file makes the library raise
        raise ValidationError(
            "This PDF document is damaged. Print it to a new PDF and send that."
        ) from error


def _read(reader: PdfReader) -> ParsedDocument:
    # Many are encrypted so that they cannot be changed, and open without a password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise _protected()
    count = len(reader.pages)
    if count > _MOST_PAGES:
        raise ContentTooLargeError(
            f"This document has {count:,} pages; at most {_MOST_PAGES:,} are read. Divide it."
        )
    headings = _headings(reader)
    builder = TextBuilder()
    has_words = False
    for number, page in enumerate(reader.pages):
        builder.page()
        lines = page.extract_text().splitlines()
        has_words = has_words or any(map(str.strip, lines))
        _add_page(builder, lines, headings[number])
    if not has_words:
        raise ValidationError(
            "This PDF document has pictures of pages and no text, as a scan has. Have its text "
            "recognised and send it again."
        )
    return builder.finished(_title(reader))


def _add_page(builder: TextBuilder, lines: list[str], headings: list[Heading]) -> None:
    """Adds a page; a heading stands where its words do, or at the top where they are nowhere."""
    wanted = {_key(one.title): one for one in headings}
    present = {_key(line) for line in lines}
    for key, heading in wanted.items():
        if key not in present:
            builder.heading(heading.level, heading.title)
    gathered: list[str] = []
    for line in lines:
        heading = wanted.pop(_key(line), None)
        if heading is None:
            gathered.append(line)
            continue
        _add_lines(builder, gathered)
        gathered = []
        builder.heading(heading.level, line)
    _add_lines(builder, gathered)


def _add_lines(builder: TextBuilder, lines: list[str]) -> None:
    for paragraph in paragraphs_of(lines):
        builder.block(paragraph)


def _key(line: str) -> str:
    return "".join(line.casefold().split())


def _headings(reader: PdfReader) -> dict[int, list[Heading]]:
    """The entries of the outline by page; those that lead nowhere are left out."""
    found: defaultdict[int, list[Heading]] = defaultdict(list)
    try:
        for seen, (level, entry) in enumerate(_entries(reader.outline, 1)):
            if seen == _MOST_OUTLINE:
                break
            page = reader.get_destination_page_number(entry)
            title = (entry.title or "").strip()
            if page is not None and title and len(title) <= _LONGEST_HEADING:
                found[page].append(Heading(min(level, _DEEPEST_HEADING), title, 0))
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # The text is worth more than an outline that is broken.
        return found
    return found


def _entries(outline: list[Any], level: int) -> Iterator[tuple[int, Destination]]:
    for entry in outline:
        if isinstance(entry, Destination):
            yield level, entry
        elif isinstance(entry, list):
            yield from _entries(entry, level + 1)  # pyright: ignore[reportUnknownArgumentType]  # what is in it is looked at there


def _title(reader: PdfReader) -> str | None:
    try:
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return title or None


def _protected() -> ValidationError:
    return ValidationError(
        "This PDF document is protected by a password. Save it without one and send it again."
    )
