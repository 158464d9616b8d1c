import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from talknshop.core.clock import SystemClock
from talknshop.core.errors import DatabaseError
from talknshop.core.sqlite import Database
from talknshop.messaging.message_queue import MessageQueue, QueueDepth
from talknshop.messaging.sqlite_queue import QUEUE_MIGRATIONS, SqliteQueues
from talknshop.testing.clock import ManualClock
from talknshop.testing.message_queue import MessageQueueConformance, receive_all

_SENDER = """
import asyncio, sys
from pathlib import Path
from talknshop.core.clock import SystemClock
from talknshop.core.sqlite import Database
from talknshop.messaging.sqlite_queue import QUEUE_MIGRATIONS, SqliteQueues

async def send():
    queue = SqliteQueues(Database(Path(sys.argv[1]), QUEUE_MIGRATIONS), SystemClock()).queue("jobs")
    for number in range(100_000):
        await queue.send(str(number))
        print(number, flush=True)

asyncio.run(send())
"""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    database = Database(tmp_path / "queues.db", QUEUE_MIGRATIONS)
    yield database
    database.close()


@pytest.fixture
def queues(database: Database, clock: ManualClock) -> SqliteQueues:
    return SqliteQueues(database, clock, most_receives=3)


class TestSqliteQueue(MessageQueueConformance):
    @pytest.fixture
    def queue(self, queues: SqliteQueues) -> MessageQueue:
        return queues.queue("ebay-crosspost-queue")

    @pytest.fixture
    def other_queue(self, queues: SqliteQueues) -> MessageQueue:
        return queues.queue("facebook-crosspost-queue")

    async def test_a_delayed_message_comes_when_its_time_has_come(
        self, queue: MessageQueue, clock: ManualClock
    ) -> None:
        await queue.send("later", delay_seconds=60)
        assert await queue.receive() == []
        assert await queue.depth() == QueueDepth(ready=0, delayed=1, in_flight=0, dead=0)
        clock.advance(seconds=60)
        assert [message.body for message in await queue.receive()] == ["later"]

    async def test_who_died_with_a_message_keeps_it_only_for_a_while(
        self, queue: MessageQueue, clock: ManualClock
    ) -> None:
        await queue.send("a")
        (held,) = await queue.receive(visibility_seconds=30)
        clock.advance(seconds=20)
        assert await queue.extend(held, 30)
        clock.advance(seconds=20)
        assert await queue.receive() == []
        clock.advance(seconds=10)
        (again,) = await queue.receive()
        assert again.receive_count == 2

    async def test_what_is_put_back_for_later_does_not_hold_up_the_rest(
        self, queue: MessageQueue, clock: ManualClock
    ) -> None:
        await queue.send("first")
        (message,) = await queue.receive()
        await queue.extend(message, 60)
        clock.advance(seconds=30)
        await queue.send("second")
        assert [one.body for one in await queue.receive()] == ["second"]

    async def test_nobody_waits_longer_than_asked(self, queue: MessageQueue) -> None:
        assert await queue.receive(wait_seconds=0.01) == []
        # Those who wait one after the other are each looked after.
        assert await queue.receive(wait_seconds=0.01) == []

    async def test_who_waits_is_told_when_the_file_cannot_be_read(
        self, queue: MessageQueue, database: Database
    ) -> None:
        waiting = asyncio.create_task(queue.receive(wait_seconds=60))
        await asyncio.sleep(0.01)
        database.close()
        with pytest.raises(DatabaseError):
            await waiting


async def test_who_waits_is_woken_by_another_process(database: Database, tmp_path: Path) -> None:
    other = Database(tmp_path / "queues.db", QUEUE_MIGRATIONS)
    try:
        here, there = (SqliteQueues(one, SystemClock()).queue("q") for one in (database, other))
        waiting = asyncio.create_task(here.receive(wait_seconds=60))
        await asyncio.sleep(0.01)
        await there.send("from afar")
        assert [message.body for message in await waiting] == ["from afar"]
    finally:
        other.close()


async def test_a_delayed_message_wakes_who_waits(database: Database) -> None:
    queue = SqliteQueues(database, SystemClock()).queue("q")
    await queue.send("in a moment", delay_seconds=0.1)
    assert [message.body for message in await queue.receive(wait_seconds=60)] == ["in a moment"]


@pytest.fixture
def killed_sender(tmp_path: Path) -> tuple[Path, list[str]]:
    """The file that a process was sending to when it was killed, and what it had told by then."""
    path = tmp_path / "queues.db"
    sender = subprocess.Popen(
        [sys.executable, "-c", _SENDER, str(path)], stdout=subprocess.PIPE, text=True
    )
    with sender:
        assert sender.stdout is not None
        told = [sender.stdout.readline() for _ in range(50)]
        os.kill(sender.pid, signal.SIGKILL)
        told += sender.stdout.readlines()
    return path, [line for line in told if line.endswith("\n")]


async def test_what_a_killed_process_has_sent_is_there(
    killed_sender: tuple[Path, list[str]],
) -> None:
    path, told = killed_sender
    database = Database(path, QUEUE_MIGRATIONS)
    try:
        received = await receive_all(SqliteQueues(database, SystemClock()).queue("jobs"))
    finally:
        database.close()
    # One more may have been stored whose number was not printed any more.
    assert len(told) <= len(received) <= len(told) + 1
    assert [message.body for message in received] == [str(n) for n in range(len(received))]
