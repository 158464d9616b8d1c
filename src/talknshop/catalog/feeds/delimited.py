"""The records of a file with delimited columns that may be damaged, huge or badly quoted."""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from talknshop.catalog.feeds.fields import clean
from talknshop.catalog.feeds.lines import Line, read_lines
from talknshop.catalog.feeds.source import FeedSource

LONGEST_RECORD = 1_000_000
"""Bytes of a record; a longer one is refused, so that memory stays bounded."""

_MOST_LINES = 200
_SPREADSHEET_MARK = "sep="
_DELIMITERS = "\t,;|"
_QUOTED = re.compile(r'"[^"]*+"')


class Record(NamedTuple):
    """One record: its fields, cleaned, or why it could not be read."""

    line: int
    """The line on which it begins, from 1."""
    fields: list[str]
    problem: str | None = None


class Dialect:
    """How records are divided into fields, and which quoted field may go on in the next line.

    A quotation mark that is never closed is a plain character, so that it costs one record and
    not the rest of the file. In tab-separated files, whose fields hold no tabs, a line with a tab
    before the closing mark ends the search for it at once.
    """

    def __init__(self, delimiter: str) -> None:
        """Prepares the patterns for one delimiter."""
        self.delimiter = delimiter
        mark = re.escape(delimiter)
        end = f"(?={mark}|\\Z)"
        inner = '[^"\t]' if delimiter == "\t" else '[^"]'
        self._field = re.compile(
            rf'(?:^|{mark})(?:"([^"]*+(?:""[^"]*+)*+)"{end}'
            rf'|("{inner}*+(?:""{inner}*+)*+)\Z|([^{mark}]*))'
        )
        self._goes_on = re.compile(rf'{inner}*+(?:""{inner}*+)*+\Z')
        self._closes = re.compile(rf'{inner}*+(?:""{inner}*+)*+"{end}')

    def split(self, text: str) -> tuple[list[str], bool]:
        """The fields of a record, and whether the last one is quoted and not closed."""
        if '"' not in text:
            return text.split(self.delimiter), False
        fields: list[str] = []
        opened = None
        for match in self._field.finditer(text):
            quoted, opened, plain = match.groups()
            if quoted is not None:
                fields.append(quoted.replace('""', '"'))
            elif opened is not None:
                fields += opened.split(self.delimiter)
            else:
                fields.append(plain)
        return fields, opened is not None

    def closes(self, text: str) -> bool:
        """Whether a line closes the quoted field in which it begins."""
        return self._closes.match(text) is not None

    def goes_on(self, text: str) -> bool:
        """Whether the quoted field in which a line begins goes on to the next."""
        return self._goes_on.match(text) is not None


def guess_delimiter(header: str) -> str:
    """The delimiter of a header: of tab, comma, semicolon and bar the most frequent."""
    return max(_DELIMITERS, key=_QUOTED.sub("", header).count)


def read_records(source: FeedSource, delimiter: str) -> Iterator[Record]:
    """Reads the records one by one; a quoted field may span lines, empty lines are left out.

    The line ``sep=;``, with which spreadsheets tell the delimiter, is left out too.

    Raises:
        ValidationError: The file cannot be read on; see ``open_source``.
    """
    dialect = Dialect(delimiter)
    lines = read_lines(source, longest=LONGEST_RECORD)
    ahead: deque[Line] = deque()
    width = 0
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        number, text, problem = line
        if problem:
            yield Record(number, [], problem)
            continue
        fields, opened = dialect.split(text)
        if opened and (joined := _joined(line, ahead, lines, dialect, width)):
            text, fields = joined
        fields = _cleaned(text, fields)
        if not any(fields) or (not width and fields[0].startswith(_SPREADSHEET_MARK)):
            continue
        width = width or len(fields)
        yield Record(number, fields)


def _cleaned(text: str, fields: list[str]) -> list[str]:
    """The fields without needless blanks and control characters; most have none of them."""
    stripped = list(map(str.strip, fields))
    if "  " not in text and all(map(str.isprintable, stripped)):
        return stripped
    return [clean(field) for field in stripped]


def _joined(
    first: Line, ahead: deque[Line], lines: Iterator[Line], dialect: Dialect, width: int
) -> tuple[str, list[str]] | None:
    """Looks for the line that closes the quote; ``ahead`` keeps the lines when none does.

    A mark that closes it by chance makes a record of another width than the first, where that
    is known; it does not count.
    """
    parts = [first.text]
    taken: list[Line] = []
    size = len(first.text)
    while len(taken) < _MOST_LINES and size <= LONGEST_RECORD:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is None:
            break
        taken.append(line)
        size += len(line.text)
        parts.append(line.text)
        closes = dialect.closes(line.text)
        if line.problem or not (closes or dialect.goes_on(line.text)):
            break
        if closes and not _opens_again(line.text, dialect):
            text = "\n".join(parts)
            fields, _ = dialect.split(text)
            if width in {0, len(fields)}:
                return text, fields
            break
    ahead.extendleft(reversed(taken))
    return None


def _opens_again(text: str, dialect: Dialect) -> bool:
    return dialect.split('"' + text)[1]
