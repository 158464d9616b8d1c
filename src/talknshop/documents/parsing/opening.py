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
    """Reads ``blob``, which has the format that ``facts`` names.

    Raises:
        RefusedError: It cannot be read.
    """
    try:
        return {}, PARSED.dump_json(parse(DocumentFormat(facts["format"]), blob))
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
