import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from talknshop.core.background import beside
from talknshop.core.clock import SystemClock
from talknshop.core.errors import RateLimitError
from talknshop.core.resilience import RetryPolicy
from talknshop.core.sqlite import Database
from talknshop.messaging.message_queue import Message, QueueDepth
from talknshop.messaging.sqlite_queue import QUEUE_MIGRATIONS, SqliteQueue, SqliteQueues
from talknshop.messaging.worker import Handler, Worker, WorkerPolicy

_EAGER = WorkerPolicy(pauses=RetryPolicy(base_seconds=0.0))
_EMPTY = QueueDepth(0, 0, 0, 0)
_PATIENCE_SECONDS = 30.0


@pytest.fixture
def queue(tmp_path: Path) -> Generator[SqliteQueue]:
    database = Database(tmp_path / "queues.db", QUEUE_MIGRATIONS)
    yield SqliteQueues(database, SystemClock(), most_receives=3).queue("q")
    database.close()


@asynccontextmanager
async def working(
    queue: SqliteQueue, handle: Handler, policy: WorkerPolicy = _EAGER
) -> AsyncGenerator[None]:
    async with beside(Worker(queue, handle, policy).run()):
        yield


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_each_message_is_handled_and_forgotten(queue: SqliteQueue) -> None:
    handled: list[str] = []

    async def handle(message: Message) -> None:
        await asyncio.sleep(0)
        handled.append(message.body)

    for number in range(30):
        await queue.send(str(number))

    async def is_empty() -> bool:
        return await queue.depth() == _EMPTY

    async with working(queue, handle):
        await until(is_empty)
    assert sorted(handled, key=int) == [str(number) for number in range(30)]


async def test_no_more_at_once_than_allowed(queue: SqliteQueue) -> None:
    under_way, most = 0, 0

    async def handle(_: Message) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1

    for number in range(12):
        await queue.send(str(number))

    async def is_empty() -> bool:
        return await queue.depth() == _EMPTY

    async with working(queue, handle, WorkerPolicy(concurrency=3)):
        await until(is_empty)
    assert most == 3


async def test_a_failure_is_tried_again_and_then_dies(queue: SqliteQueue) -> None:
    tried: list[tuple[str, int]] = []

    async def handle(message: Message) -> None:
        tried.append((message.body, message.receive_count))
        if message.body == "poison":
            raise ValueError("cannot be read")
        if message.receive_count == 1:
            raise RateLimitError("Later, please.", retry_after_seconds=0.05)

    async def is_dead() -> bool:
        return await queue.depth() == QueueDepth(0, 0, 0, dead=1)

    await queue.send("poison")
    await queue.send("moody")
    async with working(queue, handle):
        await until(is_dead)
    assert sorted(tried) == [("moody", 1), ("moody", 2), *(("poison", n) for n in (1, 2, 3))]


async def test_a_long_job_keeps_its_message(queue: SqliteQueue) -> None:
    handled: list[int] = []

    async def handle(message: Message) -> None:
        await asyncio.sleep(0.6)
        handled.append(message.receive_count)

    async def is_empty() -> bool:
        return await queue.depth() == _EMPTY

    await queue.send("long")
    # The visibility alone would end before the job does. Two workers compete for it.
    policy = WorkerPolicy(visibility_seconds=0.3)
    async with working(queue, handle, policy), working(queue, handle, policy):
        await until(is_empty)
    assert handled == [1]


async def test_a_stop_lets_work_end(queue: SqliteQueue) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def handle(_: Message) -> None:
        begun.set()
        await may_end.wait()

    await queue.send("a")
    worker = Worker(queue, handle, WorkerPolicy())
    running = asyncio.create_task(worker.run())
    await begun.wait()
    await queue.send("for the next worker")
    worker.stop()
    await asyncio.sleep(0)
    may_end.set()
    await running
    depth = await queue.depth()
    assert depth.in_flight + depth.ready == 1


async def test_what_does_not_end_in_time_is_given_back(queue: SqliteQueue) -> None:
    begun = asyncio.Event()

    async def handle(_: Message) -> None:
        begun.set()
        await asyncio.Event().wait()

    await queue.send("endless")
    worker = Worker(queue, handle, WorkerPolicy())
    running = asyncio.create_task(worker.run(grace_seconds=0.01))
    await begun.wait()
    worker.stop()
    await running
    (again,) = await queue.receive()
    assert again.receive_count == 2


async def test_work_on_a_message_that_was_lost_is_dropped(queue: SqliteQueue) -> None:
    begun: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    dropped = asyncio.Event()

    async def handle(message: Message) -> None:
        begun.set_result(message)
        try:
            await asyncio.Event().wait()
        finally:
            dropped.set()

    await queue.send("lost")
    async with working(queue, handle, WorkerPolicy(concurrency=1, visibility_seconds=0.3)):
        await queue.extend(await begun, 0)
        assert len(await queue.receive(visibility_seconds=600)) == 1
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await dropped.wait()
