"""The body of every HTTP error, for the descriptions of the services (docs/wire.md)."""

from typing import Any

from talknshop.core.errors import ErrorSeverity, ErrorType
from talknshop.schemas.base import WireModel


class ErrorEnvelope(WireModel):
    """What ``core.errors.error_envelope`` makes of an error."""

    error: ErrorType
    message: str
    """A sentence that says what happened and what to do."""
    error_code: str
    severity: ErrorSeverity
    service: str
    operation: str
    retryable: bool
    retry_count: int
    timestamp: float
    """Seconds since the epoch."""
    additional_data: dict[str, Any]


def error_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of an endpoint, as FastAPI's ``responses`` takes them."""
    described: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorEnvelope, "description": _MEANINGS[status]} for status in statuses
    }
    return {**described, "default": {"model": ErrorEnvelope, "description": "Any other error"}}


_MEANINGS = {
    400: "The request is wrong; the message says where",
    401: "It is not known who asks; sign in",
    404: "There is no such thing, or it belongs to somebody else",
    409: "Somebody else changed it in the same moment; try again",
    429: "Too many requests; `Retry-After` says how long to wait",
    501: "A part that this needs is not installed here; the message says how to have it",
    503: "Something this depends on cannot be reached; try again",
    504: "Something this depends on did not answer in time",
}
