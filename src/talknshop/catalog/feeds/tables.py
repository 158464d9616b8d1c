"""Feeds in tables: Google Merchant in tab- and comma-separated form, and CSV of any other shop."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from talknshop.catalog.feeds.delimited import Record, guess_delimiter, read_records
from talknshop.catalog.feeds.mapping import Columns
from talknshop.catalog.feeds.product import REQUIRED_FIELDS, Reading, to_row
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import FeedSource
from talknshop.core.errors import ValidationError


def read_google_tsv(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads a Google Merchant feed in tab-separated form.

    Raises:
        ValidationError: The file as a whole is unusable: no header, a required column is missing,
            or it cannot be read on.
    """
    return _rows(source, reading, "\t")


def read_google_csv(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads a Google Merchant feed in comma-separated form; fails as the tab-separated one."""
    return _rows(source, reading, ",")


def read_csv(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads a table whose columns a person maps, or whose names tell what they hold.

    Raises:
        ValidationError: The file as a whole is unusable: no header, no column for a required
            field, a column that was named is not there, or it cannot be read on.
    """
    return _rows(source, reading, guess_delimiter(first_line(source.head)))


def first_line(head: bytes) -> str:
    """The first line of a file as far as it can be read, for recognising the format."""
    return head.split(b"\n", 1)[0].decode("utf-8", "replace").strip("\r")


def _rows(source: FeedSource, reading: Reading, delimiter: str) -> Iterator[FeedRow | RefusedRow]:
    records = read_records(source, delimiter)
    header = next(records, None)
    columns = Columns(header.fields if header else [], reading.mapping)
    _require_columns(columns, source.name, reading, header.fields if header else [])
    if columns.currency and not reading.currency:
        reading = replace(reading, currency=columns.currency)
    for record in records:
        yield _row(record, columns, reading)


def _row(record: Record, columns: Columns, reading: Reading) -> FeedRow | RefusedRow:
    line, fields, problem = record
    if problem:
        return RefusedRow(line, "row", problem)
    if len(fields) > len(columns):
        return RefusedRow(line, "row", "more fields than columns")
    cells, attributes = columns.given(fields)
    if len(fields) < len(columns) and not all(cells.get(name) for name in REQUIRED_FIELDS):
        return RefusedRow(line, "row", "fewer fields than columns")
    return to_row(line, cells, reading, attributes=attributes)


def _require_columns(columns: Columns, name: str, reading: Reading, header: Sequence[str]) -> None:
    known = columns.fields.union(reading.mapping)
    missing = [field for field in REQUIRED_FIELDS if field not in known]
    if not missing:
        return
    if not header:
        told = "Its first line must name the columns"
    else:
        told = f"Its columns are {', '.join(column[:60] for column in header[:50])}"
    example = "link=https://shop.example/{id}" if missing == ["link"] else f"{missing[0]}=COLUMN"
    raise ValidationError(
        f"The feed {name} has no column {', '.join(missing)}. {told}. Say which one it is, "
        f"such as --map {example}.",
        details={"missing_columns": missing},
    )
