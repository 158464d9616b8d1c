"""What the simulated eBay remembers: durable before anything is answered, as a real one's is."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from talknshop.core.sqlite import connect, migrate

_SCHEMA = """
    CREATE TABLE documents (
        kind TEXT NOT NULL,
        owner TEXT NOT NULL,
        name TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (kind, owner, name)
    ) WITHOUT ROWID;
    CREATE TABLE numbers (last INTEGER NOT NULL);
    INSERT INTO numbers VALUES (110000000000)
"""

Document = dict[str, Any]


class Ledger:
    """Documents by kind, owner and name; used by one event loop, and readable by others."""

    def __init__(self, path: Path | None = None) -> None:
        """Opens a file, or keeps everything in memory."""
        self._connection = connect(path or Path(":memory:"))
        migrate(self._connection, (_SCHEMA,))

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    @contextmanager
    def change(self) -> Generator[None]:
        """Everything in the block is on the disk together when it ends, or not at all."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def next_number(self) -> str:
        """A number that was never given before."""
        self._connection.execute("UPDATE numbers SET last = last + 1")
        return str(self._connection.execute("SELECT last FROM numbers").fetchone()[0])

    def get(self, kind: str, owner: str, name: str) -> Document | None:
        """A document; None where there is none."""
        row = self._one(
            "SELECT value FROM documents WHERE kind = ? AND owner = ? AND name = ?",
            (kind, owner, name),
        )
        return orjson.loads(row["value"]) if row else None

    def put(self, kind: str, owner: str, name: str, value: Document) -> None:
        """Stores a document."""
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?)"
            " ON CONFLICT (kind, owner, name) DO UPDATE SET value = excluded.value",
            (kind, owner, name, orjson.dumps(value)),
        )

    def remove(self, kind: str, owner: str, name: str) -> None:
        """Forgets a document."""
        self._connection.execute(
            "DELETE FROM documents WHERE kind = ? AND owner = ? AND name = ?", (kind, owner, name)
        )

    def all(self, kind: str, owner: str | None = None) -> list[Document]:
        """The documents of a kind, of one owner or of all, oldest name first."""
        rows = self._connection.execute(
            "SELECT value FROM documents WHERE kind = ?1 AND (?2 IS NULL OR owner = ?2)"
            " ORDER BY name",
            (kind, owner),
        )
        return [orjson.loads(row["value"]) for row in rows]

    def _one(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Row | None:
        return self._connection.execute(statement, values).fetchone()
