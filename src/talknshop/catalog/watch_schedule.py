"""When each watch is to be looked at next, behind an index, so that a round reads no other.

It is a matter of speed alone: whether a look is due is decided by the watch itself.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from talknshop.core.sqlite import Database
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS

WATCH_MIGRATIONS = (
    *RECORD_MIGRATIONS,
    # Before, a record named every watch; each of them is due at once.
    """
    CREATE TABLE watch_schedule (
        watch_id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL,
        due_at REAL,
        generation TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX watch_schedule_by_time ON watch_schedule (due_at, watch_id)
        WHERE due_at IS NOT NULL;
    INSERT INTO watch_schedule
        SELECT sort, json_extract(CAST(value AS TEXT), '$.user_id'), 0, '' FROM records
        WHERE partition = '#watches';
    DELETE FROM records WHERE partition = '#watches';
    """,
)
"""Schema of the file of watches."""


class Appointment(NamedTuple):
    """When a watch is to be looked at."""

    watch_id: str
    user_id: str
    due_at: datetime | None
    """None for one that is paused and has nothing to tell."""
    generation: str
    """Of the catalogue, at the last look."""


class Due(NamedTuple):
    """A watch whose time has come."""

    due_at: float
    """Seconds since 1970."""
    watch_id: str
    user_id: str
    generation: str
    """Of the catalogue, at the last look; empty for one that was put off."""


class WatchSchedule(Protocol):
    """Keeps the appointments of all watches."""

    async def put(self, appointment: Appointment) -> None:
        """Makes an appointment, in the place of the watch's last one."""
        ...

    async def remove(self, watch_id: str) -> None:
        """Removes a watch's appointment; removing what is not there is fine."""
        ...

    async def bring_forward(self, generation: str, at: datetime) -> None:
        """Makes due whatever was last looked at in another generation of the catalogue."""
        ...

    async def due(self, at: datetime, *, after: Due | None, most: int) -> Sequence[Due]:
        """The next watches whose time has come, longest due first.

        Args:
            at: The time now.
            after: The last one of those before.
            most: How many at most.
        """
        ...


class SqliteWatchSchedule:
    """The appointments of all watches in a SQLite table."""

    def __init__(self, database: Database) -> None:
        """Uses ``database``, of ``WATCH_MIGRATIONS``, whose owner opens and closes it."""
        self._database = database

    async def put(self, appointment: Appointment) -> None:
        """See ``WatchSchedule``."""
        watch_id, user_id, due_at, generation = appointment
        moment = due_at and due_at.timestamp()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO watch_schedule VALUES (?, ?, ?, ?)",
                (watch_id, user_id, moment, generation),
            )

        await self._database.write(write)

    async def remove(self, watch_id: str) -> None:
        """See ``WatchSchedule``."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM watch_schedule WHERE watch_id = ?", (watch_id,))

        await self._database.write(write)

    async def bring_forward(self, generation: str, at: datetime) -> None:
        """See ``WatchSchedule``."""
        moment = at.timestamp()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE watch_schedule SET due_at = ?1 WHERE due_at > ?1 AND generation != ?2",
                (moment, generation),
            )

        await self._database.write(write)

    async def due(self, at: datetime, *, after: Due | None, most: int) -> Sequence[Due]:
        """See ``WatchSchedule``."""
        moment = at.timestamp()
        last = (after.due_at, after.watch_id) if after else (-1.0, "")

        def read(connection: sqlite3.Connection) -> list[Due]:
            rows = connection.execute(
                "SELECT due_at, watch_id, user_id, generation FROM watch_schedule "
                "WHERE due_at <= ? AND (due_at, watch_id) > (?, ?) "
                "ORDER BY due_at, watch_id LIMIT ?",
                (moment, *last, most),
            )
            return [Due(*row) for row in rows]

        return await self._database.read(read)
