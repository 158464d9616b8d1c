"""How much one person may ask for in a moving minute."""

from collections import OrderedDict, deque
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from enum import StrEnum

from talknshop.core.clock import Clock
from talknshop.core.errors import RateLimitError, TalknShopError
from talknshop.core.settings import Settings

WINDOW_SECONDS = 60
_WINDOW_MS = WINDOW_SECONDS * 1000
_MOST_KEYS = 10_000


class Bucket(StrEnum):
    """What is counted together."""

    TURNS = "turns"
    """Messages and answers, over the socket or HTTP."""
    ADJUSTMENTS = "adjustments"
    """``edit``, ``rank``, ``confirm`` and ``feedback``."""


DEFAULT_LIMITS: Mapping[Bucket, int] = {Bucket.TURNS: 10, Bucket.ADJUSTMENTS: 60}


class RateLimits:
    """One moving window per bucket and key; what is refused does not count."""

    def __init__(
        self,
        clock: Clock,
        limits: Mapping[Bucket, int] = DEFAULT_LIMITS,
        *,
        most_keys: int = _MOST_KEYS,
    ) -> None:
        """Allows ``limits`` requests a minute, remembering at most ``most_keys`` per bucket."""
        self._windows = {
            bucket: _MovingWindow(limits[bucket], clock, most_keys) for bucket in Bucket
        }

    def spend(self, bucket: Bucket, key: str) -> None:
        """Counts one request of ``key`` (``Identity.rate_key``).

        Raises:
            RateLimitError: The minute's allowance is used up; ``retry_after_seconds`` is a whole
                number after which the next one is taken.
        """
        window = self._windows[bucket]
        wait_seconds = window.take(key)
        if wait_seconds:
            unit = "second" if wait_seconds == 1 else "seconds"
            raise RateLimitError(
                f"That is more than {window.limit} requests within a minute. "
                f"Please wait {wait_seconds} {unit} and try again.",
                retry_after_seconds=wait_seconds,
                details={
                    "bucket": bucket.value,
                    "limit": window.limit,
                    "window_seconds": WINDOW_SECONDS,
                },
            )

    @contextmanager
    def counted(self, bucket: Bucket, key: str) -> Generator[None]:
        """Counts one request for the block, and not when the block refuses it.

        Raises:
            RateLimitError: As ``spend``; the block is not entered.
        """
        self.spend(bucket, key)
        try:
            yield
        except TalknShopError:
            self._windows[bucket].give_back(key)
            raise


class _MovingWindow:
    """When each key was last served, the key unused for longest first."""

    def __init__(self, limit: int, clock: Clock, most_keys: int) -> None:
        self.limit = limit
        self._clock = clock
        self._most_keys = most_keys
        # Whole milliseconds: sums of fractions would miss a full second by a hair.
        self._served: OrderedDict[str, deque[int]] = OrderedDict()

    def take(self, key: str) -> int:
        """Serves ``key`` and returns 0, or returns the seconds until it would be served."""
        now = round(self._clock.monotonic() * 1000)
        self._make_room(key, now)
        times = self._served.setdefault(key, deque())
        while times and times[0] <= now - _WINDOW_MS:
            times.popleft()
        if len(times) >= self.limit:
            wait_ms = times[0] + _WINDOW_MS - now
            return -(-wait_ms // 1000)
        times.append(now)
        self._served.move_to_end(key)
        return 0

    def give_back(self, key: str) -> None:
        if times := self._served.get(key):
            times.pop()

    def _make_room(self, key: str, now: int) -> None:
        while self._served:
            unused_longest, times = next(iter(self._served.items()))
            idle = not times or times[-1] <= now - _WINDOW_MS
            full = len(self._served) >= self._most_keys and key not in self._served
            if not (idle or full):
                return
            del self._served[unused_longest]


def limits_of(settings: Settings, clock: Clock) -> RateLimits:
    """The limits that are set."""
    limits = {
        Bucket.TURNS: settings.rate_limit_per_user,
        Bucket.ADJUSTMENTS: settings.rate_limit_adjustments,
    }
    return RateLimits(clock, limits)
