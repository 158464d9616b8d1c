"""The file of a catalogue with its text indexes: made ready once, then open on every thread."""

import sqlite3
import threading
from pathlib import Path
from typing import NamedTuple

from talknshop.catalog.tables import APPLICATION_ID, MIGRATIONS
from talknshop.catalog.text_indexes import TextIndexes
from talknshop.catalog.writer import build_index
from talknshop.core.errors import CorruptDatabaseError
from talknshop.core.sqlite import connect, migrate, translate

INDEX_FOLDER = "catalog-index"
"""The folder of the text indexes, beside the file of the catalogue."""

IMPORT_WAIT_MS = 250
"""For so long an import waits for another."""

_MAPPED_BYTES = 64_000_000
"""So much of the file is read without a call for each page; bounded, for it counts as memory."""


class CatalogueFile(NamedTuple):
    """A file, and the text indexes beside it."""

    path: Path
    indexes: TextIndexes

    @classmethod
    def at(cls, path: Path) -> "CatalogueFile":
        """The file at ``path``."""
        return cls(path, TextIndexes(path.parent / INDEX_FOLDER))

    def prepare(self, *, least_generation: int | None = None) -> None:
        """Makes or migrates the file, and makes its indexes complete.

        Args:
            least_generation: The generation of the catalogue shall be above it.

        Raises:
            CorruptDatabaseError: The file is damaged, another program's, or from a newer version.
            DatabaseError: The file cannot be opened.
        """
        try:
            connection = connect(self.path)
            try:
                self._refuse_foreign(connection)
                migrate(connection, MIGRATIONS)
                self._tidy(connection)
                if least_generation is not None:
                    connection.execute(
                        "UPDATE catalogue SET generation = MAX(generation, ?) + 1",
                        (least_generation,),
                    )
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise translate(error, self.path) from error

    def _refuse_foreign(self, connection: sqlite3.Connection) -> None:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if (tables and application != APPLICATION_ID) or version > len(MIGRATIONS):
            raise CorruptDatabaseError(
                f"The file {self.path} is not a catalogue that this version of TalknShop can "
                "read. Move it away to start afresh, or set DATA_DIR to another folder."
            )

    def _tidy(self, connection: sqlite3.Connection) -> None:
        """Removes indexes that nobody needs and builds those that are missing.

        They are missing after a copy of the database alone, or from a version that kept them
        elsewhere.
        """
        if self.indexes.is_tidy(generations_of(connection)):
            return
        connection.execute(f"PRAGMA busy_timeout={IMPORT_WAIT_MS}")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return  # An import is running: it tidies too.
        try:
            generations = generations_of(connection)
            self.indexes.sweep(generations)
            for generation in generations:
                if not self.indexes.has(generation):
                    build_index(connection, self.indexes, generation)
                    connection.execute(f"DROP TABLE IF EXISTS text_{generation:d}")
                    connection.execute(f"DROP TABLE IF EXISTS text_{generation:d}_ids")
            connection.execute("COMMIT")
        except BaseException:
            roll_back(connection)
            raise


class ThreadConnections:
    """One connection a thread, to the file that is current when it begins a transaction."""

    def __init__(self, file: CatalogueFile) -> None:
        """Opens ``file``, which was prepared, where it is needed."""
        self.file = file
        self._threads = threading.local()
        self._open: set[sqlite3.Connection] = set()
        self._lock = threading.Lock()

    def here(self) -> CatalogueFile:
        """The file of this thread: that of its transaction, until it ends."""
        file: CatalogueFile | None = getattr(self._threads, "file", None)
        return file or self.file

    def connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is not None:
            if self._threads.file is self.file or connection.in_transaction:
                return connection
            self._leave(connection)
        file = self.file
        connection = connect(file.path)
        connection.execute(f"PRAGMA mmap_size={_MAPPED_BYTES:d}")
        self._threads.connection, self._threads.file = connection, file
        with self._lock:
            self._open.add(connection)
        return connection

    def close(self) -> None:
        """Closes every connection; no other thread may be using one."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()

    def _leave(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            self._open.discard(connection)
        connection.close()


def generations_of(connection: sqlite3.Connection) -> set[int]:
    """The generations of the feeds."""
    return {row["generation"] for row in connection.execute("SELECT generation FROM feeds")}


def roll_back(connection: sqlite3.Connection) -> None:
    """Ends a transaction without a change."""
    # After some faults, a full disk among them, SQLite has rolled back already.
    if connection.in_transaction:
        connection.execute("ROLLBACK")
