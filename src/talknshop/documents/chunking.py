"""Cutting a document into passages that can be found: whole sentences below one heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from talknshop.documents.parsing.parsed import Heading, ParsedDocument

_MOST = 900
_ENOUGH = 450
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|\n+")
_LONGEST_WITHOUT_END = 1800


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage.

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


def chunked(document: ParsedDocument) -> list[Chunk]:
    """The passages of a document in order; together they hold every word of it once.

    A passage ends at a heading, where a paragraph ends once it has 450 characters, and otherwise
    with the last sentence within 900. Text without any end of a sentence is cut at a blank.
    """
    return [
        Chunk(start, end, document.page_at(start), path)
        for section_start, section_end, path in _sections(document)
        for start, end in _passages(document.text, section_start, section_end)
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


def _passages(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = _trimmed(text, start, end)
    while start < end:
        cut = _cut(text, start, end)
        passage = _trimmed(text, start, cut)
        if passage[0] < passage[1]:
            yield passage
        start, _ = _trimmed(text, cut, end)


def _cut(text: str, start: int, end: int) -> int:
    """Where the passage that begins at ``start`` ends."""
    if end - start <= _MOST:
        return end
    last: int | None = None
    for found in _SENTENCE_END.finditer(text, start, min(end, start + _LONGEST_WITHOUT_END)):
        if found.end() - start > _MOST and last is not None:
            return last
        last = found.end()
        if last - start >= _ENOUGH and "\n\n" in found.group():
            return last
    if last is not None:
        return last
    blank = text.rfind(" ", start + _ENOUGH, start + _MOST)
    return blank + 1 if blank > 0 else min(end, start + _MOST)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
