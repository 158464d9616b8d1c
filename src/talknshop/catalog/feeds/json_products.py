"""Flat products in JSON: one object a line, or the objects of an array."""

from collections.abc import Iterator, Mapping

import orjson

from talknshop.catalog.feeds.json_documents import Numbered, read_document
from talknshop.catalog.feeds.json_values import amount_or_cell, cell, is_object, objects, text
from talknshop.catalog.feeds.lines import read_lines
from talknshop.catalog.feeds.mapping import Columns
from talknshop.catalog.feeds.product import Reading, to_row
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import FeedSource

LONGEST_LINE = 8_000_000
"""Bytes of a line; a longer one is refused, so that memory stays bounded."""

_MOST_SHAPES = 200


def read_json_lines(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads one product a line, keys as Google Merchant or other shops name them.

    Raises:
        ValidationError: The file cannot be read on; see ``open_source``.
    """
    return _flat(read_values(source), reading)


def read_json(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads the products of an array, otherwise as ``read_json_lines``.

    Raises:
        ValidationError: The document is no JSON or has no array of products.
    """
    return _flat(read_document(source), reading)


def read_values(source: FeedSource) -> Iterator[Numbered | RefusedRow]:
    """The value of each line that is not empty, with the number of the line.

    Raises:
        ValidationError: The file cannot be read on; see ``open_source``.
    """
    for line in read_lines(source, longest=LONGEST_LINE):
        if line.problem:
            yield RefusedRow(line.number, "row", line.problem)
            continue
        if not line.text.strip():
            continue
        try:
            yield Numbered(line.number, orjson.loads(line.text))
        except orjson.JSONDecodeError:
            yield RefusedRow(line.number, "row", "not JSON")


def _flat(
    values: Iterator[Numbered | RefusedRow], reading: Reading
) -> Iterator[FeedRow | RefusedRow]:
    shapes: dict[tuple[str, ...], Columns] = {}
    for found in values:
        if isinstance(found, RefusedRow):
            yield found
        elif is_object(found.value):
            yield _row(found.number, found.value, reading, shapes)
        else:
            yield RefusedRow(found.number, "row", "not an object")


def _row(
    number: int,
    product: Mapping[str, object],
    reading: Reading,
    shapes: dict[tuple[str, ...], Columns],
) -> FeedRow | RefusedRow:
    keys = tuple(product)
    columns = shapes.get(keys)
    if columns is None:
        if len(shapes) >= _MOST_SHAPES:
            shapes.clear()
        columns = Columns(keys, reading.mapping, strict=False)
        shapes[keys] = columns
    cells, attributes = columns.given([amount_or_cell(value) for value in product.values()])
    attributes |= _stated(product)
    return to_row(number, cells, reading, attributes=attributes)


def _stated(product: Mapping[str, object]) -> dict[str, str]:
    """Attributes as an object, or as Google's list of names and values."""
    stated = product.get("attributes")
    found = {name: cell(value) for name, value in stated.items()} if is_object(stated) else {}
    for key in ("product_detail", "productDetails", "product_details"):
        for detail in objects(product.get(key)):
            name = text(detail.get("attribute_name") or detail.get("attributeName"))
            found[name] = text(detail.get("attribute_value") or detail.get("attributeValue"))
    return found
