"""Markdown, as CommonMark has it, with tables."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from talknshop.core.html_text import to_plain_text
from talknshop.documents.parsing.parsed import ParsedDocument, TextBuilder

_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_CELLS = ("th_", "td_")
_GATHERED = ("bullet_list_", "ordered_list_", "table_")
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def parse_markdown(source: str) -> ParsedDocument:
    """Reads Markdown; what is between the marks stays, the marks go."""
    matter = _FRONT_MATTER.match(source)
    title = _TITLE.search(matter[1]) if matter else None
    body = source[matter.end() :] if matter else source
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    builder = TextBuilder()
    _Reader(builder).read(tokens)
    return builder.finished(title[1] if title else None)


class _Reader:
    """Goes through the tokens; a list or a table is one block, a line for each item or row."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._lines: list[str] = []
        self._markers: list[str] = []
        self._depth = 0
        self._cells: list[str] = []
        self._heading: int | None = None
        self._is_in_cell = False

    def read(self, tokens: list[Token]) -> None:
        for token in tokens:
            self._take(token)
        self._flush()

    def _take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "inline":
                self._take_words(_words_of(token))
            case "fence" | "code_block":
                self._add(token.content)
            case "html_block":
                self._add(to_plain_text(token.content))
            case "list_item_open":
                self._markers.append(f"{token.info}. " if token.info else "- ")
            case "tr_close":
                self._lines.append(" | ".join(self._cells))
                self._cells.clear()
            case _:
                self._count(token)

    def _count(self, token: Token) -> None:
        """Keeps count of the lists, tables and cells that are open."""
        if token.type.startswith(_CELLS):
            self._is_in_cell = token.nesting > 0
        elif token.type.startswith(_GATHERED):
            self._depth += token.nesting
            if self._depth == 0:
                self._flush()

    def _take_words(self, words: str) -> None:
        level, self._heading = self._heading, None
        if self._is_in_cell:
            self._cells.append(words)
        elif level is not None and self._depth == 0:
            self._builder.heading(level, words)
        else:
            self._add(words)

    def _add(self, words: str) -> None:
        if self._depth == 0:
            self._builder.block(words)
        else:
            marker = self._markers.pop() if self._markers else ""
            self._markers.clear()
            self._lines.append(marker + words)

    def _flush(self) -> None:
        self._builder.block("\n".join(self._lines))
        self._lines.clear()


def _words_of(inline: Token) -> str:
    words: list[str] = []
    for child in inline.children or ():
        if child.type in {"text", "code_inline", "image"}:
            words.append(child.content)
        elif child.type == "softbreak":
            words.append(" ")
        elif child.type == "hardbreak":
            words.append("\n")
    return "".join(words)
