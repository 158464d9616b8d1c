from collections.abc import Generator
from pathlib import Path

import pytest

from talknshop.core.sqlite import Database
from talknshop.storage.sqlite import MIGRATIONS, SqliteEventLog, SqliteRecordStore
from talknshop.testing.clock import ManualClock
from talknshop.testing.storage import EventLogConformance, RecordStoreConformance


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    database = Database(tmp_path / "sessions.db", MIGRATIONS)
    yield database
    database.close()


class TestSqliteRecordStore(RecordStoreConformance):
    @pytest.fixture
    def store(self, database: Database, clock: ManualClock) -> SqliteRecordStore:
        return SqliteRecordStore(database, clock)


class TestSqliteEventLog(EventLogConformance):
    @pytest.fixture
    def log(self, database: Database) -> SqliteEventLog:
        return SqliteEventLog(database, ManualClock())

    @pytest.fixture
    def store(self, database: Database) -> SqliteRecordStore:
        return SqliteRecordStore(database, ManualClock())

    @pytest.fixture
    def other_log(self, tmp_path: Path, database: Database) -> Generator[SqliteEventLog]:
        del database  # made first, so that this one finds the file
        other = Database(tmp_path / "sessions.db", MIGRATIONS)
        yield SqliteEventLog(other, ManualClock())
        other.close()
