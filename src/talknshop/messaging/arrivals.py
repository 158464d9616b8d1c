"""Wakes whoever waits for messages, at once for those sent here, soon for those of others."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

# SQLite tells nobody when another process writes. One look at all queues that somebody waits for,
# this often, costs less than a hundredth of a core.
_LOOK_SECONDS = 0.1


class Arrivals:
    """Who waits for which queue; one look after another for all of them together."""

    def __init__(
        self,
        count_ready: Callable[[dict[str, int]], Awaitable[dict[str, int]]],
        *,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        """Looks only while somebody waits.

        Args:
            count_ready: Counts the messages that can be received, by queue; is given, by queue,
                up to how many are worth counting.
            look_seconds: The pause between two looks.
        """
        self._count_ready = count_ready
        self._look_seconds = look_seconds
        self._waiting: defaultdict[str, deque[asyncio.Future[None]]] = defaultdict(deque)
        self._looking: asyncio.Task[None] | None = None

    async def wait(self, queue: str, seconds: float) -> None:
        """Returns when a queue may have something, and after ``seconds`` in any case.

        Raises:
            DatabaseError: It cannot be known whether there is anything.
        """
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[queue].append(waiter)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await waiter
        finally:
            self._forget(queue, waiter)

    def tell(self, queue: str) -> None:
        """Wakes one who waits for a queue: a message has come."""
        waiting = self._waiting.get(queue, ())
        waiter = next((one for one in waiting if not one.done()), None)
        if waiter is not None:
            waiter.set_result(None)

    async def _look(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._look_seconds)
            asked = {queue: len(waiting) for queue, waiting in self._waiting.items()}
            try:
                ready = await self._count_ready(asked) if asked else {}
            except Exception as error:  # noqa: BLE001  # told to each who waits
                self._fail(error)
                self._looking = None
                return
            for queue, count in ready.items():
                for _ in range(count):
                    self.tell(queue)

    def _fail(self, error: Exception) -> None:
        for waiting in self._waiting.values():
            for waiter in waiting:
                if not waiter.done():
                    waiter.set_exception(error)

    def _forget(self, queue: str, waiter: asyncio.Future[None]) -> None:
        self._waiting[queue].remove(waiter)
        if not self._waiting[queue]:
            del self._waiting[queue]
        if not self._waiting and self._looking is not None:
            self._looking.cancel()
            self._looking = None
