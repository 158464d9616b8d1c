"""A clock that stands still until it is told to move."""

from datetime import UTC, datetime, timedelta


class ManualClock:
    """Implements ``core.clock.Clock``; starts at noon of a fixed day."""

    def __init__(self) -> None:
        """Starts at a fixed time."""
        self._now = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
        self._monotonic = 1000.0

    def now(self) -> datetime:
        """The time it was set to."""
        return self._now

    def monotonic(self) -> float:
        """Seconds, moved by ``advance`` only."""
        return self._monotonic

    def advance(self, *, seconds: float) -> None:
        """Moves the time forward."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds
