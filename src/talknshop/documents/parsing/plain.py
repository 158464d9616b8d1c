"""Plain text: paragraphs, and headings that are underlined or numbered."""

import codecs
import re

from charset_normalizer import from_bytes

from talknshop.core.errors import ValidationError
from talknshop.documents.parsing.parsed import ParsedDocument, TextBuilder

_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n+")
_UNDERLINED = re.compile(r"\A(?P<title>[^\n]{1,200})\n(?P<line>={3,}|-{3,})\s*(?:\n|\Z)")
_NUMBERED = re.compile(r"\A(?P<number>\d+(?:\.\d+){0,4})\.?[ \t]+(?P<title>\S[^\n]{0,120})\Z")
_ENDS_SENTENCE = re.compile(r"[.!?,;:]\Z")


def decode_text(data: bytes) -> str:
    """Bytes as text, in the encoding that they are most probably in.

    Raises:
        ValidationError: It is no text in any encoding that is known.
    """
    marked = data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        text = _guessed(data)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guessed(data: bytes) -> str:
    matches = from_bytes(data)
    best = matches.best()
    if best is None or b"\0" in data:
        raise ValidationError(
            "This file is no text in any encoding we know. Save it as UTF-8 and send it again."
        )
    # Of code pages that read alike, the western one is the likeliest in a file without a mark.
    western = (one for one in matches if one.encoding == "cp1252" and one.chaos <= best.chaos)
    return str(next(western, best))


def parse_plain(source: str) -> ParsedDocument:
    """Reads plain text."""
    builder = TextBuilder()
    for paragraph in _PARAGRAPHS.split(source.strip("\n")):
        rest = paragraph.strip("\n")
        if under := _UNDERLINED.match(rest):
            builder.heading(1 if under["line"][0] == "=" else 2, under["title"])
            rest = rest[under.end() :]
        elif (numbered := _NUMBERED.match(rest)) and not _ENDS_SENTENCE.search(numbered["title"]):
            builder.heading(numbered["number"].count(".") + 1, rest)
            continue
        builder.block(rest)
    return builder.finished()
