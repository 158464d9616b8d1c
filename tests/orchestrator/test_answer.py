"""What the events of a run come to."""

import pytest

from talknshop.core.errors import (
    AIServiceError,
    CorruptDatabaseError,
    DatabaseError,
    ExternalServiceError,
    NotFoundError,
    TalknShopError,
)
from talknshop.orchestrator.answer import AnswerBuilder, error_of
from talknshop.schemas.events import SERVER_EVENT, ServerEvent, error_data


def test_text_that_begins_again_replaces_what_was_told() -> None:
    def event(kind: str, **data: object) -> ServerEvent:
        return SERVER_EVENT.validate_python(
            {"type": kind, "data": data, "timestamp": 0, "session_id": "s1", "run_id": "r1"}
        )

    def token(content: str, message_id: str = "m1", **more: object) -> ServerEvent:
        return event("token", content=content, token=content, message_id=message_id, **more)

    builder = AnswerBuilder()
    for said in (
        event("ping", timestamp=0),
        token("Half a "),
        token("Whole ", restart=True),
        token("text.", is_complete=True),
        token("And more.", "m2"),
        event("done", outcome="answer", session_id="s1"),
    ):
        builder.add(said)
    answer = builder.answer()
    assert (answer.type, answer.message) == ("answer", "Whole text.\n\nAnd more.")


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("gone"),
        ExternalServiceError("away", retry_after_seconds=3),
        DatabaseError("locked"),
        CorruptDatabaseError("damaged", details={"file": "sessions.db"}),
        AIServiceError("mute"),
        TalknShopError("who knows"),
    ],
)
def test_a_told_error_becomes_the_error_it_was(error: TalknShopError) -> None:
    again = error_of(error_data(error))
    assert type(again) is type(error)
    assert (again.message, again.details) == (error.message, error.details)
    assert again.retry_after_seconds == error.retry_after_seconds


def test_a_failure_that_told_nothing_is_ours() -> None:
    assert error_of(None).status_code == 500
