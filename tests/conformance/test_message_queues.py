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
from talknshop.messaging.message_queue import MessageQueue
from talknshop.messaging.sqlite_queue import QUEUE_MIGRATIONS, SqliteQueues
from talknshop.testing.clock import ManualClock
from talknshop.testing.message_queue import MessageQueueConformance, PassTime, receive_all

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

    @pytest.fixture
    def pass_time(self, clock: ManualClock) -> PassTime:
        async def advance(seconds: float) -> None:
            clock.advance(seconds=seconds)

        return advance

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
