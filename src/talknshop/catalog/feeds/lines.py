"""The records of a tab-separated file that may be gzipped, damaged, huge or badly quoted."""

import gzip
import re
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from talknshop.core.errors import ValidationError

LONGEST_RECORD = 1_000_000
"""Bytes of a record; a longer one is refused, so that memory stays bounded."""

_GZIP_MAGIC = b"\x1f\x8b"
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_MOST_LINES = 200
_FIELD = re.compile(r'(?:^|\t)(?:"([^"]*(?:""[^"]*)*)"(?=\t|$)|([^\t]*))')
_OPEN_QUOTE = re.compile(r'(?:^|\t)"[^"\t]*(?:""[^"\t]*)*$')
# A line that goes on with a quoted field has no tab before the closing quotation mark: the rare
# field that does is refused rather than letting a stray quotation mark swallow whole records.
_CONTINUES = re.compile(r'[^"\t]*(?:""[^"\t]*)*$')
_CLOSES = re.compile(r'[^"\t]*(?:""[^"\t]*)*"(?=\t|$)')


class Record(NamedTuple):
    """One record: its fields, or why it could not be read."""

    line: int
    """The line on which it begins, from 1."""
    fields: list[str]
    problem: str | None = None


class _Line(NamedTuple):
    number: int
    text: str
    problem: str | None


def read_records(path: Path) -> Iterator[Record]:
    """Reads the records one by one; a quoted field may span lines.

    A quotation mark that is never closed is taken as a plain character, so that it costs one
    record and not the rest of the file.

    Raises:
        ValidationError: The file cannot be opened, is no text, or its compressed data ends early
            or is damaged; raised when the reading gets there.
    """
    try:
        yield from _records(_lines_of(path))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValidationError(
            f"The compressed file {path.name} is incomplete or damaged. Get it again and retry."
        ) from error
    except OSError as error:
        raise ValidationError(
            f"The file {path} cannot be read: {error.strerror or error}."
        ) from error


def _lines_of(path: Path) -> Iterator[_Line]:
    with path.open("rb") as stream:
        compressed = stream.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
        stream.seek(0)
        if not compressed:
            yield from _lines(stream)
            return
        with gzip.open(stream, "rb") as unpacked:
            yield from _lines(unpacked)


def _lines(stream: BinaryIO | gzip.GzipFile) -> Iterator[_Line]:
    number = 0
    while raw := stream.readline(LONGEST_RECORD + 1):
        number += 1
        if number == 1:
            raw = _without_bom(raw)
        if len(raw) > LONGEST_RECORD:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST_RECORD)
            yield _Line(number, "", "longer than 1 MB")
            continue
        raw = raw.rstrip(b"\r\n")
        try:
            yield _Line(number, raw.decode("utf-8"), None)
        except UnicodeDecodeError:
            yield _Line(number, "", "not UTF-8 text")


def _without_bom(raw: bytes) -> bytes:
    if raw.startswith(_UTF16_BOMS) or b"\x00" in raw:
        raise ValidationError("The feed is not UTF-8 text. Save it as UTF-8 and import it again.")
    return raw.removeprefix(_UTF8_BOM)


def _records(lines: Iterator[_Line]) -> Iterator[Record]:
    ahead: deque[_Line] = deque()
    while (line := _next(ahead, lines)) is not None:
        if line.problem:
            yield Record(line.number, [], line.problem)
            continue
        text = line.text
        if '"' in text and _OPEN_QUOTE.search(text):
            text = _joined(line, ahead, lines)
        if text.strip():
            yield Record(line.number, _split(text))


def _next(ahead: deque[_Line], lines: Iterator[_Line]) -> _Line | None:
    return ahead.popleft() if ahead else next(lines, None)


def _joined(first: _Line, ahead: deque[_Line], lines: Iterator[_Line]) -> str:
    """Looks for the line that closes the quote; ``ahead`` keeps the lines when none does."""
    parts = [first.text]
    taken: list[_Line] = []
    while len(taken) < _MOST_LINES and sum(map(len, parts)) <= LONGEST_RECORD:
        line = _next(ahead, lines)
        if line is None:
            break
        taken.append(line)
        closing = _CLOSES.match(line.text)
        if line.problem or not (closing or _CONTINUES.match(line.text)):
            break
        parts.append(line.text)
        if closing and not _OPEN_QUOTE.search(line.text, closing.end()):
            return "\n".join(parts)
    ahead.extendleft(reversed(taken))
    return first.text


def _split(text: str) -> list[str]:
    if '"' not in text:
        return text.split("\t")
    return [
        match[1].replace('""', '"') if match[1] is not None else match[2]
        for match in _FIELD.finditer(text)
    ]
