from collections.abc import Generator
from pathlib import Path

import pytest

from talknshop.core.sqlite import Database
from talknshop.storage.event_log import NewEvent
from talknshop.storage.sqlite import SqliteEventLog, SqliteRecordStore
from talknshop.storage.sqlite_schema import MIGRATIONS
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

    async def test_only_what_others_write_is_noticed(
        self, log: SqliteEventLog, other_log: SqliteEventLog
    ) -> None:
        assert await log.written_elsewhere()
        await log.append("s", [NewEvent("x", {})])
        assert not await log.written_elsewhere()
        await other_log.append("s", [NewEvent("y", {})])
        assert await log.written_elsewhere()
        assert not await log.written_elsewhere()
