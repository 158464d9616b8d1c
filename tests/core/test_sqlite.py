import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from talknshop.core.errors import CorruptDatabaseError, DatabaseError
from talknshop.core.sqlite import Database, connect, migrate, translate

SCHEMA = ("CREATE TABLE t (n INTEGER PRIMARY KEY)",)


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    database = Database(tmp_path / "a.db", SCHEMA)
    yield database
    database.close()


def _insert(n: int) -> Callable[[sqlite3.Connection], int]:
    return lambda connection: connection.execute("INSERT INTO t VALUES (?)", (n,)).rowcount


def _numbers(connection: sqlite3.Connection) -> list[int]:
    return [row["n"] for row in connection.execute("SELECT n FROM t ORDER BY n")]


async def test_writes_are_durable_and_visible_to_readers(
    database: Database, tmp_path: Path
) -> None:
    await asyncio.gather(*(database.write(_insert(n)) for n in range(200)))
    assert await database.read(_numbers) == list(range(200))
    other = connect(tmp_path / "a.db", read_only=True)
    assert len(_numbers(other)) == 200
    other.close()


async def test_work_that_fails_costs_the_others_nothing(database: Database) -> None:
    outcomes = await asyncio.gather(
        database.write(_insert(1)),
        database.write(_insert(1)),
        database.write(_insert(2)),
        return_exceptions=True,
    )
    assert [isinstance(outcome, DatabaseError) for outcome in outcomes] == [False, True, False]
    assert await database.read(_numbers) == [1, 2]


async def test_an_error_of_the_work_itself_is_its_own_and_is_rolled_back(
    database: Database,
) -> None:
    def work(connection: sqlite3.Connection) -> None:
        _insert(7)(connection)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await database.write(work)
    assert await database.read(_numbers) == []


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseError, match="readonly"):
        await database.read(_insert(1))


async def test_a_closed_database_refuses_and_may_be_closed_again(tmp_path: Path) -> None:
    database = Database(tmp_path / "b.db", SCHEMA)
    database.close()
    database.close()
    with pytest.raises(DatabaseError, match="shutting down"):
        await database.write(_insert(1))


async def test_closing_waits_for_a_read_whose_caller_went_away(tmp_path: Path) -> None:
    database = Database(tmp_path / "c.db", SCHEMA)
    reading, finished = threading.Event(), threading.Event()

    def work(connection: sqlite3.Connection) -> None:
        reading.set()
        time.sleep(0.1)
        connection.execute("SELECT count(*) FROM t").fetchone()
        finished.set()

    read = asyncio.create_task(database.read(work))
    await asyncio.to_thread(reading.wait)
    read.cancel()
    database.close()
    assert finished.is_set()


def test_damaged_file_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(CorruptDatabaseError, match=r"broken\.db.*Restore it"):
        Database(path, SCHEMA)


def test_unusable_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="Check that its folder exists"):
        connect(tmp_path / "file" / "a.db")


def test_migrations_go_forward_once_and_newer_files_are_refused(tmp_path: Path) -> None:
    connection = connect(tmp_path / "c.db")
    migrate(connection, SCHEMA)
    migrate(connection, SCHEMA)
    migrate(connection, (*SCHEMA, "ALTER TABLE t ADD COLUMN m TEXT"))
    assert [row[1] for row in connection.execute("PRAGMA table_info(t)")] == ["n", "m"]
    with pytest.raises(CorruptDatabaseError, match="newer than this program"):
        migrate(connection, SCHEMA)
    connection.close()


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    error = translate(sqlite3.OperationalError("database or disk is full"), tmp_path / "a.db")
    assert "is full" in error.message
    assert error.retryable
