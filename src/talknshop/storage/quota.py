"""Calls of a day counted in one SQLite file, for every process that opens it."""

import sqlite3
from datetime import datetime
from typing import Protocol, cast

from talknshop.core.sqlite import Database


class CallWindow(Protocol):
    """``marketplaces.quota.QuotaWindow``, which this layer does not import."""

    @property
    def account(self) -> str:
        """Whose calls are counted."""
        ...

    @property
    def limit(self) -> int:
        """How many there may be."""
        ...

    @property
    def resets_at(self) -> datetime:
        """When the window ends."""
        ...


class SqliteQuotaLedger:
    """Implements ``marketplaces.quota.QuotaLedger``; ended windows are removed with the next call.

    Counting waits until it is on the disk: a call that was made is never forgotten.
    """

    def __init__(self, database: Database) -> None:
        """Uses ``database`` (``QUOTA_MIGRATIONS``), whose owner opens and closes it."""
        self._database = database

    async def take(self, window: CallWindow) -> bool:
        """Counts one call, and says whether the allowance had it."""

        def count(connection: sqlite3.Connection) -> bool:
            taken = _taken(connection, window)
            if taken < window.limit:
                _note(connection, window, taken + 1)
            return taken < window.limit

        return await self._database.write(count)

    async def exhaust(self, window: CallWindow) -> None:
        """Notes that the marketplace says the allowance is used up."""

        def fill(connection: sqlite3.Connection) -> None:
            _note(connection, window, max(window.limit, _taken(connection, window)))

        await self._database.write(fill)

    async def taken(self, window: CallWindow) -> int:
        """How many calls of the window were counted; ``limit`` when it is exhausted."""
        return await self._database.read(lambda connection: _taken(connection, window))


def _taken(connection: sqlite3.Connection, window: CallWindow) -> int:
    row = connection.execute(
        "SELECT taken FROM quotas WHERE account = ? AND resets_at = ?",
        (window.account, window.resets_at.timestamp()),
    ).fetchone()
    # The column is INTEGER NOT NULL.
    return cast("int", row["taken"]) if row else 0


def _note(connection: sqlite3.Connection, window: CallWindow, taken: int) -> None:
    resets_at = window.resets_at.timestamp()
    connection.execute(
        "INSERT INTO quotas (account, resets_at, taken) VALUES (?, ?, ?)"
        " ON CONFLICT (account, resets_at) DO UPDATE SET taken = excluded.taken",
        (window.account, resets_at, taken),
    )
    connection.execute(
        "DELETE FROM quotas WHERE account = ? AND resets_at < ?", (window.account, resets_at)
    )
