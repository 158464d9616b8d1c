from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import jsonschema
import orjson
import pytest

from talknshop.core.errors import RateLimitError
from talknshop.schemas.enums import Outcome
from talknshop.schemas.event_types import EVENT_TYPES, RunEventData
from talknshop.schemas.events import (
    SERVER_EVENT,
    ConnectedData,
    ConnectedEvent,
    DoneData,
    DoneEvent,
    error_data,
)
from talknshop.schemas.export import schema_documents, stale_files, write_files
from talknshop.schemas.notice import NoticeData

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_every_thing_that_is_logged_has_its_event_type() -> None:
    assert set(EVENT_TYPES) == {*get_args(RunEventData), NoticeData}


def test_what_is_not_logged_has_no_place_and_unknown_values_stay_null() -> None:
    greeting = ConnectedEvent(
        timestamp=NOW,
        session_id="s",
        data=ConnectedData(session_id="s", server_time=NOW, last_seq=0),
    )
    dumped = orjson.loads(greeting.model_dump_json())
    assert dumped["timestamp"] == "2026-01-02T03:04:05Z"
    assert "seq" not in dumped
    assert "run_id" not in dumped
    assert dumped["data"]["session_token"] is None


def test_events_round_trip_and_fit_their_published_schema() -> None:
    event = DoneEvent(
        timestamp=NOW,
        session_id="s",
        seq=4,
        run_id="r",
        data=DoneData(outcome=Outcome.RESULTS, session_id="s"),
    )
    text = event.model_dump_json()
    assert SERVER_EVENT.validate_json(text) == event
    jsonschema.validate(orjson.loads(text), schema_documents()["events"])


def test_errors_keep_the_sentence_where_old_clients_print_it() -> None:
    data = error_data(RateLimitError("Slow down.", retry_after_seconds=2))
    assert (data.error, data.message) == ("Slow down.", "Slow down.")
    assert (data.code, data.retryable, data.retry_after_seconds) == ("rate_limit_error", True, 2)


@pytest.mark.parametrize("name", sorted(schema_documents()))
def test_schemas_are_valid_json_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_documents()[name])


def test_stale_files_are_found(tmp_path: Path) -> None:
    write_files(tmp_path)
    assert stale_files(tmp_path) == []
    (tmp_path / "events.json").write_text("{}")
    (tmp_path / "frames.json").unlink()
    assert [path.name for path in stale_files(tmp_path)] == ["events.json", "frames.json"]
