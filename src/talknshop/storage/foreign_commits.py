"""Whether another process has written."""

import sqlite3
import time
from typing import Protocol

from talknshop.core.sqlite import Database


class ForeignWrites(Protocol):
    """Notices what other processes have written."""

    async def any_since(self) -> bool:
        """Whether another process may have written since this was asked last; True at first."""
        ...


class ForeignCommits:
    """Notices what others committed, for the price of a look at a number in memory."""

    def __init__(self, database: Database) -> None:
        """Watches ``database``; what was committed before the first look counts as new."""
        self._database = database
        self._version: int | None = None

    async def any_since(self) -> bool:
        """Whether another process has committed anything since this was asked last."""
        before = self._version
        # On the connection that writes, the version changes by the commits of others only.
        self._version = await self._database.write(_data_version)
        return self._version != before


class OnceInAWhile:
    """Where nobody can tell, others may have written every few seconds."""

    def __init__(self, seconds: float = 15.0) -> None:
        """Says so at most once in ``seconds``."""
        self._seconds = seconds
        self._said_at: float | None = None

    async def any_since(self) -> bool:
        """Whether it is time to look again; True at first."""
        now = time.monotonic()
        if self._said_at is not None and now - self._said_at < self._seconds:
            return False
        self._said_at = now
        return True


def _data_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version
