"""All that is a person's is forgotten, although an index of persons is behind by a moment."""

from collections.abc import Generator
from pathlib import Path

import pytest
from tests.stand_ins.late_index import LateIndex

from talknshop.core.clock import SystemClock
from talknshop.core.sqlite import Database
from talknshop.documents.feedback import FeedbackBook
from talknshop.documents.functions import conversation_manager as conversations
from talknshop.schemas.answer_feedback import AnswerFeedback
from talknshop.storage.records import RecordStore
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS
from talknshop.storage.user_records import all_of_user

CLOCK = SystemClock()


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    database = Database(tmp_path / "records.db", RECORD_MIGRATIONS)
    yield database
    database.close()


@pytest.fixture(params=[SqliteRecordStore, LateIndex])
def records(request: pytest.FixtureRequest, database: Database) -> RecordStore:
    return request.param(database, CLOCK)


async def put(records: RecordStore, *names: str, user_id: str = "ann") -> None:
    for name in names:
        await records.put(name, "THING#1", {"name": name}, user_id=user_id)


async def test_each_comes_once_and_nothing_of_others(records: RecordStore) -> None:
    names = [f"n{number}" for number in range(5)]
    await put(records, *names)
    await put(records, "bens", user_id="ben")
    await records.put("other", "SOMETHING", {}, user_id="ann")
    found: list[str] = []
    async for record in all_of_user(records, "ann", "THING#"):
        found.append(record.partition)
        await records.delete(record.partition, record.sort)
    assert sorted(found) == names
    assert await records.get("bens", "THING#1") is not None
    assert await records.get("other", "SOMETHING") is not None


async def test_it_ends_where_nothing_is_removed(records: RecordStore) -> None:
    await put(records, "a", "b")
    assert {record.partition async for record in all_of_user(records, "ann", "THING#")} == {
        "a",
        "b",
    }


async def test_conversations_and_judgements_are_forgotten(records: RecordStore) -> None:
    for number in range(3):
        await conversations.create("ann", f"Question {number}", records=records, clock=CLOCK)
        feedback = AnswerFeedback.model_validate(
            {"message_id": f"m{number}", "question": "How long?", "value": "down"}
        )
        await FeedbackBook(records, CLOCK).keep(feedback, user_id="ann")
    assert await FeedbackBook(records, CLOCK).forget("ann") == 3
    assert await conversations.delete_all("ann", records=records) == 3
