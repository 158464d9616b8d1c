"""Reads a document of a stranger; runs in a process of its own."""

from pydantic import TypeAdapter

from talknshop.core.errors import ContentTooLargeError, UnsupportedFormatError, ValidationError
from talknshop.core.worker_process.framing import Facts
from talknshop.core.worker_process.refusals import RefusedError
from talknshop.documents.parsing.formats import parse
from talknshop.documents.parsing.parsed import ParsedDocument
from talknshop.schemas.document import DocumentFormat

PARSED = TypeAdapter(ParsedDocument)
"""How a document that was read is handed on."""


def handle(facts: Facts, blob: bytes) -> tuple[Facts, bytes]:
    """Reads ``blob``: one file of a format, or many behind each other with their lengths.

    Of many, one that cannot be read comes back as nothing; sent alone, it is refused with the
    reason.

    Raises:
        RefusedError: The one file cannot be read.
    """
    models: str | None = facts.get("docling")
    if "files" in facts:
        return _read_many(facts["files"], blob, models)
    return {}, _read(facts["format"], blob, models)


def _read_many(
    files: list[tuple[str, int]], blob: bytes, models: str | None
) -> tuple[Facts, bytes]:
    read: list[bytes] = []
    start = 0
    for document_format, length in files:
        try:
            read.append(_read(document_format, blob[start : start + length], models))
        except RefusedError:
            read.append(b"")
        start += length
    return {"lengths": [len(one) for one in read]}, b"".join(read)


def _read(document_format: str, blob: bytes, models: str | None) -> bytes:
    try:
        return PARSED.dump_json(_parsed(DocumentFormat(document_format), blob, models))
    except ContentTooLargeError as error:
        raise RefusedError("size", error.message) from error
    except UnsupportedFormatError as error:
        raise RefusedError("format", error.message) from error
    except ValidationError as error:
        raise RefusedError("invalid", error.message) from error
    except RecursionError as error:
        raise RefusedError(
            "invalid", "What is in this document is nested deeper than anybody writes. Simplify it."
        ) from error


def _parsed(document_format: DocumentFormat, blob: bytes, models: str | None) -> ParsedDocument:
    if models is not None:
        # Imported where it is chosen.
        from talknshop.documents.parsing.docling_reading import (  # noqa: PLC0415
            read_by_docling,
            reads,
        )

        if reads(document_format, models):
            return read_by_docling(document_format, blob, models)
    return parse(document_format, blob)
