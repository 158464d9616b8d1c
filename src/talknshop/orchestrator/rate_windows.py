"""The port of moving windows: how often each key was served in the last minute."""

from collections import OrderedDict, deque
from typing import NamedTuple, Protocol

from talknshop.core.clock import Clock

WINDOW_SECONDS = 60
WINDOW_MS = WINDOW_SECONDS * 1000
_MOST_KEYS = 10_000


class Place(NamedTuple):
    """What became of a request: a place in the window, or how long to wait for one."""

    wait_seconds: int
    """Whole seconds after which the next one is taken; 0 where this one was."""
    receipt: str = ""
    """Gives the place back."""


class RateWindows(Protocol):
    """Counts requests by what is counted together and by key; what is refused does not count."""

    async def take(self, bucket: str, key: str, limit: int) -> Place:
        """Serves ``key`` if it was served less than ``limit`` times in the last minute."""
        ...

    async def give_back(self, bucket: str, key: str, place: Place) -> None:
        """Lets a request that was served count no more."""
        ...


class ProcessRateWindows:
    """Implements ``RateWindows`` for the requests of this process."""

    def __init__(self, clock: Clock, *, most_keys: int = _MOST_KEYS) -> None:
        """Remembers at most ``most_keys`` of a bucket, those unused for longest forgotten."""
        self._clock = clock
        self._most_keys = most_keys
        self._windows: dict[str, _MovingWindow] = {}

    async def take(self, bucket: str, key: str, limit: int) -> Place:
        """See ``RateWindows``."""
        window = self._windows.setdefault(bucket, _MovingWindow(self._most_keys))
        return Place(window.take(key, limit, round(self._clock.monotonic() * 1000)))

    async def give_back(self, bucket: str, key: str, place: Place) -> None:
        """See ``RateWindows``."""
        del place
        if window := self._windows.get(bucket):
            window.give_back(key)


class _MovingWindow:
    """When each key was last served, the key unused for longest first."""

    def __init__(self, most_keys: int) -> None:
        self._most_keys = most_keys
        # Whole milliseconds: sums of fractions would miss a full second by a hair.
        self._served: OrderedDict[str, deque[int]] = OrderedDict()

    def take(self, key: str, limit: int, now: int) -> int:
        """Serves ``key`` and returns 0, or returns the seconds until it would be served."""
        self._make_room(key, now)
        times = self._served.setdefault(key, deque())
        while times and times[0] <= now - WINDOW_MS:
            times.popleft()
        if len(times) >= limit:
            return whole_seconds(times[0] + WINDOW_MS - now)
        times.append(now)
        self._served.move_to_end(key)
        return 0

    def give_back(self, key: str) -> None:
        if times := self._served.get(key):
            times.pop()

    def _make_room(self, key: str, now: int) -> None:
        while self._served:
            unused_longest, times = next(iter(self._served.items()))
            idle = not times or times[-1] <= now - WINDOW_MS
            full = len(self._served) >= self._most_keys and key not in self._served
            if not (idle or full):
                return
            del self._served[unused_longest]


def whole_seconds(milliseconds: int) -> int:
    """The seconds after which so many milliseconds have passed."""
    return -(-milliseconds // 1000)
