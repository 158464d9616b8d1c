"""Message queues in one SQLite file, shared by every process that opens it."""

import asyncio
import sqlite3
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from talknshop.core.clock import Clock
from talknshop.core.ids import new_id
from talknshop.core.sqlite import Database
from talknshop.messaging.arrivals import Arrivals
from talknshop.messaging.message_queue import MOST_AT_ONCE, DeadLetter, Message, QueueDepth

QUEUE_MIGRATIONS: Sequence[str] = (
    """
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        queue TEXT NOT NULL,
        message_id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sent_at REAL NOT NULL,
        visible_at REAL NOT NULL,
        receive_count INTEGER NOT NULL DEFAULT 0,
        receipt TEXT
    );
    CREATE INDEX messages_by_time ON messages (queue, visible_at, id);
    CREATE TABLE dead_letters (
        message_id TEXT PRIMARY KEY,
        queue TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_at REAL NOT NULL,
        receive_count INTEGER NOT NULL,
        died_at REAL NOT NULL
    );
    CREATE INDEX dead_letters_by_time ON dead_letters (queue, died_at);
    """,
)


class SqliteQueue:
    """Implements ``MessageQueue``; many sends, receives and deletes share one commit."""

    def __init__(
        self, name: str, database: Database, arrivals: Arrivals, clock: Clock, *, most_receives: int
    ) -> None:
        """Opens the queue ``name``; see ``SqliteQueues``, which builds it.

        Args:
            name: The name of the queue.
            database: The file (``QUEUE_MIGRATIONS``), whose owner opens and closes it.
            arrivals: Tells who waits that there is something.
            clock: Decides when a message may be received.
            most_receives: After so many a message that comes up again is a dead letter.
        """
        self.name = name
        self._database = database
        self._arrivals = arrivals
        self._clock = clock
        self._most_receives = most_receives

    async def send(self, body: str, *, delay_seconds: float = 0.0) -> str:
        """Sends a message; see ``MessageQueue``."""
        message_id, now = new_id("msg"), self._now()
        row = (self.name, message_id, body, now, now + delay_seconds)

        def insert(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO messages (queue, message_id, body, sent_at, visible_at)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )

        await self._database.write(insert)
        if delay_seconds <= 0:
            self._arrivals.tell(self.name)
        return message_id

    async def receive(
        self,
        *,
        most: int = MOST_AT_ONCE,
        wait_seconds: float = 0.0,
        visibility_seconds: float = 30.0,
    ) -> list[Message]:
        """Takes messages and hides them from others; see ``MessageQueue``."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_seconds
        while True:
            taken = await self._take_or_give_back(min(most, MOST_AT_ONCE), visibility_seconds)
            left = deadline - loop.time()
            if taken or left <= 0:
                return taken
            await self._arrivals.wait(self.name, left)

    async def delete(self, message: Message) -> None:
        """Forgets a message; see ``MessageQueue``."""

        def remove(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM messages WHERE message_id = ? AND receipt = ?",
                (message.message_id, message.receipt),
            )

        await self._database.write(remove)

    async def extend(self, message: Message, seconds: float) -> bool:
        """Hides a message for longer, or gives it back; see ``MessageQueue``."""
        visible_at = self._now() + seconds

        def move(connection: sqlite3.Connection) -> bool:
            moved = connection.execute(
                "UPDATE messages SET visible_at = ? WHERE message_id = ? AND receipt = ?",
                (visible_at, message.message_id, message.receipt),
            )
            return moved.rowcount == 1

        held = await self._database.write(move)
        if held and seconds <= 0:
            self._arrivals.tell(self.name)
        return held

    async def depth(self) -> QueueDepth:
        """How many messages there are."""
        now = self._now()

        def count(connection: sqlite3.Connection) -> QueueDepth:
            row = connection.execute(
                "SELECT COUNT(*) FILTER (WHERE visible_at <= :now) AS ready,"
                " COUNT(*) FILTER (WHERE visible_at > :now AND receipt IS NULL) AS delayed,"
                " COUNT(*) FILTER (WHERE visible_at > :now AND receipt IS NOT NULL) AS in_flight,"
                " (SELECT COUNT(*) FROM dead_letters WHERE queue = :queue) AS dead"
                " FROM messages WHERE queue = :queue",
                {"now": now, "queue": self.name},
            ).fetchone()
            return QueueDepth(**dict(row))

        return await self._database.read(count)

    async def dead_letters(self, *, most: int = 100) -> list[DeadLetter]:
        """The messages that nobody could handle, oldest first."""

        def select(connection: sqlite3.Connection) -> list[DeadLetter]:
            rows = connection.execute(
                "SELECT message_id, body, receive_count, sent_at, died_at FROM dead_letters"
                " WHERE queue = ? ORDER BY died_at, message_id LIMIT ?",
                (self.name, most),
            )
            return [_dead_letter(row) for row in rows]

        return await self._database.read(select)

    async def redrive(self, message_ids: Collection[str] | None = None) -> int:
        """Sends dead letters again; see ``MessageQueue``."""
        now = self._now()

        def revive(connection: sqlite3.Connection) -> int:
            rows = connection.execute(
                "SELECT message_id, body, sent_at FROM dead_letters WHERE queue = ?"
                " ORDER BY died_at, message_id",
                (self.name,),
            ).fetchall()
            chosen = [r for r in rows if message_ids is None or r["message_id"] in message_ids]
            connection.executemany(
                "INSERT INTO messages (queue, message_id, body, sent_at, visible_at)"
                " VALUES (?, ?, ?, ?, ?)",
                [(self.name, r["message_id"], r["body"], r["sent_at"], now) for r in chosen],
            )
            connection.executemany(
                "DELETE FROM dead_letters WHERE message_id = ?",
                [(r["message_id"],) for r in chosen],
            )
            return len(chosen)

        revived = await self._database.write(revive)
        for _ in range(revived):
            self._arrivals.tell(self.name)
        return revived

    async def _take_or_give_back(self, most: int, visibility_seconds: float) -> list[Message]:
        taking = asyncio.ensure_future(self._take(most, visibility_seconds))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            # Nobody else would see them before their visibility ends.
            for message in await taking:
                await self.extend(message, 0)
            raise

    async def _take(self, most: int, visibility_seconds: float) -> list[Message]:
        now = self._now()

        def take(connection: sqlite3.Connection) -> list[Message]:
            taken: list[Message] = []
            # Each round either takes messages or buries some, so that it ends.
            while not taken and (rows := _ready(connection, self.name, now, most)):
                dead = [row for row in rows if row["receive_count"] >= self._most_receives]
                _bury(connection, dead, now)
                alive = [_received(row) for row in rows if row not in dead]
                _hide(connection, alive, now + visibility_seconds)
                taken = alive
            return taken

        return await self._database.write(take)

    def _now(self) -> float:
        return self._clock.now().timestamp()


class SqliteQueues:
    """The queues of one file."""

    def __init__(self, database: Database, clock: Clock, *, most_receives: int = 3) -> None:
        """Uses ``database`` (``QUEUE_MIGRATIONS``), whose owner opens and closes it."""
        self._database = database
        self._clock = clock
        self._most_receives = most_receives
        self._arrivals = Arrivals(self._count_ready)

    def queue(self, name: str) -> SqliteQueue:
        """The queue of a name; it need not be created before."""
        return SqliteQueue(
            name, self._database, self._arrivals, self._clock, most_receives=self._most_receives
        )

    async def _count_ready(self, most_by_queue: dict[str, int]) -> dict[str, int]:
        now = self._clock.now().timestamp()

        def count(connection: sqlite3.Connection) -> dict[str, int]:
            return {
                name: len(_ready(connection, name, now, most))
                for name, most in most_by_queue.items()
            }

        return await self._database.read(count)


def _ready(connection: sqlite3.Connection, queue: str, now: float, most: int) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT id, queue, message_id, body, sent_at, receive_count FROM messages"
        " WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?",
        (queue, now, most),
    ).fetchall()


def _bury(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row], now: float) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO dead_letters"
        " (message_id, queue, body, sent_at, receive_count, died_at) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (r["message_id"], r["queue"], r["body"], r["sent_at"], r["receive_count"], now)
            for r in rows
        ],
    )
    connection.executemany("DELETE FROM messages WHERE id = ?", [(row["id"],) for row in rows])


def _hide(connection: sqlite3.Connection, messages: Sequence[Message], until: float) -> None:
    connection.executemany(
        "UPDATE messages SET visible_at = ?, receive_count = ?, receipt = ? WHERE message_id = ?",
        [(until, one.receive_count, one.receipt, one.message_id) for one in messages],
    )


def _received(row: sqlite3.Row) -> Message:
    return Message(
        message_id=row["message_id"],
        body=row["body"],
        receipt=new_id("rcpt"),
        receive_count=row["receive_count"] + 1,
        sent_at=_time(row["sent_at"]),
    )


def _dead_letter(row: sqlite3.Row) -> DeadLetter:
    return DeadLetter(
        message_id=row["message_id"],
        body=row["body"],
        receive_count=row["receive_count"],
        sent_at=_time(row["sent_at"]),
        died_at=_time(row["died_at"]),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
