"""What docling made of a document, as it writes it down, as one text with headings and pages.

The format is docling's own (``DoclingDocument.export_to_dict``, schema 1.x): a tree of references
to texts, groups and tables; places are told as numbers of pages. Nothing of the library is needed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from talknshop.core.errors import ValidationError
from talknshop.documents.parsing.parsed import ParsedDocument, TextBuilder

_BODY = "body"
_DEEPEST_HEADING = 6
_MOST_DEPTH = 200


def parsed_of(export: Mapping[str, Any]) -> ParsedDocument:
    """Puts a document together: titles and section headers are headings, tables are rows.

    Raises:
        ValidationError: There is no text in it, or it is not what docling writes.
        ContentTooLargeError: It has more text or headings than are read.
    """
    reader = _Reader(export)
    try:
        reader.read(export[_BODY], 0)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ValidationError(
            "This document was read in a form that is not known here. Set DOCUMENT_READER=builtin, "
            "or install the version of docling that requirements name."
        ) from error
    document = reader.finished()
    if not document.text:
        raise ValidationError(
            "This document has no text, as a scan has. Have its text recognised and send it again."
        )
    return document


class _Reader:
    """Goes through the tree in reading order; what follows each other in a list is one block."""

    def __init__(self, export: Mapping[str, Any]) -> None:
        self._export = export
        self._builder = TextBuilder()
        self._title: str | None = None
        self._page = 0
        self._items: list[str] = []

    def read(self, node: Mapping[str, Any], depth: int) -> None:
        """Reads what is below a node."""
        if depth > _MOST_DEPTH:
            raise ValueError("nested too deep")
        for child in node.get("children", ()):
            element = self._at(child["$ref"])
            # Headers and footers of pages are told apart as furniture.
            if element.get("content_layer", _BODY) == _BODY:
                self._element(element)
                self.read(element, depth + 1)

    def finished(self) -> ParsedDocument:
        """The document."""
        self._end_list()
        return self._builder.finished(self._title)

    def _element(self, element: Mapping[str, Any]) -> None:
        self._turn_pages(element.get("prov", ()))
        label, text = element.get("label"), element.get("text", "")
        if label == "list_item":
            self._items.append(f"{element.get('marker') or '-'} {text}")
            return
        if label == "list":
            return
        self._end_list()
        if label == "table":
            self._builder.block("\n".join(_rows(element["data"]["grid"])))
        elif label == "title":
            self._title = self._title or text
            self._builder.heading(1, text)
        elif label == "section_header":
            self._builder.heading(min(element.get("level", 1) + 1, _DEEPEST_HEADING), text)
        else:
            self._builder.block(text)

    def _end_list(self) -> None:
        self._builder.block("\n".join(self._items))
        self._items = []

    def _turn_pages(self, places: Iterable[Mapping[str, Any]]) -> None:
        page = max((int(one["page_no"]) for one in places), default=self._page)
        if page > self._page:
            self._end_list()
        while self._page < page:
            self._builder.page()
            self._page += 1

    def _at(self, reference: str) -> Mapping[str, Any]:
        _, kind, number = reference.split("/")
        return self._export[kind][int(number)]


def _rows(grid: Iterable[Iterable[Mapping[str, Any]]]) -> Iterable[str]:
    for row in grid:
        yield " | ".join(cell.get("text", "") for cell in row)
