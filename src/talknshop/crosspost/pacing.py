"""How many listings are worked on at a marketplace in a while."""

import asyncio
from collections.abc import Callable


class Pace:
    """A bucket of allowances that fills evenly; each piece of work takes one."""

    def __init__(self, count: int, seconds: float, monotonic: Callable[[], float]) -> None:
        """Allows ``count`` in ``seconds``, all of them at once where none was used before."""
        self._count = count
        self._per_second = count / seconds
        self._monotonic = monotonic
        self._left = float(count)
        self._looked_at = monotonic()

    async def wait(self) -> None:
        """Returns when one more may be worked on."""
        now = self._monotonic()
        filled = self._left + (now - self._looked_at) * self._per_second
        # Below zero are those who wait already.
        self._left = min(float(self._count), filled) - 1
        self._looked_at = now
        if self._left < 0:
            await asyncio.sleep(-self._left / self._per_second)
