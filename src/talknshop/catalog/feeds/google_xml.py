"""Google Merchant feeds in XML: RSS 2.0 and Atom, of any size, with entities refused.

The parser is expat as Python brings it: handed chunks, asked for nothing but events. Entity
declarations are what makes XML dangerous to read, and no feed needs one: a file that has any is
refused at the declaration, before anything could be expanded.
"""

from collections.abc import Iterator, Mapping
from xml.parsers import expat

from talknshop.catalog.feeds.fields import clean
from talknshop.catalog.feeds.mapping import FieldMapping, Given, column_name
from talknshop.catalog.feeds.product import Reading, to_row
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import HEAD_BYTES, FeedSource
from talknshop.core.errors import ValidationError

LONGEST_ITEM = 1_000_000
"""Characters of an item; a longer one is refused, so that memory stays bounded."""

_GOOGLE = "http://base.google.com/ns/1.0"
_ITEMS = frozenset({"item", "entry"})
_DEEPEST = 100
_LONGEST_TOKEN = 8 * 2**20
_TEXT_BUFFER = 65_536


def read_google_xml(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads the items of an RSS feed or the entries of an Atom feed.

    Raises:
        ValidationError: The file is no well-formed XML, declares entities, has no items, or
            cannot be read on.
    """
    parser = _Parser(source)
    mapping = FieldMapping(reading.mapping)
    number = 0
    more = True
    while more:
        chunk = source.stream.read(HEAD_BYTES)
        more = bool(chunk)
        for item in parser.parse(chunk):
            number += 1
            yield _row(item, mapping, reading)
    if not number:
        raise ValidationError(
            f"The file {source.name} is XML, but has no item as RSS has and no entry as Atom has. "
            "Export the feed for Google Merchant."
        )


def _row(item: "_Item", mapping: FieldMapping, reading: Reading) -> FeedRow | RefusedRow:
    if item.size > LONGEST_ITEM:
        return RefusedRow(item.line, "row", "longer than 1 MB")
    given = Given(item.plain | item.google, item.attributes)
    stated = given.cells
    stated.setdefault("description", stated.get("summary") or stated.get("content", ""))
    mapping.apply({column_name(name): value for name, value in stated.items()}, given)
    return to_row(item.line, stated, reading, attributes=given.attributes)


class _Item:
    """What an item has said so far; of what is repeated the first counts."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.google: dict[str, str] = {}
        self.plain: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self.detail: dict[str, str] = {}
        self.size = 0

    def add(self, space: str, name: str, value: str) -> None:
        if space == _GOOGLE and name == "product_detail":
            self.attributes[self.detail.get("attribute_name", "")] = self.detail.get(
                "attribute_value", ""
            )
            self.detail = {}
        elif value:
            (self.google if space == _GOOGLE else self.plain).setdefault(name, value)


class _Parser:
    """Turns chunks of XML into items."""

    def __init__(self, source: FeedSource) -> None:
        self._source = source
        self._quiet = 0
        self._depth = 0
        self._item: _Item | None = None
        self._item_depth = 0
        self._detailed = False
        self._text: list[str] = []
        self._done: list[_Item] = []
        # What was written in UTF-16 comes as UTF-8, whatever its declaration says.
        transcoded = source.encoding != "UTF-8"
        self._expat = expat.ParserCreate("utf-8" if transcoded else None, " ")
        self._expat.buffer_text = True
        self._expat.buffer_size = _TEXT_BUFFER
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters
        self._expat.EntityDeclHandler = self._refuse_entity
        if not transcoded:
            self._expat.XmlDeclHandler = self._declared

    def parse(self, chunk: bytes) -> list[_Item]:
        """The items that end in this chunk; an empty chunk is the end."""
        self._quiet += len(chunk)
        try:
            self._expat.Parse(chunk, not chunk)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise ValidationError(
                f"The file {self._source.name} is no well-formed XML: {error}. "
                "Export it again, or ask whoever made it."
            ) from error
        if self._quiet > _LONGEST_TOKEN:
            raise ValidationError(
                f"The file {self._source.name} has a tag or comment of more than "
                f"{_LONGEST_TOKEN // 2**20} MB after line {self._expat.CurrentLineNumber:,}. "
                "Nothing was changed."
            )
        done, self._done = self._done, []
        return done

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding:
            self._source.encoding = encoding.upper()

    def _refuse_entity(self, *_declaration: object) -> None:
        raise ValidationError(
            f"The file {self._source.name} declares entities (line "
            f"{self._expat.CurrentLineNumber:,}), which can make a small file fill the memory. "
            "Export it without a document type."
        )

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._quiet = 0
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValidationError(
                f"The file {self._source.name} is nested more than {_DEEPEST} deep at line "
                f"{self._expat.CurrentLineNumber:,}, as no feed is. Nothing was changed."
            )
        space, _, name = tag.rpartition(" ")
        if self._item is None:
            if name in _ITEMS:
                self._item = _Item(self._expat.CurrentLineNumber)
                self._item_depth = self._depth
            return
        level = self._depth - self._item_depth
        if level == 1:
            self._detailed = name == "product_detail"
            self._text = []
            if name == "link" and attributes.get("rel", "alternate") == "alternate":
                self._item.add(space, name, clean(attributes.get("href", "")))
        elif self._detailed:
            self._text = []

    def _characters(self, data: str) -> None:
        self._quiet = 0
        if self._item is not None:
            self._item.size += len(data)
            if self._item.size <= LONGEST_ITEM:
                self._text.append(data)

    def _end(self, tag: str) -> None:
        self._quiet = 0
        item = self._item
        if item is not None:
            space, _, name = tag.rpartition(" ")
            level = self._depth - self._item_depth
            if level == 0:
                self._done.append(item)
                self._item = None
            elif level == 1:
                item.add(space, name, clean("".join(self._text)))
            elif self._detailed:
                item.detail[name] = clean("".join(self._text))
        self._depth -= 1
