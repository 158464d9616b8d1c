"""How fast a marketplace is asked, and when it is left alone for a while."""

from collections.abc import Callable
from dataclasses import dataclass

from talknshop.core.errors import TalknShopError


class CallSpacing:
    """Keeps calls of this process as far apart as the marketplace's terms want.

    A bucket of one token: bursts would be counted by the marketplace within one second, so there
    are none.
    """

    def __init__(self, calls_per_second: float, monotonic: Callable[[], float]) -> None:
        """Allows ``calls_per_second`` calls, evenly spaced."""
        self.interval_seconds = 1 / calls_per_second
        self._monotonic = monotonic
        self._next = 0.0

    def reserve(self, within_seconds: float) -> float | None:
        """Takes the next free place.

        Args:
            within_seconds: How long the caller can wait.

        Returns:
            Seconds to wait for it; None when it comes too late, and then it is not taken.
        """
        now = self._monotonic()
        at = max(now, self._next)
        if at - now > within_seconds:
            return None
        self._next = at + self.interval_seconds
        return at - now

    def wait_seconds(self) -> float:
        """How far away the next free place is."""
        return max(0.0, self._next - self._monotonic())


@dataclass(frozen=True, slots=True)
class _Rest:
    until: float
    error: TalknShopError


class Pause:
    """Remembers why and until when a marketplace must not be asked, so that nobody asks it."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Begins without a pause."""
        self._monotonic = monotonic
        self._rest: _Rest | None = None

    def begin(self, error: TalknShopError, seconds: float) -> None:
        """Leaves the marketplace alone for a while; a pause that lasts longer stays."""
        until = self._monotonic() + seconds
        if self._rest is None or self._rest.until < until:
            self._rest = _Rest(until, error)

    def reason(self) -> TalknShopError | None:
        """The error that everybody gets during the pause, or None when there is none."""
        rest = self._rest
        if rest is None:
            return None
        left = rest.until - self._monotonic()
        if left <= 0:
            self._rest = None
            return None
        known = rest.error
        return type(known)(
            known.message,
            service=known.service,
            operation=known.operation,
            details=known.details,
            retry_after_seconds=left,
        )
