"""The queue in SQLite: messages a second in and out, and what waiting costs.

Usage: python -m benchmarks.message_queue

The floor is SQLite itself: one row a message inserted and deleted by statements of their own, but
committed in blocks of the size that our writer groups at most, on one thread, durable as ours is.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from talknshop.core.clock import SystemClock
from talknshop.core.sqlite import Database, connect
from talknshop.messaging.message_queue import MessageQueue
from talknshop.messaging.sqlite_queue import QUEUE_MIGRATIONS, SqliteQueues

_MESSAGES = 20_000
_WORKERS = 8
_BLOCK = 256
_IDLE_SECONDS = 10.0
_BODY = '{"job_id": "job_0123456789abcdef", "marketplace": "ebay", "attempt": 1}'


def floor(path: Path) -> float:
    """Messages a second through bare SQLite."""
    connection = connect(path)
    connection.execute("CREATE TABLE m (id INTEGER PRIMARY KEY, body TEXT)")
    started = time.perf_counter()
    for statement in ("INSERT INTO m (id, body) VALUES (?, ?)", "DELETE FROM m WHERE id = ?"):
        for first in range(0, _MESSAGES, _BLOCK):
            connection.execute("BEGIN IMMEDIATE")
            for number in range(first, first + _BLOCK):
                wanted = (number, _BODY) if "body" in statement else (number,)
                connection.execute(statement, wanted)
            connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return _MESSAGES / seconds


async def through(queue: MessageQueue) -> tuple[float, float, float]:
    """Messages a second in, out, and in and out at once."""
    started = time.perf_counter()
    await send(queue, _MESSAGES)
    sent = time.perf_counter()
    await asyncio.gather(*(receive(queue) for _ in range(_WORKERS)))
    received = time.perf_counter()
    await asyncio.gather(send(queue, _MESSAGES), *(receive(queue, 1.0) for _ in range(_WORKERS)))
    both = time.perf_counter() - received - 1.0
    return _MESSAGES / (sent - started), _MESSAGES / (received - sent), _MESSAGES / both


async def send(queue: MessageQueue, count: int) -> None:
    async def some() -> None:
        for _ in range(count // (_WORKERS * 50)):
            await queue.send(_BODY)

    await asyncio.gather(*(some() for _ in range(_WORKERS * 50)))


async def receive(queue: MessageQueue, wait_seconds: float = 0.0) -> None:
    while batch := await queue.receive(wait_seconds=wait_seconds):
        await asyncio.gather(*(queue.delete(message) for message in batch))


async def idle(queues: SqliteQueues) -> float:
    """The share of a core that eight workers at four queues take while nothing comes."""
    waiting = [
        asyncio.create_task(queues.queue(f"q{n % 4}").receive(wait_seconds=_IDLE_SECONDS))
        for n in range(_WORKERS)
    ]
    started = time.process_time()
    await asyncio.gather(*waiting)
    return (time.process_time() - started) / _IDLE_SECONDS


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare = floor(Path(folder) / "floor.db")
        database = Database(Path(folder) / "queues.db", QUEUE_MIGRATIONS)
        queues = SqliteQueues(database, SystemClock())
        into, out, both = await through(queues.queue("q"))
        share = await idle(queues)
        database.close()
    print(f"bare SQLite, in and out one after the other: {bare:,.0f} messages/s")
    print(f"in:              {into:,.0f} messages/s")
    print(f"out:             {out:,.0f} messages/s, {_WORKERS} workers")
    print(f"in and out both: {both:,.0f} messages/s, {both / bare:.2f} of bare SQLite")
    print(f"idle:            {share:.2%} of a core, {_WORKERS} workers at 4 queues")


if __name__ == "__main__":
    asyncio.run(main())
