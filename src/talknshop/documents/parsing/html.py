"""HTML pages: what a reader sees, without scripts, styles, menus and hidden parts."""

import re
from html.parser import HTMLParser

from talknshop.documents.parsing.parsed import ParsedDocument, TextBuilder

_LEFT_OUT = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "nav", "select",
     "textarea", "button", "head"}
)  # fmt: skip
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
     "wbr"}
)  # fmt: skip
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "pre",
     "ul", "ol", "dl", "table", "hr", "form", "figure", "figcaption", "address", "details",
     "summary", "body"}
)  # fmt: skip
_LINES = frozenset({"br", "li", "tr", "dt", "dd"})
_CELLS = frozenset({"td", "th"})
_HEADING = re.compile(r"h([1-6])\Z")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_Attributes = list[tuple[str, str | None]]


def parse_html(source: str) -> ParsedDocument:
    """Reads a page, however broken."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    """Collects words until a block ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = TextBuilder()
        self._words: list[str] = []
        self._heading: int | None = None
        self._left_out: list[str] = []
        """The elements that are open within one that is left out, that one first."""
        self._title: list[str] = []
        self._is_in_title = False

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if tag == "title":
            self._is_in_title = True
        elif self._left_out:
            if tag not in _VOID:
                self._left_out.append(tag)
        elif tag not in _VOID and (tag in _LEFT_OUT or _is_hidden(attrs)):
            self._end_block()
            self._left_out.append(tag)
        else:
            self._begin(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._is_in_title = False
        elif self._left_out:
            self._close_left_out(tag)
        elif _HEADING.match(tag) or tag in _BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if self._is_in_title:
            self._title.append(data)
        elif not self._left_out:
            self._words.append(data.replace("\n", " "))

    def finished(self) -> ParsedDocument:
        self._end_block()
        return self._builder.finished("".join(self._title).strip() or None)

    def _begin(self, tag: str) -> None:
        if heading := _HEADING.match(tag):
            self._end_block()
            self._heading = int(heading[1])
        elif tag in _BLOCKS:
            self._end_block()
        elif tag in _LINES:
            self._words.append("\n- " if tag == "li" else "\n")
        elif tag in _CELLS and self._words and self._words[-1] != "\n":
            self._words.append(" | ")

    def _close_left_out(self, tag: str) -> None:
        if tag not in self._left_out:
            return
        while self._left_out.pop() != tag:
            pass

    def _end_block(self) -> None:
        text, level = "".join(self._words), self._heading
        self._words, self._heading = [], None
        if level is None:
            self._builder.block(text)
        else:
            self._builder.heading(level, text)


def _is_hidden(attributes: _Attributes) -> bool:
    given = dict(attributes)
    return (
        "hidden" in given
        or given.get("aria-hidden") == "true"
        or _HIDDEN.search(given.get("style") or "") is not None
    )
