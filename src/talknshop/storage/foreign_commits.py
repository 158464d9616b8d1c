"""Whether another process has written to a database."""

import sqlite3

from talknshop.core.sqlite import Database


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


def _data_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version
