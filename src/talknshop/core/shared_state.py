"""The port of what servers share for a while: values with an end, claims, places in a row.

Whatever is kept there may be gone at any moment: it spares work and makes servers act as one, and
every caller does without it when ``SharedStateAwayError`` says so.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from talknshop.core.clock import Clock
from talknshop.core.errors import ExternalServiceError

_MOST_KEPT = 10_000


class SharedStateAwayError(ExternalServiceError):
    """What servers share cannot be reached now; each goes on by itself."""


class Kept(NamedTuple):
    """A value that is kept."""

    value: bytes
    seconds_left: float
    """For how long it still is."""


class SharedState(Protocol):
    """Shared by all servers; each method raises ``SharedStateAwayError`` while it is away."""

    async def get(self, names: Sequence[str]) -> list[Kept | None]:
        """What is kept under each name, in one look."""
        ...

    async def put(self, name: str, value: bytes, *, seconds: float) -> None:
        """Keeps a value for so long, in place of what was there."""
        ...

    async def drop(self, names: Sequence[str]) -> None:
        """Forgets what is kept under names."""
        ...

    async def claim(self, name: str, *, seconds: float) -> bool:
        """Whether the caller is the only one who claims a name until it is dropped or ends."""
        ...

    async def reserve(self, name: str, *, apart: float, within: float) -> float | None:
        """Takes the next place of a row.

        Args:
            name: Of the row.
            apart: Seconds between two places.
            within: Seconds that the caller can wait.

        Returns:
            Seconds until the place; None when it comes too late, and then it is not taken.
        """
        ...


class ProcessSharedState:
    """Implements ``SharedState`` for the servers of one process."""

    def __init__(self, clock: Clock, *, most_kept: int = _MOST_KEPT) -> None:
        """Keeps at most so many values, the oldest forgotten first."""
        self._clock = clock
        self._most_kept = most_kept
        self._kept: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._rows: dict[str, float] = {}

    async def get(self, names: Sequence[str]) -> list[Kept | None]:
        """See ``SharedState``."""
        return [self._get(name) for name in names]

    async def put(self, name: str, value: bytes, *, seconds: float) -> None:
        """See ``SharedState``."""
        self._kept[name] = value, self._clock.monotonic() + seconds
        self._kept.move_to_end(name)
        while len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)

    async def drop(self, names: Sequence[str]) -> None:
        """See ``SharedState``."""
        for name in names:
            self._kept.pop(name, None)

    async def claim(self, name: str, *, seconds: float) -> bool:
        """See ``SharedState``."""
        if self._get(name) is not None:
            return False
        await self.put(name, b"", seconds=seconds)
        return True

    async def reserve(self, name: str, *, apart: float, within: float) -> float | None:
        """See ``SharedState``."""
        now = self._clock.monotonic()
        at = max(now, self._rows.get(name, 0.0))
        if at - now > within:
            return None
        self._rows[name] = at + apart
        return at - now

    def _get(self, name: str) -> Kept | None:
        value, until = self._kept.get(name, (b"", 0.0))
        left = until - self._clock.monotonic()
        return Kept(value, left) if left > 0 else None
