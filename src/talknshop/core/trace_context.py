"""The trace that a piece of work belongs to, as it goes from process to process.

The header is ``traceparent`` of W3C Trace Context (https://www.w3.org/TR/trace-context/). What is
here needs no package: a service that sends no spans itself still passes on whose trace it is.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Self

from starlette.types import Scope

TRACEPARENT = "traceparent"
"""The name of the header."""

# Later versions may append fields, and must be read as far as they are known.
_FORM = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
_FIRST_VERSION, _NO_VERSION = "00", "ff"
_FIRST_VERSION_CHARACTERS = 55


@dataclass(frozen=True, slots=True)
class TraceParent:
    """The span below which work is done.

    Attributes:
        trace_id: Of the whole trace; 32 hexadecimal digits.
        span_id: Of the span; 16 hexadecimal digits.
        flags: Two hexadecimal digits; the lowest bit says that the trace is being recorded.
    """

    trace_id: str
    span_id: str
    flags: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Reads a header; None when it is not as the specification wants it."""
        found = _FORM.fullmatch(text)
        if found is None:
            return None
        version, trace_id, span_id, flags = found.groups()
        longer = len(text) > _FIRST_VERSION_CHARACTERS
        if version == _NO_VERSION or (version == _FIRST_VERSION and longer):
            return None
        if not int(trace_id, 16) or not int(span_id, 16):
            return None
        return cls(trace_id, span_id, flags)

    def __str__(self) -> str:
        return f"{_FIRST_VERSION}-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[TraceParent | None] = ContextVar("trace_parent", default=None)


def current_trace() -> TraceParent | None:
    """The span below which the present work is done; None where nobody traces."""
    return _current.get()


def received_trace(scope: Scope) -> TraceParent | None:
    """The span below which a request is answered: one of this process, else the one it names."""
    given = dict(scope["headers"]).get(TRACEPARENT.encode(), b"")
    return current_trace() or TraceParent.parse(given.decode("latin-1").strip())


@contextmanager
def within_trace(parent: TraceParent | None) -> Generator[None]:
    """Has the block work below ``parent``."""
    before = _current.set(parent)
    try:
        yield
    finally:
        # A generator that nobody reads to its end is closed in another context: nothing is set
        # there that would have to be taken back.
        with suppress(ValueError):
            _current.reset(before)
