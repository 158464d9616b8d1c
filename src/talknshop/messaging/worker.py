"""Reads a queue and has each message handled, as often as it takes and its queue allows."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from talknshop.core.errors import TalknShopError
from talknshop.core.resilience import RetryPolicy
from talknshop.messaging.message_queue import MOST_AT_ONCE, Message, MessageQueue

# Long enough to cost nothing while nothing comes; a stop need not wait for it.
_WAIT_SECONDS = 20.0
# The visibility of a message is extended this many times before it would end.
_EXTENSIONS_PER_VISIBILITY = 3

_log = structlog.stdlib.get_logger(__name__)

Handler = Callable[[Message], Awaitable[None]]
"""Handles a message, perhaps not for the first time; returns when it may be forgotten.

An exception puts the message back for later; ``retry_after_seconds`` of ours says how much later at
least. A failure that no repetition cures is the handler's to record: it returns.
"""


@dataclass(frozen=True, slots=True)
class WorkerPolicy:
    """How a worker treats its queue.

    Attributes:
        concurrency: Messages that are handled at once.
        visibility_seconds: How soon a message of a worker that died is delivered again.
        pauses: Which pauses lie between the attempts at one message; how many attempts there are
            is the queue's to say.
        rest_seconds: The pause after the queue itself could not be read.
    """

    concurrency: int = 4
    visibility_seconds: float = 30.0
    pauses: RetryPolicy = field(
        default_factory=lambda: RetryPolicy(base_seconds=2.0, factor=2.0, max_seconds=60.0)
    )
    rest_seconds: float = 1.0


class Worker:
    """Handles the messages of one queue until it is stopped."""

    def __init__(
        self,
        queue: MessageQueue,
        handle: Handler,
        policy: WorkerPolicy,
        *,
        random: Callable[[], float] = random.random,
    ) -> None:
        """Hands each message of ``queue`` to ``handle``; ``random`` gives numbers in [0, 1)."""
        self._queue = queue
        self._handle = handle
        self._policy = policy
        self._random = random
        self._free = asyncio.Semaphore(policy.concurrency)
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    async def run(self, *, grace_seconds: float = 10.0) -> None:
        """Reads and handles until ``stop``.

        What is under way then may end within ``grace_seconds``; the rest is given back to the
        queue, where another worker finds it at once.
        """
        reading = asyncio.create_task(self._read())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            reading.cancel()
            stopping.cancel()
            await asyncio.gather(reading, stopping, return_exceptions=True)
            await self._finish(grace_seconds)

    def stop(self) -> None:
        """Takes no further message; ``run`` returns once what is under way is dealt with."""
        self._stopping.set()

    async def _read(self) -> None:
        while True:
            await self._free.acquire()
            taken = 0
            try:
                taken = await self._receive()
            except TalknShopError as error:
                _log.warning("queue cannot be read", queue=self._queue.name, reason=error.message)
                await asyncio.sleep(self._policy.rest_seconds)
            finally:
                if taken == 0:
                    self._free.release()

    async def _receive(self) -> int:
        """Starts work on what has come; the first message has the place that was acquired."""
        messages = await self._queue.receive(
            most=min(MOST_AT_ONCE, self._places()),
            wait_seconds=_WAIT_SECONDS,
            visibility_seconds=self._policy.visibility_seconds,
        )
        for number, message in enumerate(messages):
            if number > 0:
                await self._free.acquire()
            task = asyncio.create_task(self._work(message))
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        return len(messages)

    def _places(self) -> int:
        return self._policy.concurrency - len(self._under_way)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._free.release()
        if not task.cancelled() and (error := task.exception()) is not None:
            # The queue failed, not the handler: the message comes again when its time is over.
            _log.error("message left to its queue", queue=self._queue.name, exc_info=error)

    async def _work(self, message: Message) -> None:
        handling = asyncio.ensure_future(self._handle(message))
        try:
            held = await self._hold_while(handling, message)
        except BaseException:
            handling.cancel()
            await asyncio.wait({handling})
            # Where the queue does not answer, the message comes again when its time is over.
            with suppress(TalknShopError):
                await self._queue.extend(message, 0)
            raise
        if not held:
            _log.warning("message taken by another worker", queue=self._queue.name)
            return
        error = handling.exception()
        if error is None:
            await self._queue.delete(message)
        else:
            await self._put_back(message, error)

    async def _hold_while(self, handling: asyncio.Future[None], message: Message) -> bool:
        """Keeps a message hidden while it is handled; False when it was lost meanwhile."""
        visibility = self._policy.visibility_seconds
        loop = asyncio.get_running_loop()
        ends = loop.time() + visibility
        while True:
            await asyncio.wait({handling}, timeout=visibility / _EXTENSIONS_PER_VISIBILITY)
            if handling.done():
                return True
            asked = loop.time()
            try:
                held = await self._queue.extend(message, visibility)
            except TalknShopError as error:
                _log.warning("message not extended", queue=self._queue.name, reason=error.message)
                held = loop.time() < ends
            else:
                ends = asked + visibility
            if not held:
                handling.cancel()
                await asyncio.wait({handling})
                return False

    async def _put_back(self, message: Message, error: BaseException) -> None:
        pause = self._pause(message.receive_count, error)
        _log.warning(
            "message put back",
            queue=self._queue.name,
            message_id=message.message_id,
            receive_count=message.receive_count,
            pause_seconds=round(pause, 2),
            exc_info=error,
        )
        await self._queue.extend(message, pause)

    def _pause(self, receive_count: int, error: BaseException) -> float:
        pauses = self._policy.pauses
        asked = error.retry_after_seconds if isinstance(error, TalknShopError) else None
        longest = min(
            pauses.max_seconds, pauses.base_seconds * pauses.factor ** (receive_count - 1)
        )
        return (asked or 0.0) + self._random() * longest

    async def _finish(self, grace_seconds: float) -> None:
        tasks = set(self._under_way)
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
