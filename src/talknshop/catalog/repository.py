"""The catalogue's database: the only place with SQL for products."""

import sqlite3
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from talknshop.catalog.records import Feed
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.statistics import Statistics, count_statistics
from talknshop.catalog.stored_items import (
    ReadRow,
    Unread,
    UnreadRow,
    find_unread,
    keep_rows,
    next_rows,
)
from talknshop.catalog.tables import APPLICATION_ID, MIGRATIONS
from talknshop.catalog.text_indexes import TextIndexes
from talknshop.catalog.writer import FeedWriter, build_index
from talknshop.core.errors import (
    CorruptDatabaseError,
    DatabaseError,
    NotFoundError,
    ValidationError,
)
from talknshop.core.sqlite import connect, migrate, translate

DEMO_FEED = "demo"
"""The feed that shows only while there is no other."""

INDEX_FOLDER = "catalog-index"
"""The folder of the text indexes, beside the file of the catalogue."""

_IMPORT_WAIT_MS = 250
_MAPPED_BYTES = 64_000_000
"""So much of the file is read without a call for each page; bounded, for it counts as memory."""


class CatalogRepository:
    """Products by feed in one SQLite file; safe to use from several threads and processes.

    Each import of a feed makes a generation of its own: a table and a text index that are filled
    and take the place of the old ones with the transaction. Readers see the old generation until it
    commits. What a dead import left in the folder of the indexes goes with the next start or
    import, and so does the index of the last generation, which a reader may still need.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, making or migrating it.

        Raises:
            CorruptDatabaseError: The file is damaged, another program's, or from a newer version.
            DatabaseError: The file cannot be opened.
        """
        self._path = path
        self._indexes = TextIndexes(path.parent / INDEX_FOLDER)
        self._threads = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            with self._translated():
                connection = self._connection()
                self._refuse_foreign(connection)
                migrate(connection, MIGRATIONS)
                self._tidy(connection)
        except BaseException:
            self.close()
            raise

    def _refuse_foreign(self, connection: sqlite3.Connection) -> None:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if (tables and application != APPLICATION_ID) or version > len(MIGRATIONS):
            raise CorruptDatabaseError(
                f"The file {self._path} is not a catalogue that this version of TalknShop can "
                "read. Move it away to start afresh, or set DATA_DIR to another folder."
            )

    def _tidy(self, connection: sqlite3.Connection) -> None:
        """Removes indexes that nobody needs and builds those that are missing.

        They are missing after a copy of the database alone, or from a version that kept them
        elsewhere.
        """
        generations = _generations(connection)
        if self._indexes.is_tidy(generations):
            return
        connection.execute(f"PRAGMA busy_timeout={_IMPORT_WAIT_MS}")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return  # An import is running: it tidies too.
        try:
            generations = _generations(connection)
            self._indexes.sweep(generations)
            for generation in generations:
                if not self._indexes.has(generation):
                    build_index(connection, self._indexes, generation)
                    connection.execute(f"DROP TABLE IF EXISTS text_{generation:d}")
                    connection.execute(f"DROP TABLE IF EXISTS text_{generation:d}_ids")
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise

    def close(self) -> None:
        """Closes every connection; no other thread may be using the repository."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()

    @contextmanager
    def snapshot(self) -> Generator[Snapshot]:
        """One consistent view of the catalogue, whatever is imported meanwhile.

        Raises:
            DatabaseError: The database could not be read.
        """
        with self._reading() as connection:
            yield self._snapshot(connection)

    @contextmanager
    def _reading(self) -> Generator[sqlite3.Connection]:
        connection = self._connection()
        with self._translated():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                _roll_back(connection)

    def _snapshot(self, connection: sqlite3.Connection) -> Snapshot:
        return Snapshot(connection, self._indexes, demo_feed=DEMO_FEED)

    def statistics(self, name: str | None, *, most: int) -> Statistics:
        """Counts the products of a feed, or of all feeds that shoppers see.

        Args:
            name: The feed; None for all visible ones.
            most: How many product types and brands are named.

        Raises:
            NotFoundError: There is no such feed, or no feed at all.
            DatabaseError: The database could not be read.
        """
        with self.snapshot() as snapshot:
            feed = None if name is None else snapshot.feed(name)
            if name is not None and feed is None:
                raise unknown_feed(name, snapshot.feeds)
            feeds = [feed] if feed else snapshot.visible_feeds
            if not feeds:
                raise NotFoundError(
                    "The catalogue has no feed yet. `talknshop catalog import` brings one."
                )
            return count_statistics(self._connection(), feeds, most=most)

    @contextmanager
    def replace_feed(
        self, name: str, *, simulated: bool, at: datetime, must_be_new: bool = False
    ) -> Generator[FeedWriter]:
        """Writes a feed; leaving the context without an exception makes it the current one.

        Args:
            name: The feed.
            simulated: Its products exist for demonstration only.
            at: The time of the import.
            must_be_new: Refuses a name that is taken.

        Raises:
            ValidationError: There is a feed of that name, which must be new.
            DatabaseError: Another import is running, or the database refused; nothing changed.
        """
        with self._importing() as connection:
            if must_be_new:
                _refuse_taken(self._snapshot(connection).feed(name))
            writer = FeedWriter(connection, self._indexes, name, simulated=simulated)
            yield writer
            writer.finish(at)

    def unread(self) -> list[Unread]:
        """The generations of which products are left to be read for what items they are."""
        with self._reading() as connection:
            return find_unread(connection)

    def unread_rows(self, unread: Unread, *, most: int) -> list[UnreadRow]:
        """The next of them."""
        with self._reading() as connection:
            return next_rows(connection, unread, most=most)

    def keep_rows(self, unread: Unread, rows: Sequence[ReadRow]) -> None:
        """Stores what was read of them; of a generation that is gone, nothing.

        Raises:
            DatabaseError: An import is running, or the database refused; nothing was stored.
        """
        with self._writing() as connection:
            keep_rows(connection, unread, rows)

    def remove_feed(self, name: str) -> Feed | None:
        """Removes a feed and its products; None when there is no such feed.

        Raises:
            DatabaseError: An import is running, or the database refused.
        """
        with self._importing() as connection:
            feed = self._snapshot(connection).feed(name)
            if feed is not None:
                FeedWriter.remove(connection, feed)
        return feed

    @contextmanager
    def _importing(self) -> Generator[sqlite3.Connection]:
        with self._writing() as connection:
            self._indexes.sweep(_generations(connection))
            yield connection

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        connection = self._connection()
        with self._translated():
            self._begin_import(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise

    def _begin_import(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA busy_timeout={_IMPORT_WAIT_MS}")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise DatabaseError(
                "Another import into this catalogue is running. Wait until it is done and retry.",
                operation="import",
            ) from error

    @contextmanager
    def _translated(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translate(error, self._path) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = connect(self._path)
            connection.execute(f"PRAGMA mmap_size={_MAPPED_BYTES:d}")
            self._threads.connection = connection
            with self._lock:
                self._open.append(connection)
        return connection


def _generations(connection: sqlite3.Connection) -> set[int]:
    return {row["generation"] for row in connection.execute("SELECT generation FROM feeds")}


def unknown_feed(name: str, feeds: Sequence[Feed]) -> NotFoundError:
    """The error for a feed that is not there, naming those that are."""
    known = ", ".join(feed.name for feed in feeds) or "none yet"
    return NotFoundError(f"There is no feed {name!r}. The feeds are: {known}.")


def _refuse_taken(feed: Feed | None) -> None:
    if feed is not None:
        raise ValidationError(
            f"There is a feed {feed.name!r} already (products: {feed.products:,}). "
            "Add --replace to put this one in its place, or choose another name."
        )


def _roll_back(connection: sqlite3.Connection) -> None:
    # After some faults, a full disk among them, SQLite has rolled back already.
    if connection.in_transaction:
        connection.execute("ROLLBACK")
