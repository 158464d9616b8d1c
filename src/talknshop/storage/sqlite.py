"""Records and the event log in one SQLite file, sharing its group commits."""

import sqlite3
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError
from talknshop.core.sqlite import Database
from talknshop.storage.event_log import Fence, LoggedEvent, NewEvent
from talknshop.storage.foreign_commits import ForeignCommits
from talknshop.storage.records import Record

_LARGEST_INTEGER = 2**63 - 1


class SqliteRecordStore:
    """Records in a SQLite table."""

    lists_at_once = True
    """See ``RecordStore``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Uses ``database``, whose owner opens and closes it."""
        self._database = database
        self._clock = clock

    async def get(self, partition: str, sort: str) -> Record | None:
        """See ``RecordStore``."""
        now = self._clock.now().timestamp()

        def select(connection: sqlite3.Connection) -> Record | None:
            row = connection.execute(
                "SELECT * FROM records WHERE partition = ? AND sort = ?"
                " AND (expires_at IS NULL OR expires_at > ?)",
                (partition, sort, now),
            ).fetchone()
            return _record(row) if row else None

        return await self._database.read(select)

    async def put(
        self,
        partition: str,
        sort: str,
        value: dict[str, Any],
        *,
        expected_version: int | None = None,
        user_id: str | None = None,
        expires_at: datetime | None = None,
    ) -> Record:
        """See ``RecordStore``."""
        now = self._clock.now().timestamp()
        expiry = expires_at.timestamp() if expires_at else None

        def write(connection: sqlite3.Connection) -> Record:
            version = _live_version(connection, partition, sort, now)
            if expected_version is not None and expected_version != version:
                raise ConflictError(
                    "The record was changed by somebody else. Read it again and repeat the change.",
                    details={"expected_version": expected_version, "version": version},
                )
            connection.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, ?)",
                (partition, sort, orjson.dumps(value), version + 1, user_id, now, expiry),
            )
            return Record(partition, sort, value, version + 1, user_id, expires_at)

        return await self._database.write(write)

    async def query(
        self, partition: str, prefix: str, *, after: str = "", limit: int = 100
    ) -> list[Record]:
        """See ``RecordStore``."""
        now = self._clock.now().timestamp()

        def select(connection: sqlite3.Connection) -> list[Record]:
            rows = connection.execute(
                "SELECT * FROM records WHERE partition = ? AND sort >= ? AND sort < ? AND sort > ?"
                " AND (expires_at IS NULL OR expires_at > ?) ORDER BY sort LIMIT ?",
                (partition, prefix, _after_prefix(prefix), after, now, limit),
            )
            return [_record(row) for row in rows]

        return await self._database.read(select)

    async def list_by_user(self, user_id: str, prefix: str, *, limit: int = 100) -> list[Record]:
        """See ``RecordStore``."""
        now = self._clock.now().timestamp()

        def select(connection: sqlite3.Connection) -> list[Record]:
            rows = connection.execute(
                "SELECT * FROM records WHERE user_id = ? AND sort >= ? AND sort < ?"
                " AND (expires_at IS NULL OR expires_at > ?)"
                " ORDER BY written_at DESC, partition, sort LIMIT ?",
                (user_id, prefix, _after_prefix(prefix), now, limit),
            )
            return [_record(row) for row in rows]

        return await self._database.read(select)

    async def delete(self, partition: str, sort: str) -> None:
        """See ``RecordStore``."""

        def remove(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM records WHERE partition = ? AND sort = ?", (partition, sort)
            )

        await self._database.write(remove)

    async def expired(self, prefix: str, *, limit: int = 100) -> list[Record]:
        """See ``RecordStore``."""
        now = self._clock.now().timestamp()

        def select(connection: sqlite3.Connection) -> list[Record]:
            rows = connection.execute(
                "SELECT * FROM records WHERE expires_at <= ? AND sort >= ? AND sort < ? LIMIT ?",
                (now, prefix, _after_prefix(prefix), limit),
            )
            return [_record(row) for row in rows]

        return await self._database.read(select)

    async def delete_partition(self, partition: str) -> None:
        """See ``RecordStore``."""

        def remove(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM records WHERE partition = ?", (partition,))

        await self._database.write(remove)


class SqliteEventLog:
    """The event log in a SQLite table."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Uses ``database``, whose owner opens and closes it."""
        self._database = database
        self._clock = clock
        self._foreign = ForeignCommits(database)

    async def append(
        self,
        session_id: str,
        events: Sequence[NewEvent],
        *,
        fence: Fence | None = None,
        once: str | None = None,
    ) -> list[LoggedEvent]:
        """See ``EventLog``."""
        now = self._clock.now()

        def write(connection: sqlite3.Connection) -> list[LoggedEvent]:
            if fence is not None:
                _require(connection, fence)
            if once is not None and not _is_first(connection, session_id, once, now.timestamp()):
                return []
            first = _last_seq(connection, session_id) + 1
            logged = [
                LoggedEvent(session_id, seq, event.type, event.data, event.run_id, now)
                for seq, event in enumerate(events, start=first)
            ]
            connection.executemany(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (session_id, e.seq, e.type, orjson.dumps(e.data), e.run_id, now.timestamp())
                    for e in logged
                ],
            )
            return logged

        return await self._database.write(write)

    async def raise_fence(self, session_id: str) -> None:
        """See ``EventLog``: nothing is left to do, every append reads the record of its fence."""

    async def read(self, session_id: str, *, after: int, limit: int) -> list[LoggedEvent]:
        """See ``EventLog``."""
        after = min(after, _LARGEST_INTEGER)

        def select(connection: sqlite3.Connection) -> list[LoggedEvent]:
            rows = connection.execute(
                "SELECT * FROM events WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?",
                (session_id, after, limit),
            )
            return [
                LoggedEvent(
                    session_id=row["session_id"],
                    seq=row["seq"],
                    type=row["type"],
                    data=orjson.loads(row["data"]),
                    run_id=row["run_id"],
                    timestamp=datetime.fromtimestamp(row["timestamp"], UTC),
                )
                for row in rows
            ]

        return await self._database.read(select)

    async def last_seq(self, session_id: str) -> int:
        """See ``EventLog``."""
        return await self._database.read(lambda connection: _last_seq(connection, session_id))

    async def last_seqs(self, session_ids: Collection[str]) -> dict[str, int]:
        """See ``EventLog``."""

        def select(connection: sqlite3.Connection) -> dict[str, int]:
            newest = ((each, _last_seq(connection, each)) for each in session_ids)
            return {session_id: seq for session_id, seq in newest if seq}

        return await self._database.read(select)

    async def written_elsewhere(self) -> bool:
        """See ``EventLog``."""
        return await self._foreign.any_since()

    async def delete(self, session_id: str) -> None:
        """See ``EventLog``."""

        def remove(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM events WHERE session_id = ?", (session_id,))

        await self._database.write(remove)


def _live_version(connection: sqlite3.Connection, partition: str, sort: str, now: float) -> int:
    row: sqlite3.Row | None = connection.execute(
        "SELECT version FROM records WHERE partition = ? AND sort = ?"
        " AND (expires_at IS NULL OR expires_at > ?)",
        (partition, sort, now),
    ).fetchone()
    return row["version"] if row else 0


def _require(connection: sqlite3.Connection, fence: Fence) -> None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT value FROM records WHERE partition = ? AND sort = ?", (fence.partition, fence.sort)
    ).fetchone()
    if row is None or orjson.loads(row["value"]).get("fence") != fence.number:
        raise ConflictError("This work was taken over by another process.")


def _is_first(connection: sqlite3.Connection, session_id: str, name: str, now: float) -> bool:
    # A record of the session, so that it is forgotten with it.
    added = connection.execute(
        "INSERT OR IGNORE INTO records VALUES (?, ?, ?, 1, NULL, ?, NULL)",
        (session_id, f"TOLD#{name}", b"{}", now),
    )
    return added.rowcount == 1


def _last_seq(connection: sqlite3.Connection, session_id: str) -> int:
    row = connection.execute("SELECT max(seq) FROM events WHERE session_id = ?", (session_id,))
    return row.fetchone()[0] or 0


def _after_prefix(prefix: str) -> str:
    # U+10FFFF sorts after every character that a key may hold.
    return prefix + "\U0010ffff"


def _record(row: sqlite3.Row) -> Record:
    expires_at = row["expires_at"]
    return Record(
        partition=row["partition"],
        sort=row["sort"],
        value=orjson.loads(row["value"]),
        version=row["version"],
        user_id=row["user_id"],
        expires_at=datetime.fromtimestamp(expires_at, UTC) if expires_at is not None else None,
    )
