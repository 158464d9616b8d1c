from pathlib import Path

from talknshop.core.clock import SystemClock
from talknshop.core.sqlite import Database
from talknshop.crosspost.sent_notes import RecordedSentNotes
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS


async def test_a_note_stays_until_it_is_cleared(tmp_path: Path) -> None:
    database = Database(tmp_path / "jobs.db", RECORD_MIGRATIONS)
    notes = RecordedSentNotes(SqliteRecordStore(database, SystemClock()))
    assert not await notes.was_sent("job_1_craigslist")

    await notes.note("job_1_craigslist")
    await notes.note("job_1_craigslist")
    assert await notes.was_sent("job_1_craigslist")
    assert not await notes.was_sent("job_2_craigslist")

    await notes.clear("job_1_craigslist")
    assert not await notes.was_sent("job_1_craigslist")
    database.close()
