"""The lines of a text file that may be damaged, huge or in another encoding."""

import codecs
from collections.abc import Iterator
from typing import NamedTuple

from talknshop.catalog.feeds.source import FeedSource

FALLBACK_ENCODING = "WINDOWS-1252"
"""What a file is taken for whose first letter beyond ASCII is not UTF-8."""

_MB = 1_000_000
_decode_fallback = codecs.getdecoder(FALLBACK_ENCODING)


class Line(NamedTuple):
    """One line without its end, or why it could not be read."""

    number: int
    """From 1."""
    text: str
    problem: str | None = None


def read_lines(source: FeedSource, *, longest: int) -> Iterator[Line]:
    """Reads the lines one by one.

    The first letter beyond ASCII decides: when it is not UTF-8, this line and all that follow are
    read as windows-1252, and ``source.encoding`` says so. In a file that has shown itself as
    UTF-8, a line that is not is refused alone.

    Args:
        source: The file.
        longest: Bytes of a line, a multiple of 1,000,000; a longer one is refused.

    Raises:
        ValidationError: The file cannot be read on; see ``open_source``.
    """
    stream = source.stream
    number = 0
    decided = source.encoding != "UTF-8"
    fallback = False
    while raw := stream.readline(longest + 1):
        number += 1
        if len(raw) > longest:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(longest)
            yield Line(number, "", f"longer than {longest // _MB} MB")
            continue
        raw = raw.rstrip(b"\r\n")
        if not decided and not raw.isascii():
            decided = True
            fallback = not _is_utf8(raw)
            if fallback:
                source.encoding = FALLBACK_ENCODING
        if fallback:
            yield _fallback_line(number, raw)
            continue
        try:
            yield Line(number, raw.decode("utf-8"))
        except UnicodeDecodeError:
            yield Line(number, "", "not UTF-8 text")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fallback_line(number: int, raw: bytes) -> Line:
    try:
        return Line(number, _decode_fallback(raw)[0])
    except UnicodeDecodeError:
        return Line(number, "", "neither UTF-8 nor windows-1252 text")
