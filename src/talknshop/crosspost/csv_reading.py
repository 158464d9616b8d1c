"""The rows of a CSV file as spreadsheets write them: encodings, separators, quoted lines."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from talknshop.core.errors import ValidationError

MOST_ROWS = 10_000
_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LONGEST_CELL = 100_000


class CsvRow(NamedTuple):
    """A row.

    Attributes:
        line: The line on which it begins, from 1.
        cells: What stands in it, by column; empty cells are left out.
        problem: Why it cannot be read; None where it can.
    """

    line: int
    cells: Mapping[str, str]
    problem: str | None = None


class CsvFile(NamedTuple):
    """A file that was read: the names of its columns, and its rows that are not empty."""

    columns: list[str]
    rows: list[CsvRow]


def read_csv(content: bytes) -> CsvFile:
    """Reads a file whose first row names its columns.

    Raises:
        ValidationError: It is empty, no text, or has more rows than are taken at once.
    """
    text = _decoded(content)
    delimiter = None
    if declared := _SEPARATOR_LINE.match(text):
        delimiter = declared[1]
        text = "\n" + text[declared.end() :]
    if not text.strip():
        raise ValidationError("The file is empty. Its first row names the columns, such as title.")
    records = _records(text, delimiter or _guessed(text))
    header = next(records, None)
    if header is None or not any(header.cells):
        raise ValidationError("The first row of the file must name its columns, such as title.")
    columns = [_column(name) for name in header.cells]
    twice = {name for name in columns if name and columns.count(name) > 1}
    if twice:
        raise ValidationError(f"The column {min(twice)} stands there twice. Keep one of them.")
    rows: list[CsvRow] = []
    for record in records:
        if len(rows) == MOST_ROWS:
            raise ValidationError(
                f"The file has more than {MOST_ROWS:,} rows. Split it and send the parts."
            )
        rows.append(_row(record, columns))
    return CsvFile([name for name in columns if name], rows)


class _Record(NamedTuple):
    line: int
    cells: list[str]
    problem: str | None = None


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    # Line ends within quotes stay as they are written.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Record(line, [], f"The row cannot be read: {error}.")
            continue
        cells = [cell.strip() for cell in cells]
        if any(cells):
            yield _Record(line, cells)


def _row(record: _Record, columns: list[str]) -> CsvRow:
    if record.problem is not None:
        return CsvRow(record.line, {}, record.problem)
    if any(record.cells[len(columns) :]):
        problem = (
            f"The row has {len(record.cells)} cells, and the first row names {len(columns)} "
            "columns; a quotation mark or a separator may be missing."
        )
        return CsvRow(record.line, {}, problem)
    if any(len(cell) > _LONGEST_CELL for cell in record.cells):
        return CsvRow(record.line, {}, f"A cell has more than {_LONGEST_CELL:,} characters.")
    pairs = zip(columns, record.cells, strict=False)
    return CsvRow(record.line, {name: cell for name, cell in pairs if name and cell})


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise ValidationError("The file cannot be read. Save it as CSV in UTF-8.") from error
        # What spreadsheets on Windows write.
        text = content.decode("cp1252", "replace")
    if "\x00" in text:
        raise ValidationError("This is no CSV file. Save the table as CSV in UTF-8.")
    return text


def _guessed(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    plain = _QUOTED.sub("", header)
    return max(_DELIMITERS, key=plain.count)


def _column(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())
