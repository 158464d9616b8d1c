"""What sellers entrust to us, such as refresh tokens: encrypted rows of one SQLite file."""

import sqlite3

from talknshop.core.encryption import Cipher
from talknshop.core.errors import ConfigurationError
from talknshop.core.sqlite import Database


class SqliteSellerTokens:
    """Implements ``marketplaces.ebay.selling.account.SellerTokenStore``.

    A value is read and written whole. It is encrypted under its seller and marketplace, so that a
    row moved to another person cannot be read.
    """

    def __init__(self, database: Database, cipher: Cipher) -> None:
        """Uses ``database`` (``SELLER_TOKEN_MIGRATIONS``), whose owner opens and closes it."""
        self._database = database
        self._cipher = cipher

    async def read(self, user_id: str, marketplace: str) -> tuple[bytes, int] | None:
        """The value and its version; None where there is none.

        Raises:
            ConfigurationError: It was encrypted under a secret that is not among ours any more.
        """

        def find(connection: sqlite3.Connection) -> tuple[bytes, int] | None:
            row = connection.execute(
                "SELECT value, version FROM seller_tokens WHERE user_id = ? AND marketplace = ?",
                (user_id, marketplace),
            ).fetchone()
            return (row["value"], row["version"]) if row else None

        found = await self._database.read(find)
        if found is None:
            return None
        return self._cipher.decrypt(found[0], bound_to=owner_of(user_id, marketplace)), found[1]

    async def write(
        self, user_id: str, marketplace: str, value: bytes, *, replacing: int | None
    ) -> bool:
        """Stores a value in the place of the version that was read.

        Args:
            user_id: Whose it is.
            marketplace: For which account of theirs.
            value: What to keep.
            replacing: The version it replaces; None replaces whatever there is.

        Returns:
            Whether it was stored; False when somebody else wrote first.
        """
        hidden = self._cipher.encrypt(value, bound_to=owner_of(user_id, marketplace))

        def store(connection: sqlite3.Connection) -> bool:
            if replacing is None:
                connection.execute(
                    "INSERT INTO seller_tokens (user_id, marketplace, value, version)"
                    " VALUES (?, ?, ?, 1) ON CONFLICT (user_id, marketplace)"
                    " DO UPDATE SET value = excluded.value, version = version + 1",
                    (user_id, marketplace, hidden),
                )
                return True
            changed = connection.execute(
                "UPDATE seller_tokens SET value = ?, version = version + 1"
                " WHERE user_id = ? AND marketplace = ? AND version = ?",
                (hidden, user_id, marketplace, replacing),
            )
            return changed.rowcount == 1

        return await self._database.write(store)

    async def delete(self, user_id: str, marketplace: str) -> None:
        """Forgets a value."""
        await self._database.write(
            lambda connection: connection.execute(
                "DELETE FROM seller_tokens WHERE user_id = ? AND marketplace = ?",
                (user_id, marketplace),
            )
        )

    async def users(self, marketplace: str) -> list[str]:
        """Everybody who has a value for a marketplace."""

        def find(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute(
                "SELECT user_id FROM seller_tokens WHERE marketplace = ? ORDER BY 1", (marketplace,)
            )
            return [row["user_id"] for row in rows]

        return await self._database.read(find)

    async def encrypt_anew(self) -> int:
        """Encrypts under the newest secret what is still under an older one.

        After this the older secret can be taken out of ``SECRET_KEY``. What no secret of ours
        opens is left alone.

        Returns:
            How many values were encrypted anew.
        """

        def renew(connection: sqlite3.Connection) -> int:
            rows = connection.execute(
                "SELECT user_id, marketplace, value FROM seller_tokens"
            ).fetchall()
            return sum(self._renewed(connection, row) for row in rows)

        return await self._database.write(renew)

    def _renewed(self, connection: sqlite3.Connection, row: sqlite3.Row) -> bool:
        owner = owner_of(row["user_id"], row["marketplace"])
        if self._cipher.is_current(row["value"], bound_to=owner):
            return False
        try:
            plain = self._cipher.decrypt(row["value"], bound_to=owner)
        except ConfigurationError:
            return False
        connection.execute(
            "UPDATE seller_tokens SET value = ? WHERE user_id = ? AND marketplace = ?",
            (self._cipher.encrypt(plain, bound_to=owner), row["user_id"], row["marketplace"]),
        )
        return True


def owner_of(user_id: str, marketplace: str) -> str:
    """What a value is bound to, so that it opens nowhere else."""
    return f"{marketplace}\n{user_id}"
