"""SQLite as we use it: durable pragmas, forward migrations, one writer thread with group commit."""

import asyncio
import queue
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from talknshop.core.errors import CorruptDatabaseError, DatabaseError

T = TypeVar("T")

_MAX_BATCH = 256
_READERS = 4
_BUSY_TIMEOUT_SECONDS = 10.0


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Opens a database in WAL mode with ``synchronous=FULL``; transactions are explicit.

    Args:
        path: The file; its folder is made when absent.
        read_only: Refuses writes on this connection.

    Raises:
        CorruptDatabaseError: The file is not an SQLite database or is damaged.
        DatabaseError: The file cannot be opened (rights, disk).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
    except (sqlite3.Error, OSError) as error:
        raise translate(error, path) from error
    return connection


def translate(error: Exception, path: Path) -> DatabaseError:
    """Turns an exception of sqlite3 or the file system into ours, naming the file."""
    text = str(error)
    if isinstance(error, sqlite3.DatabaseError) and (
        "malformed" in text or "not a database" in text or "encrypted" in text
    ):
        return CorruptDatabaseError(
            f"The database file {path} is damaged or not ours. "
            "Restore it from a backup, or move it away to start afresh."
        )
    if "full" in text:
        return DatabaseError(
            f"The disk that holds {path} is full; nothing was stored. "
            "Free some space and try again."
        )
    return DatabaseError(
        f"The database file {path} could not be used ({text}). "
        "Check that its folder exists and may be written."
    )


def migrate(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Brings the schema forward: step N is run when ``user_version`` is below N (counted from 1).

    Raises:
        CorruptDatabaseError: The file was written by a newer version of TalknShop.
    """
    if _user_version(connection, newest=len(steps)) == len(steps):
        return
    for number, script in enumerate(steps, start=1):
        # The version is read again under the lock: another process may be migrating too.
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _user_version(connection, newest=len(steps)) < number:
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={number}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _user_version(connection: sqlite3.Connection, *, newest: int) -> int:
    version = cast("int", connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise CorruptDatabaseError(
            f"The database has schema version {version}, newer than this program's {newest}. "
            "Update TalknShop, or use another data folder."
        )
    return version


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement) and statement.strip(" \n;"):
            yield statement
            statement = ""


def _unobserved(_seconds: float) -> None:
    pass


class Database:
    """One file: a single writer thread that groups commits, and reads beside it.

    Work that arrives while a commit runs shares the next one, so that many concurrent writers pay
    for one ``fsync``; each waits until its own work is on the disk. Work that raises is rolled back
    to its own savepoint and costs the others nothing.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[str],
        *,
        on_write: Callable[[float], None] = _unobserved,
        on_read: Callable[[float], None] = _unobserved,
    ) -> None:
        """Opens the file, migrates it and starts the writer; blocking, so call it at start.

        Args:
            path: The file.
            migrations: See ``migrate``.
            on_write: Is told the seconds that each write took until it was durable.
            on_read: Is told the seconds that each read took.

        Raises:
            DatabaseError: The file cannot be opened, or is damaged.
        """
        self._path = path
        self._on_write = on_write
        self._on_read = on_read
        self._connection = connect(path)
        try:
            migrate(self._connection, migrations)
        except sqlite3.Error as error:
            self._connection.close()
            raise translate(error, path) from error
        self._readers = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        # A pool of our own: a read whose caller went away still uses its connection, and closing
        # must be able to wait for it.
        self._pool = ThreadPoolExecutor(_READERS, thread_name_prefix=f"reader-{path.stem}")
        self._inbox: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(
            target=self._write_loop, name=f"writer-{path.stem}", daemon=True
        )
        self._thread.start()

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs ``work`` in the writer's transaction and returns once it is durable.

        Raises:
            DatabaseError: SQLite refused; nothing of ``work`` was stored.
        """
        self._require_open()
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        started = time.perf_counter()
        self._inbox.put(_Work(work, future))
        result = cast("T", await future)
        self._on_write(time.perf_counter() - started)
        return result

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs ``work`` on a read-only connection of a pool thread.

        Raises:
            DatabaseError: SQLite refused, or the database is closed.
        """
        self._require_open()
        started = time.perf_counter()
        result = await asyncio.get_running_loop().run_in_executor(self._pool, self._read, work)
        self._on_read(time.perf_counter() - started)
        return result

    def close(self) -> None:
        """Finishes what was accepted, then closes every connection; blocking."""
        if self._closed:
            return
        self._closed = True
        self._inbox.put(None)
        self._thread.join()
        self._pool.shutdown()
        for reader in self._open_readers:
            reader.close()
        self._connection.close()

    def _require_open(self) -> None:
        if self._closed:
            raise DatabaseError("The database is closed; the server is shutting down.")

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = connect(self._path, read_only=True)
            self._readers.connection = connection
            self._open_readers.append(connection)
        try:
            return work(connection)
        except sqlite3.Error as error:
            raise translate(error, self._path) from error

    def _write_loop(self) -> None:
        while (first := self._inbox.get()) is not None:
            batch = [first]
            last = False
            while len(batch) < _MAX_BATCH and not self._inbox.empty():
                work = self._inbox.get()
                if work is None:
                    last = True
                    break
                batch.append(work)
            self._commit(batch)
            if last:
                return

    def _commit(self, batch: list["_Work"]) -> None:
        # Nobody is told of success or failure before the commit: a failure may be due to work of
        # the same batch, and whoever looks for its cause must find it.
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._run(work) for work in batch]
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._rollback()
            outcomes = [_Outcome(error=translate(error, self._path))] * len(batch)
        _announce([(work.future, outcome) for work, outcome in zip(batch, outcomes, strict=True)])

    def _run(self, work: "_Work") -> "_Outcome":
        if work.future.cancelled():
            return _Outcome()
        self._connection.execute("SAVEPOINT work")
        try:
            outcome = _Outcome(result=work.function(self._connection))
        except Exception as error:  # whatever fails belongs to its own caller
            if not self._connection.in_transaction:
                # SQLite has rolled everything back, as it does when the disk is full.
                raise
            self._connection.execute("ROLLBACK TO work")
            known = translate(error, self._path) if isinstance(error, sqlite3.Error) else error
            outcome = _Outcome(error=known)
        self._connection.execute("RELEASE work")
        return outcome

    def _rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


@dataclass(frozen=True, slots=True)
class _Work:
    function: Callable[[sqlite3.Connection], object]
    future: asyncio.Future[object]


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: object = None
    error: Exception | None = None


_Settled = tuple[asyncio.Future[object], _Outcome]


def _announce(settled: Iterable[_Settled]) -> None:
    # Waking a loop from another thread is dear; one wake-up tells a whole batch.
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[_Settled]] = defaultdict(list)
    for future, outcome in settled:
        by_loop[future.get_loop()].append((future, outcome))
    for loop, told in by_loop.items():
        # A loop that has ended has nobody left who waits; what was stored stays stored.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell, told)


def _tell(settled: list[_Settled]) -> None:
    for future, outcome in settled:
        if future.done():
            continue
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.result)
