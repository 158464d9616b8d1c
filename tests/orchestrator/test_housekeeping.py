from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.orchestrator.housekeeping import Housekeeper
from talknshop.orchestrator.repository import SessionRepository
from talknshop.storage.checkpoints import SqliteCheckpointSaver
from talknshop.storage.event_log import NewEvent
from talknshop.storage.sqlite import SqliteEventLog, SqliteRecordStore
from talknshop.storage.sqlite_schema import MIGRATIONS
from talknshop.testing.clock import ManualClock


@pytest.fixture
async def database(settings: Settings) -> AsyncGenerator[Database]:
    database = Database(settings.data_dir / "sessions.db", MIGRATIONS)
    yield database
    database.close()


async def test_a_session_is_forgotten_whole_a_day_after_its_last_use(database: Database) -> None:
    clock = ManualClock()
    records = SqliteRecordStore(database, clock)
    log = SqliteEventLog(database, clock)
    sessions = SessionRepository(records, clock, timedelta(hours=24))
    housekeeper = Housekeeper(records, log, SqliteCheckpointSaver(database))
    for session_id in ("used", "idle"):
        await sessions.create(session_id, "u")
        await log.append(session_id, [NewEvent("x", {})])
        await records.put(session_id, "RESULTS#1", {})

    clock.advance(seconds=23 * 3600)
    used = await sessions.change("used", lambda _: {"updated_at": clock.now()})
    assert used is not None
    assert await housekeeper.sweep() == 0

    clock.advance(seconds=2 * 3600)
    assert await housekeeper.sweep() == 1
    assert await sessions.get("idle") is None
    assert await log.last_seq("idle") == 0
    assert await records.get("idle", "RESULTS#1") is None
    assert await sessions.get("used") is not None
    assert await log.last_seq("used") == 1
    assert await records.get("used", "RESULTS#1") is not None
