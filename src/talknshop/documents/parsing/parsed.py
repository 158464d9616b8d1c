"""What every parser gives: a text, and where its headings and pages begin."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from talknshop.core.text import sanitise

_BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document.

    Attributes:
        level: 1 for the outermost.
        title: Its words.
        start: Where it stands in the text.
    """

    level: int
    title: str
    start: int


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as plain text; whatever is cited of it is a slice of ``text``.

    Attributes:
        text: Blocks with an empty line between them.
        title: What the document calls itself; None where it does not.
        headings: In the order of the text.
        page_starts: Where each page begins, the first at 0; empty where there are no pages.
    """

    text: str
    title: str | None
    headings: tuple[Heading, ...]
    page_starts: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page that an offset is on, counted from 1; None where there are no pages."""
        return bisect_right(self.page_starts, offset) or None


@dataclass
class TextBuilder:
    """Puts a document together block by block."""

    _parts: list[str] = field(default_factory=list[str])
    _length: int = 0
    _headings: list[Heading] = field(default_factory=list[Heading])
    _page_starts: list[int] = field(default_factory=list[int])

    def page(self) -> None:
        """The next page begins."""
        self._page_starts.append(self._next_start() if self._parts else 0)

    def heading(self, level: int, title: str) -> None:
        """Adds a heading; one without words is left out."""
        title = _cleaned(title).replace("\n", " ")
        if title:
            self._headings.append(Heading(level, title, self._next_start()))
            self._append(title)

    def block(self, text: str) -> None:
        """Adds a paragraph, a list, a row or whatever stands by itself; nothing is left out."""
        text = _cleaned(text)
        if text:
            self._append(text)

    def finished(self, title: str | None = None) -> ParsedDocument:
        """The document; without a title of its own its first heading of the first level is it."""
        first = next((heading.title for heading in self._headings if heading.level == 1), None)
        return ParsedDocument(
            "\n\n".join(self._parts),
            _cleaned(title or "").replace("\n", " ") or first,
            tuple(self._headings),
            tuple(self._page_starts),
        )

    def _next_start(self) -> int:
        return self._length + 2 if self._parts else 0

    def _append(self, text: str) -> None:
        self._length = self._next_start() + len(text)
        self._parts.append(text)


def _cleaned(text: str) -> str:
    """The text without control characters, runs of blanks and empty lines."""
    lines = (_BLANKS.sub(" ", sanitise(line)).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
