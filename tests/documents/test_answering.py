"""Answers are quotes that stand where they are said to stand, or say that there is nothing."""

import asyncio
from pathlib import Path

import pytest
from tests.documents.conftest import Library as Opened

from talknshop.core.clock import SystemClock
from talknshop.core.errors import (
    AIServiceError,
    DatabaseError,
    ExternalServiceError,
    NotFoundError,
    ValidationError,
)
from talknshop.core.resilience import CircuitBreaker, CircuitState, RetryPolicy
from talknshop.core.sqlite import Database
from talknshop.documents.answering import AnswerService, Library, callees_of
from talknshop.documents.functions import conversation_manager as conversations
from talknshop.documents.functions.action_executor import Callees, execute
from talknshop.documents.functions.decision import DecisionRequest, Said, decide, rules_plan
from talknshop.documents.functions.plan import (
    Action,
    ActionPlan,
    ActionResult,
    ActionType,
    Execution,
    Scope,
)
from talknshop.documents.functions.response_formatter import FormatRequest, format_answer
from talknshop.documents.functions.source_extractor import SourceRequest, extract_sources
from talknshop.documents.query_encoding import EncodedQueries
from talknshop.language.accounts import TurnAccount
from talknshop.schemas.answer import Citation
from talknshop.schemas.document import DocumentSubject
from talknshop.schemas.document_question import DocumentQuestion
from talknshop.storage.records import RecordStore
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS

RETURNS = b"""# Returns

## How long you have

You have 30 days from delivery to send an item back. Shoes may be sent back within 60 days.

## What it costs

Sending an item back is free when it was damaged on its way.
"""
WARRANTY = (
    b"# Warranty\n\nEvery coffee machine has a warranty of two years from the day of delivery.\n"
)
AT_ONCE = RetryPolicy(attempts=2, base_seconds=0.001, max_seconds=0.001, total_seconds=5)


@pytest.fixture
async def asked(library: Opened) -> Library:
    for name, data in (("returns.md", RETURNS), ("warranty.md", WARRANTY)):
        await library.ingestion.add(name, data, subject=DocumentSubject(), owner_id=None)
    return Library(library.repository, library.retrieval, EncodedQueries(library.keeper))


@pytest.fixture
def records(tmp_path: Path) -> RecordStore:
    return SqliteRecordStore(Database(tmp_path / "asked.db", RECORD_MIGRATIONS), SystemClock())


@pytest.fixture
def service(asked: Library, records: RecordStore) -> AnswerService:
    return AnswerService(asked, records, SystemClock())


async def test_an_answer_quotes_the_place(service: AnswerService, asked: Library) -> None:
    answer = await service.answer(
        DocumentQuestion(question="How long do I have to send an item back?"), user_id=None
    )
    first = answer.citations[0]
    assert "30 days" in first.quote
    assert first.heading_path == ["Returns", "How long you have"]
    stored = await asked.documents.text(
        first.document_id, viewer=None, start=first.char_start, end=first.char_end
    )
    assert stored.text == first.quote
    assert "[1]" in answer.text
    assert answer.extractive


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Do you sell gift cards for theatres?", "I found nothing about that"),
        ("¿Dónde puedo aparcar el coche?", "No he encontrado nada"),
        ("Wann fährt der nächste Zug nach Wien?", "nichts gefunden"),
    ],
)
async def test_where_nothing_is_found_that_is_said(
    service: AnswerService, question: str, sentence: str
) -> None:
    answer = await service.answer(DocumentQuestion(question=question), user_id=None)
    assert (answer.citations, sentence in answer.text) == ([], True)


async def test_a_question_that_leans_on_the_one_before_is_read_with_it(
    service: AnswerService,
) -> None:
    answer = await service.answer(
        DocumentQuestion(
            question="And for shoes?", history=["How many days do I have to send an item back?"]
        ),
        user_id=None,
    )
    assert any("60 days" in one.quote for one in answer.citations)


async def test_a_conversation_is_kept_and_read(
    service: AnswerService, records: RecordStore
) -> None:
    clock = SystemClock()
    begun = await conversations.create("ann", "Returns", records=records, clock=clock)
    first = DocumentQuestion(
        question="How many days do I have to send an item back?",
        conversation_id=begun.conversation_id,
    )
    await service.answer(first, user_id="ann")
    second = first.model_copy(update={"question": "And for shoes?"})
    answer = await service.answer(second, user_id="ann")
    assert any("60 days" in one.quote for one in answer.citations)
    kept = await conversations.read("ann", begun.conversation_id, records=records)
    assert [one.number for one in kept.messages] == [1, 2, 3, 4]
    assert kept.messages[-1].citations == answer.citations
    with pytest.raises(NotFoundError):
        await service.answer(first, user_id="bob")


async def test_writers_at_the_same_time_lose_nothing(records: RecordStore) -> None:
    clock = SystemClock()
    begun = await conversations.create("ann", "x", records=records, clock=clock)
    await asyncio.gather(
        *(
            conversations.append(
                "ann",
                begun.conversation_id,
                conversations.Role.USER,
                f"message {number}",
                records=records,
                clock=clock,
            )
            for number in range(20)
        )
    )
    kept = await conversations.read("ann", begun.conversation_id, records=records)
    assert sorted(one.text for one in kept.messages) == sorted(f"message {n}" for n in range(20))
    await conversations.delete("ann", begun.conversation_id, records=records)
    assert (await conversations.of_user("ann", records=records)).conversations == []


async def test_a_failed_action_costs_only_itself(asked: Library) -> None:
    working = callees_of(asked)

    async def broken(*_: object) -> ActionResult:
        raise DatabaseError("The list of documents cannot be read.")

    async def searched(action: Action, scope: Scope, viewer: str | None) -> ActionResult:
        return await working.do(action, scope, viewer)

    callees = Callees(
        {ActionType.LIST_DOCUMENTS: broken, ActionType.SEARCH_PASSAGES: searched}, retry=AT_ONCE
    )
    plan = rules_plan(DecisionRequest(question="Which documents tell of returns of shoes?"))
    results = await execute(plan, Scope(), None, callees=callees)
    assert [result.error is None for result in results] == [True, False]
    error = results[1].error
    assert error is not None
    assert (error["error"], error["retry_count"]) == ("database_error", 1)
    answer = format_answer(FormatRequest(question="x", results=results))
    assert "could not be searched" in answer.text


async def test_a_callee_that_keeps_failing_is_left_alone() -> None:
    calls = 0
    now = 0.0

    async def broken(*_: object) -> ActionResult:
        nonlocal calls
        calls += 1
        raise ExternalServiceError("It is away.")

    breaker = CircuitBreaker("search", monotonic=lambda: now)
    kind = ActionType.SEARCH_PASSAGES
    callees = Callees(
        {kind: broken},
        retry=RetryPolicy(attempts=1, base_seconds=0.001, max_seconds=0.001, total_seconds=5),
        breakers={kind: breaker},
    )
    plan = ActionPlan(actions=[Action(action_id="a", type=kind, query="x")])
    for _ in range(7):
        await execute(plan, Scope(), None, callees=callees)
    assert (calls, breaker.state) == (5, CircuitState.OPEN)
    now = 61.0
    await execute(plan, Scope(), None, callees=callees)
    assert calls == 6


async def test_actions_that_may_go_at_once_do() -> None:
    under_way = 0
    most = 0
    together = asyncio.Event()

    async def waiting(action: Action, *_: object) -> ActionResult:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == 3:
            together.set()
        await together.wait()
        return ActionResult(action_id=action.action_id, type=action.type)

    kind = ActionType.SEARCH_PASSAGES
    actions = [Action(action_id=str(number), type=kind, query="x") for number in range(3)]
    plan = ActionPlan(execution=Execution.PARALLEL, actions=actions)
    results = await execute(plan, Scope(), None, callees=Callees({kind: waiting}))
    assert most == 3
    assert [result.action_id for result in results] == ["0", "1", "2"]


async def test_a_planner_that_fails_leaves_the_plan_to_rules() -> None:
    class Throttled:
        name = "bedrock:throttled"

        async def plan(self, request: DecisionRequest, *, account: TurnAccount) -> ActionPlan:
            del request, account
            raise AIServiceError("Too many requests.")

    plan = await decide(DecisionRequest(question="What is returned?"), planner=Throttled())
    assert (plan.fallback, plan.reason, plan.decided_by) == (True, "ai_service_error", "rules")
    with pytest.raises(ValidationError):
        await decide(DecisionRequest(question=" "))


def test_only_questions_that_lean_take_the_one_before_along() -> None:
    history = [Said(question="What does shipping cost?")]

    def looked_up(question: str) -> str | None:
        return rules_plan(DecisionRequest(question=question, history=history)).actions[0].query

    assert looked_up("and abroad?") == "What does shipping cost? and abroad?"
    alone = "How long is the warranty of a coffee machine?"
    assert looked_up(alone) == alone


async def test_a_quote_that_does_not_match_is_dropped(asked: Library) -> None:
    results = await execute(
        rules_plan(DecisionRequest(question="warranty of a coffee machine")),
        Scope(),
        None,
        callees=callees_of(asked),
    )
    passage = results[0].passages[0]
    forged = passage.model_copy(update={"text": passage.text.replace("two years", "ten years")})
    results[0].passages = [forged]
    sources = await extract_sources(
        SourceRequest(question="How long is the warranty of a coffee machine?", results=results),
        documents=asked.documents,
    )
    assert (sources.citations, sources.dropped) == ([], 1)


@pytest.mark.parametrize(
    "text",
    [
        "You have 90 days [1].",
        "You have 30 days.",
        "You have 30 days [2].",
        "You have 30 days [1], see https://evil.example.",
    ],
)
def test_what_a_model_adds_is_refused(text: str) -> None:
    citation = Citation(
        n=1, document_id="d", version=1, title="Returns", char_start=0, char_end=20,
        quote="You have 30 days.",
    )  # fmt: skip
    with pytest.raises(AIServiceError):
        format_answer(FormatRequest(question="x", citations=[citation], text=text))
    kept = FormatRequest(question="x", citations=[citation], text="It is 30 days [1].")
    assert format_answer(kept).extractive is False
