"""What a turn does, from the stored frame to the last event."""

import asyncio
from collections.abc import Sequence

import pytest
from tests.orchestrator.conftest import Conversation, converse, person, stores_of

from talknshop.core.errors import ExternalServiceError, RateLimitError
from talknshop.core.settings import Settings
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.events import (
    ClarificationEvent,
    DoneEvent,
    ErrorEvent,
    ProgressEvent,
    ResultsEvent,
    ServerEvent,
    ThinkingEvent,
    TokenEvent,
)
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.media import MediaCapabilities
from talknshop.schemas.recognition import ImageAttributes, Transcription
from talknshop.testing.catalog import InMemoryCatalog


def text_of(events: Sequence[ServerEvent]) -> str:
    return "".join(e.data.content for e in events if isinstance(e, TokenEvent))


def outcome_of(events: Sequence[ServerEvent]) -> Outcome:
    assert isinstance(events[-1], DoneEvent)
    assert sum(isinstance(e, DoneEvent) for e in events) == 1
    return events[-1].data.outcome


async def test_a_bare_wish_gets_one_question_and_its_answer_gets_products(
    conversation: Conversation,
) -> None:
    asked = await conversation.say("I need a laptop", client_id="c1")
    first = asked[0]
    assert isinstance(first, ThinkingEvent)
    assert (first.data.client_id, first.data.user_message) == ("c1", "I need a laptop")
    question = next(e for e in asked if isinstance(e, ClarificationEvent))
    assert (question.data.slot, question.data.round) == ("price", 1)
    assert question.data.suggestions == ["Novara"]
    assert outcome_of(asked) is Outcome.CLARIFICATION

    answered = await conversation.say("under $1000")
    results = next(e for e in answered if isinstance(e, ResultsEvent))
    assert [p.product_id for p in results.data.products] == [f"store_test_{n}" for n in (1, 2, 3)]
    assert results.data.final_response is None
    assert text_of(answered) == "I found 3 for laptop under $1,000."
    assert outcome_of(answered) is Outcome.RESULTS
    request = conversation.catalog.searched[-1].requirement_spec
    assert (request.product_type, request.price and request.price.max) == ("laptop", 1000)


async def test_places_have_no_gap_and_every_event_carries_its_run(
    conversation: Conversation,
) -> None:
    events = [*await conversation.say("I need a laptop"), *await conversation.say("under $1000")]
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert len({e.run_id for e in events}) == 2
    assert None not in {e.run_id for e in events}


async def test_progress_names_each_step_and_the_search_reports_its_sources(
    conversation: Conversation,
) -> None:
    await conversation.say("I need a laptop")
    events = await conversation.say("under $1000")
    progress = [e.data for e in events if isinstance(e, ProgressEvent)]
    assert [p.step for p in progress] == [
        "route",
        "parse_input",
        "build_requirement_spec",
        "need_clarify",
        "search_marketplaces",
        "search_complete",
        "rank_and_compose",
        "done",
    ]
    complete = next(p for p in progress if p.step == "search_complete")
    assert complete.message == "Found 3 products"
    assert complete.sources is not None
    assert complete.sources[0].count == 3


async def test_nobody_is_asked_more_than_twice(conversation: Conversation) -> None:
    outcomes = [outcome_of(await conversation.say("I need a laptop")) for _ in range(3)]
    assert outcomes == [Outcome.CLARIFICATION, Outcome.CLARIFICATION, Outcome.RESULTS]


async def test_no_preference_searches_at_once(conversation: Conversation) -> None:
    await conversation.say("I need a laptop")
    assert outcome_of(await conversation.say("whatever")) is Outcome.RESULTS


async def test_small_talk_keeps_the_requirement_and_cancelling_forgets_it(
    conversation: Conversation,
) -> None:
    await conversation.say("I need a laptop")
    chat = await conversation.say("hello")
    assert (text_of(chat), outcome_of(chat)) == ("Hello there.", Outcome.MESSAGE)
    session = await conversation.container.conversation.find("s1", person("u1"))
    assert session is not None
    assert session.requirement_spec is not None
    assert session.requirement_spec.product_type == "laptop"

    assert outcome_of(await conversation.say("never mind")) is Outcome.CANCELLED
    session = await conversation.container.conversation.find("s1", person("u1"))
    assert session is not None
    assert session.requirement_spec is None
    assert session.workflow_stage is WorkflowStage.CANCELLED


async def test_a_failing_catalogue_fails_the_turn_in_words_and_not_the_conversation(
    conversation: Conversation,
) -> None:
    await conversation.say("I need a laptop")
    conversation.catalog.failure = ExternalServiceError("The catalogue is away.")
    failed = await conversation.say("under $1000")
    error = next(e for e in failed if isinstance(e, ErrorEvent))
    assert error.data.error == error.data.message == "The catalogue is away."
    assert (error.data.code, error.data.retryable) == ("external_service_error", True)
    assert outcome_of(failed) is Outcome.FAILED
    session = await conversation.container.conversation.find("s1", person("u1"))
    assert session is not None
    assert session.workflow_stage is WorkflowStage.FAILED

    conversation.catalog.failure = None
    assert outcome_of(await conversation.say("under $1000")) is Outcome.RESULTS


async def test_what_was_understood_outlives_a_failure(conversation: Conversation) -> None:
    conversation.catalog.failure = ExternalServiceError("The catalogue is away.")
    assert outcome_of(await conversation.say("nonsense slot")) is Outcome.FAILED
    session = await conversation.container.conversation.find("s1", person("u1"))
    assert session.requirement_spec is not None
    assert session.requirement_spec.product_type == "lamp"
    conversation.catalog.failure = None
    assert outcome_of(await conversation.say("under $1000")) is Outcome.RESULTS
    spec = conversation.catalog.searched[-1].requirement_spec
    assert (spec.product_type, spec.price and spec.price.max) == ("lamp", 1000)


async def test_a_question_can_be_asked_while_the_catalogue_is_away(
    conversation: Conversation,
) -> None:
    conversation.catalog.failure = ExternalServiceError("The catalogue is away.")
    events = await conversation.say("I need a laptop")
    question = next(e for e in events if isinstance(e, ClarificationEvent))
    assert question.data.suggestions == []


async def test_a_fault_of_ours_is_told_without_its_text(conversation: Conversation) -> None:
    failed = await conversation.say("nonsense slot")
    error = next(e for e in failed if isinstance(e, ErrorEvent))
    assert error.data.code == "internal_error"
    assert "made.up" not in error.data.error
    assert outcome_of(failed) is Outcome.FAILED


async def test_the_same_frame_again_is_answered_by_the_same_run(
    conversation: Conversation,
) -> None:
    await conversation.say("hello", client_id="c1")
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    before = await service.last_seq("s1")
    frame = ClientFrame.model_validate({"type": "message", "message": "hello", "client_id": "c1"})
    first = await service.take_turn(session, frame)
    second = await service.take_turn(session, frame)
    assert first == second
    assert await service.last_seq("s1") == before


async def test_messages_wait_for_each_other_but_only_five(conversation: Conversation) -> None:
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    frame = ClientFrame.model_validate({"type": "message", "message": "hello"})
    outcomes = await asyncio.gather(
        *(service.take_turn(session, frame) for _ in range(9)), return_exceptions=True
    )
    refused = [o for o in outcomes if isinstance(o, RateLimitError)]
    taken = [o for o in outcomes if isinstance(o, str)]
    assert len(refused) >= 3
    assert len(taken) >= 5
    done: list[str | None] = []
    while len(done) < len(taken):
        events = await service.events("s1", after=0, limit=500)
        done = [e.run_id for e in events if isinstance(e, DoneEvent)]
    order = [e.run_id for e in await service.events("s1", after=0, limit=500)]
    assert order == sorted(order, key=done.index)


async def test_turns_survive_a_restart(settings: Settings) -> None:
    async with converse(settings) as conversation:
        await conversation.say("I need a laptop")
    async with converse(settings) as conversation:
        assert outcome_of(await conversation.say("under $1000")) is Outcome.RESULTS
        request = conversation.catalog.searched[-1].requirement_spec
        assert request.product_type == "laptop"


async def test_only_the_last_turn_keeps_its_checkpoints(
    conversation: Conversation, settings: Settings
) -> None:
    for _ in range(4):
        await conversation.say("hello")
    last = (await conversation.say("I need a laptop"))[-1].run_id
    runs: set[str] = set()
    async with stores_of(settings) as stores:
        for _ in range(100):
            kept = stores.checkpoints.alist({"configurable": {"thread_id": "s1"}})
            runs = {checkpoint.metadata.get("run_id", "") async for checkpoint in kept}
            if runs == {last}:
                break
            await asyncio.sleep(0.02)
    assert runs == {last}


class _Recognisers:
    def __init__(self, failure: ExternalServiceError | None = None) -> None:
        self.failure = failure
        self.users: set[str] = set()

    async def transcribe(self, s3_key: str, *, user_id: str) -> Transcription:
        self.users.add(user_id)
        if self.failure:
            raise self.failure
        return Transcription(transcript=f"words of {s3_key}", confidence=0.9)

    async def healthy(self) -> bool:
        return self.failure is None

    async def capabilities(self) -> MediaCapabilities:
        return MediaCapabilities(photos=True, recordings=True)

    async def extract_image_attributes(self, s3_key: str, *, user_id: str) -> ImageAttributes:
        self.users.add(user_id)
        if self.failure:
            raise self.failure
        return ImageAttributes(labels=[s3_key])


_ATTACHED = ClientFrame.model_validate(
    {
        "type": "message",
        "media": [
            {"media_type": "audio", "s3_key": "a1"},
            {"media_type": "image", "s3_key": "i1"},
            {"media_type": "image", "s3_key": "i2"},
        ],
        "message": "",
    }
)


async def test_recordings_and_pictures_reach_the_language_engine(settings: Settings) -> None:
    recognisers = _Recognisers()
    async with converse(settings, media=recognisers) as conversation:
        events = await conversation.send(_ATTACHED)
        assert len(recognisers.users) == 1
        assert outcome_of(events) is Outcome.RESULTS
        turn = conversation.language.plans[-1].turn
        assert turn.words == "words of a1"
        assert turn.image_attributes is not None
        assert turn.image_attributes["labels"] == ["i1", "i2"]
        steps = [e.data.step for e in events if isinstance(e, ProgressEvent)]
        assert {"transcribe_audio", "extract_image_attrs"} <= set(steps)


@pytest.mark.parametrize("media", [None, _Recognisers(ExternalServiceError("away"))])
async def test_what_cannot_be_recognised_is_said_and_costs_nothing_else(
    settings: Settings, media: _Recognisers | None
) -> None:
    async with converse(settings, media=media) as conversation:
        events = await conversation.send(_ATTACHED)
        assert outcome_of(events) is Outcome.RESULTS
        assert "recording" in text_of(events)
        assert "picture" in text_of(events)


async def test_the_engine_learns_the_catalogue_and_starts_without_it(settings: Settings) -> None:
    async with converse(settings) as conversation:
        assert conversation.language.learned[0].brands == ["Novara"]
    away = InMemoryCatalog([], failure=ExternalServiceError("away"))
    async with converse(settings, catalog=away) as conversation:
        assert conversation.language.learned == []
