"""DOCX: paragraphs, headings by their styles, tables as rows, notes at the end.

Read from the markup itself (ECMA-376 part 1, 17): libraries leave out what stands in text boxes,
in content controls and in changes that are tracked.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from talknshop.documents.parsing.docx_parts import Parts, damaged
from talknshop.documents.parsing.parsed import ParsedDocument, TextBuilder

# Word writes the first; what is saved as "strict" has the second.
_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_BODY = "word/document.xml"
_STYLES = "word/styles.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_PROPERTIES = "docProps/core.xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DEEPEST_HEADING = 6
_MOST_STYLES_ABOVE = 12
_HEADING_NAME = re.compile(r"\A(?:heading|überschrift|título|titulo)\s*([1-9])\Z", re.IGNORECASE)


def parse_docx(data: bytes) -> ParsedDocument:
    """Reads a DOCX document.

    Raises:
        ValidationError: It is none, is damaged or protected.
        ContentTooLargeError: It would unpack to more than documents have.
    """
    parts = Parts(data)
    if _BODY not in parts:
        raise damaged()
    body = parts.tree(_BODY)
    space = next((one for one in _NAMESPACES if body.tag == f"{one}document"), None)
    if space is None:
        raise damaged()
    builder = TextBuilder()
    levels = _heading_levels(parts.tree(_STYLES), space) if _STYLES in parts else {}
    reader = _Reader(builder, space, levels)
    reader.read(body)
    for notes in _NOTES:
        if notes in parts:
            reader.read(parts.tree(notes))
    reader.end_list()
    return builder.finished(_title(parts) or reader.title)


def _title(parts: Parts) -> str | None:
    return parts.tree(_PROPERTIES).findtext(_TITLE) if _PROPERTIES in parts else None


class _Reader:
    """Goes through the blocks; what follows each other in a list is one block."""

    def __init__(self, builder: TextBuilder, space: str, levels: dict[str, int]) -> None:
        self._builder = builder
        self._space = space
        self._levels = levels
        self._items: list[str] = []
        self.title: str | None = None

    def read(self, element: Element) -> None:
        """Reads the blocks in an element, however deep they stand."""
        for child in element:
            if child.tag == f"{self._space}p":
                self._paragraph(child)
            elif child.tag == f"{self._space}tbl":
                self.end_list()
                self._builder.block("\n".join(self._rows(child)))
            elif child.tag != _FALLBACK:
                self.read(child)

    def end_list(self) -> None:
        """Adds the list that is open."""
        self._builder.block("\n".join(self._items))
        self._items.clear()

    def _paragraph(self, paragraph: Element) -> None:
        properties = paragraph.find(f"{self._space}pPr")
        text = self._text(paragraph)
        level = self._level(properties)
        if level is not None:
            self.end_list()
            if level == 0:
                self.title = self.title or text
            self._builder.heading(max(1, level), text)
        elif properties is not None and properties.find(f"{self._space}numPr") is not None:
            self._items.append(f"- {text}" if text.strip() else "")
        else:
            self.end_list()
            self._builder.block(text)
        # What stands in boxes comes behind the paragraph that they are anchored in.
        for box in self._boxes(paragraph):
            self.read(box)

    def _level(self, properties: Element | None) -> int | None:
        """The level of a heading; 0 for the document's title, None for what is no heading."""
        if properties is None:
            return None
        outline = self._value(properties.find(f"{self._space}outlineLvl"))
        if outline is not None and outline.isdecimal() and int(outline) < _DEEPEST_HEADING:
            return int(outline) + 1
        return self._levels.get(self._value(properties.find(f"{self._space}pStyle")) or "")

    def _value(self, element: Element | None) -> str | None:
        return None if element is None else element.get(f"{self._space}val")

    def _rows(self, table: Element) -> Iterator[str]:
        for row in self._within(table, "tr"):
            cells = (" ".join(self._words(cell).split()) for cell in self._within(row, "tc"))
            yield " | ".join(cells)

    def _within(self, element: Element, name: str) -> Iterator[Element]:
        """The nearest elements of a name: in changes and controls, but not in tables below."""
        for child in element:
            if child.tag == f"{self._space}{name}":
                yield child
            elif child.tag != f"{self._space}tbl":
                yield from self._within(child, name)

    def _words(self, cell: Element) -> str:
        paragraphs = (one for one in cell.iter(f"{self._space}p"))
        return " ".join(self._text(one) for one in paragraphs)

    def _text(self, paragraph: Element) -> str:
        return "".join(self._runs(paragraph))

    def _runs(self, element: Element) -> Iterator[str]:
        for child in element:
            match child.tag.removeprefix(self._space):
                case "t":
                    yield child.text or ""
                case "tab" | "ptab":
                    yield " "
                case "br" | "cr":
                    yield "\n"
                case "noBreakHyphen":
                    yield "-"
                case "pPr" | "rPr" | "txbxContent" | "del" | "moveFrom":
                    pass
                case _:
                    if child.tag != _FALLBACK:
                        yield from self._runs(child)

    def _boxes(self, element: Element) -> Iterator[Element]:
        for child in element:
            if child.tag == f"{self._space}txbxContent":
                yield child
            elif child.tag != _FALLBACK:
                yield from self._boxes(child)


def _heading_levels(styles: Element, space: str) -> dict[str, int]:
    """The level of each style that makes headings; 0 is the title of the document."""
    own: dict[str, int | None] = {}
    above: dict[str, str | None] = {}
    for style in styles.iter(f"{space}style"):
        name = style.get(f"{space}styleId")
        if name is not None:
            own[name] = _own_level(style, space)
            based = style.find(f"{space}basedOn")
            above[name] = None if based is None else based.get(f"{space}val")
    found: dict[str, int] = {}
    for name in own:
        current: str | None = name
        for _ in range(_MOST_STYLES_ABOVE):
            if current is None or current not in own:
                break
            if (level := own[current]) is not None:
                found[name] = level
                break
            current = above[current]
    return found


def _own_level(style: Element, space: str) -> int | None:
    named = style.find(f"{space}name")
    name = "" if named is None else named.get(f"{space}val") or ""
    if name.casefold() == "title":
        return 0
    if heading := _HEADING_NAME.match(name):
        return min(int(heading[1]), _DEEPEST_HEADING)
    outline = style.find(f"{space}pPr/{space}outlineLvl")
    value = None if outline is None else outline.get(f"{space}val")
    if value is not None and value.isdecimal() and int(value) < _DEEPEST_HEADING:
        return int(value) + 1
    return None
