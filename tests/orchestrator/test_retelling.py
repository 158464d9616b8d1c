from datetime import UTC, datetime

import pytest

from talknshop.core.errors import InternalError
from talknshop.orchestrator.retelling import Retelling
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.event_types import EVENT_TYPES, RunEventData
from talknshop.schemas.events import (
    SERVER_EVENT,
    ClarificationData,
    DoneData,
    ProgressData,
    ResultsData,
    ServerEvent,
    ThinkingData,
    TokenData,
    error_data,
)
from talknshop.schemas.requirement import RequirementSpec


def said(*data: RunEventData) -> list[ServerEvent]:
    return [
        SERVER_EVENT.validate_python(
            {
                "type": EVENT_TYPES[type(item)],
                "data": item.model_dump(),
                "timestamp": datetime(2026, 1, 1, tzinfo=UTC),
                "session_id": "s",
                "seq": seq,
                "run_id": "r",
            }
        )
        for seq, item in enumerate(data, start=1)
    ]


def token(content: str, message_id: str = "m", *, is_complete: bool = False) -> TokenData:
    return TokenData(content=content, token=content, message_id=message_id, is_complete=is_complete)


def progress(step: str) -> ProgressData:
    return ProgressData(step=step, message="…", stage=WorkflowStage.SEARCHING)


ONCE: list[RunEventData] = [
    ThinkingData(message="…"),
    ClarificationData(question="?", slot="price", round=1),
    ResultsData(products=[], total_count=0, requirement_spec=RequirementSpec(product_type="x")),
    error_data(InternalError("Oh.")),
    DoneData(outcome=Outcome.RESULTS, session_id="s"),
    progress("search_complete"),
]


@pytest.mark.parametrize("data", ONCE, ids=lambda data: type(data).__name__)
def test_what_was_told_is_not_told_again(data: RunEventData) -> None:
    assert Retelling([]).admit(data) is data
    assert Retelling(said(data)).admit(data) is None


def test_ordinary_progress_may_repeat() -> None:
    assert Retelling(said(progress("route"))).admit(progress("route")) == progress("route")


def test_a_message_that_was_begun_starts_again_once() -> None:
    retelling = Retelling(said(token("Hel")))
    first = retelling.admit(token("Hello "))
    second = retelling.admit(token("there", is_complete=True))
    assert isinstance(first, TokenData)
    assert isinstance(second, TokenData)
    assert (first.restart, second.restart) == (True, False)
    assert first.message_id == "m"


def test_a_message_that_was_finished_is_left_alone() -> None:
    retelling = Retelling(said(token("Hello", is_complete=True)))
    assert retelling.admit(token("Hello", is_complete=True)) is None
    other = retelling.admit(token("Other", "m2"))
    assert isinstance(other, TokenData)
    assert not other.restart


def test_how_far_it_had_come() -> None:
    assert Retelling(said(progress("route"))).outcome is None
    ended = Retelling(said(DoneData(outcome=Outcome.MESSAGE, session_id="s")))
    assert ended.outcome is Outcome.MESSAGE
    assert Retelling(said(error_data(InternalError("Oh.")))).failed
