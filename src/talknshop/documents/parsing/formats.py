"""Which format a file has, and reading it."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from talknshop.core.errors import ContentTooLargeError, UnsupportedFormatError
from talknshop.documents.parsing.html import parse_html
from talknshop.documents.parsing.markdown import parse_markdown
from talknshop.documents.parsing.parsed import ParsedDocument
from talknshop.documents.parsing.plain import decode_text, parse_plain
from talknshop.schemas.document import DocumentFormat

MOST_BYTES = 20 * 1024 * 1024
"""The largest file that is read."""

_SUFFIXES: Mapping[str, DocumentFormat] = MappingProxyType(
    {
        ".md": DocumentFormat.MARKDOWN,
        ".markdown": DocumentFormat.MARKDOWN,
        ".html": DocumentFormat.HTML,
        ".htm": DocumentFormat.HTML,
        ".xhtml": DocumentFormat.HTML,
        ".txt": DocumentFormat.TEXT,
        ".text": DocumentFormat.TEXT,
        ".pdf": DocumentFormat.PDF,
        ".docx": DocumentFormat.DOCX,
    }
)
TEXT_PARSERS: Mapping[DocumentFormat, Callable[[str], ParsedDocument]] = MappingProxyType(
    {
        DocumentFormat.MARKDOWN: parse_markdown,
        DocumentFormat.HTML: parse_html,
        DocumentFormat.TEXT: parse_plain,
    }
)
"""The formats that are text, and their parsers."""

_MARKS: tuple[tuple[bytes, DocumentFormat], ...] = (
    (b"%PDF-", DocumentFormat.PDF),
    (b"PK\x03\x04", DocumentFormat.DOCX),
)


def format_of(name: str, data: bytes) -> DocumentFormat:
    """The format of a file; what it begins with counts more than what it is called.

    Raises:
        ContentTooLargeError: It is larger than 20 MB.
        UnsupportedFormatError: It is none that we read.
    """
    if len(data) > MOST_BYTES:
        raise ContentTooLargeError(
            f"The file has {len(data) // (1024 * 1024)} MB; at most 20 MB are read. "
            "Divide it, or leave out what nobody asks about."
        )
    for mark, document_format in _MARKS:
        if data.startswith(mark):
            return document_format
    named = _SUFFIXES.get(PurePosixPath(name.lower()).suffix)
    if named is None or named not in TEXT_PARSERS:
        raise UnsupportedFormatError(
            "Documents are read from Markdown, HTML, plain text, PDF and DOCX; "
            "this file is none of them. Save it as one of these and send it again."
        )
    return named


def parse_text(document_format: DocumentFormat, data: bytes) -> ParsedDocument:
    """Reads a file in one of the formats that are text.

    Raises:
        ValidationError: It is in no encoding that is known.
    """
    return TEXT_PARSERS[document_format](decode_text(data))
