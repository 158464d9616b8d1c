"""Cutting a document into passages that can be found: whole sentences below one heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from talknshop.documents.parsing.parsed import Heading, ParsedDocument

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How long parts are, in characters.

    Attributes:
        enough: From here on a part ends with its paragraph.
        most: Before here it ends with its sentence, where there is one.
    """

    enough: int
    most: int


PASSAGE = Sizes(1200, 2400)
"""What words are looked for in: shorter ones hide from each other what belongs together."""

PIECE = Sizes(450, 900)
"""What gets a vector: encoders read no further."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a document.

    Attributes:
        char_start: Where it begins in the document's text.
        char_end: Behind its last character.
        page: The page it begins on.
        heading_path: The headings it stands below, outermost first.
    """

    char_start: int
    char_end: int
    page: int | None
    heading_path: tuple[str, ...]


def chunked(document: ParsedDocument, sizes: Sizes = PASSAGE) -> list[Chunk]:
    """The parts of a document in order; together they hold every word of it once.

    A part ends at a heading, where a paragraph ends once it is long enough, and otherwise with the
    last sentence that has room. Text without any end of a sentence is cut at a blank.
    """
    return [
        Chunk(start, end, document.page_at(start), path)
        for section_start, section_end, path in _sections(document)
        for start, end in spans(document.text, section_start, section_end, sizes)
    ]


def _sections(document: ParsedDocument) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The text between one heading and the next, the heading with what follows it."""
    path: list[Heading] = []
    start, under = 0, ()
    for heading in document.headings:
        yield start, heading.start, under
        path = [one for one in path if one.level < heading.level] + [heading]
        start, under = heading.start, tuple(one.title for one in path)
    yield start, len(document.text), under


def spans(text: str, start: int, end: int, sizes: Sizes) -> Iterator[tuple[int, int]]:
    """Where the parts of a stretch of text begin and end, as ``chunked`` has it."""
    start, end = _trimmed(text, start, end)
    while start < end:
        cut = _cut(text, start, end, sizes)
        part = _trimmed(text, start, cut)
        if part[0] < part[1]:
            yield part
        start, _ = _trimmed(text, cut, end)


def _cut(text: str, start: int, end: int, sizes: Sizes) -> int:
    """Where the part that begins at ``start`` ends."""
    if end - start <= sizes.most:
        return end
    last: int | None = None
    for found in _SENTENCE_END.finditer(text, start, min(end, start + 2 * sizes.most)):
        if found.end() - start > sizes.most and last is not None:
            return last
        last = found.end()
        if last - start >= sizes.enough and "\n\n" in found.group():
            return last
    if last is not None:
        return last
    blank = text.rfind(" ", start + sizes.enough, start + sizes.most)
    return blank + 1 if blank > 0 else min(end, start + sizes.most)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
