"""What is said of a file that is not taken: by a worker, and to the person."""

from talknshop.core.errors import (
    ContentTooLargeError,
    UnsupportedFormatError,
    ValidationError,
)
from talknshop.core.worker_process import framing

_ERRORS = {
    "invalid": ValidationError,
    "format": UnsupportedFormatError,
    "size": ContentTooLargeError,
}


class RefusedError(Exception):
    """The file is at fault; ``kind`` says how, the text tells the person what to do."""

    def __init__(self, kind: str, message: str) -> None:
        """Names the kind of the refusal: ``invalid``, ``format`` or ``size``."""
        super().__init__(message)
        self.kind = kind


def raise_refusal(facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    """A worker's answer, unless it is a refusal.

    Raises:
        ValidationError: The file was refused.
    """
    kind = facts.get("refused")
    if kind is not None:
        raise _ERRORS.get(kind, ValidationError)(str(facts.get("message")))
    return facts, blob
