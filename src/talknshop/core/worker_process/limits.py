"""How much a worker process may use."""

from dataclasses import dataclass

_PATIENCE = 3
_START_SECONDS = 5.0

MOST_WAITING = 8
"""Files that may wait for a worker; one more is asked to come back."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What a worker process may use.

    Attributes:
        seconds: Of the processor, for one file; then it is ended and another takes its place.
        address_space_bytes: Memory it may ask for.
        files: Files it may hold open.
        turns: Files after which it is replaced, so that nothing adds up in it.
    """

    seconds: float
    address_space_bytes: int
    files: int = 64
    turns: int = 500

    @property
    def patience_seconds(self) -> float:
        """How long somebody waits for a file, however busy the machine."""
        return _START_SECONDS + self.seconds * _PATIENCE
