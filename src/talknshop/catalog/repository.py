"""The catalogue's database: the only place with SQL for products."""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from talknshop.catalog.catalogue_file import (
    IMPORT_WAIT_MS,
    CatalogueFile,
    ThreadConnections,
    generations_of,
    roll_back,
)
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
from talknshop.catalog.writer import FeedWriter
from talknshop.core.errors import (
    DatabaseError,
    NotFoundError,
    ValidationError,
)
from talknshop.core.sqlite import translate

DEMO_FEED = "demo"
"""The feed that shows only while there is no other."""

FIRST_LOCAL_GENERATION = 1_000_000_000
"""Above all that imports number: what a server itself adds to a published catalogue."""


class CatalogRepository:
    """Products by feed in one SQLite file; safe to use from several threads and processes.

    Each import of a feed makes a generation of its own: a table and a text index that are filled
    and take the place of the old ones with the transaction. Readers see the old generation until it
    commits. What a dead import left in the folder of the indexes goes with the next start or
    import, and so does the index of the last generation, which a reader may still need.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, making or migrating it; ``move_on`` opens another in its place.

        Raises:
            CorruptDatabaseError: The file is damaged, another program's, or from a newer version.
            DatabaseError: The file cannot be opened.
        """
        file = CatalogueFile.at(path)
        file.prepare()
        self._connections = ThreadConnections(file)

    @property
    def path(self) -> Path:
        """The file that is open."""
        return self._connections.file.path

    def move_on(self, path: Path) -> None:
        """Opens another file in the place of this one; searches that run end in the old one.

        The generation of the catalogue goes on growing, so that nothing kept for an older one is
        taken for one of the new file.

        Raises:
            CorruptDatabaseError: The file is no catalogue that can be read here; the old one stays.
            DatabaseError: It cannot be opened; the old one stays.
        """
        with self.snapshot() as snapshot:
            least = max(snapshot.generation, FIRST_LOCAL_GENERATION)
        file = CatalogueFile.at(path)
        file.prepare(least_generation=least)
        self._connections.file = file

    def close(self) -> None:
        """Closes every connection; no other thread may be using the repository."""
        self._connections.close()

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
        connection = self._connections.connection()
        with self._translated():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                roll_back(connection)

    def _snapshot(self, connection: sqlite3.Connection) -> Snapshot:
        return Snapshot(connection, self._connections.here().indexes, demo_feed=DEMO_FEED)

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
            return count_statistics(self._connections.connection(), feeds, most=most)

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
            writer = FeedWriter(
                connection, self._connections.here().indexes, name, simulated=simulated
            )
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

    def shelf(self) -> str | None:
        """What of the sellers' listings is among the products; None where nothing ever was.

        Raises:
            DatabaseError: The database could not be read.
        """
        with self._reading() as connection:
            shelf: str | None = connection.execute("SELECT shelf FROM catalogue").fetchone()[0]
        return shelf

    def note_shelf(self, digest: str) -> None:
        """Notes what of the sellers' listings is among the products.

        Raises:
            DatabaseError: An import is running, or the database refused.
        """
        with self._writing() as connection:
            connection.execute("UPDATE catalogue SET shelf = ?", (digest,))

    @contextmanager
    def _importing(self) -> Generator[sqlite3.Connection]:
        with self._writing() as connection:
            self._connections.here().indexes.sweep(generations_of(connection))
            yield connection

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        connection = self._connections.connection()
        with self._translated():
            self._begin_import(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                roll_back(connection)
                raise

    def _begin_import(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA busy_timeout={IMPORT_WAIT_MS}")
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
            raise translate(error, self._connections.here().path) from error


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
