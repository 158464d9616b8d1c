"""The last message is said otherwise: its turn is taken back, on the server and in the log."""

import pytest
from tests.orchestrator.conftest import Conversation, person

from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import DoneEvent, ResultsEvent, ServerEvent, ThinkingEvent
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.requirement import Requirement


def instead(message: str, replaces: str | None, client_id: str | None = None) -> ClientFrame:
    return ClientFrame.model_validate(
        {"type": "message", "message": message, "replaces": replaces, "client_id": client_id}
    )


def run_of(events: list[ServerEvent]) -> str | None:
    return events[-1].run_id


def taken_back(events: list[ServerEvent]) -> list[str | None]:
    return [event.data.replaces for event in events if isinstance(event, ThinkingEvent)]


async def requirement(conversation: Conversation) -> Requirement | None:
    session, _ = await conversation.container.conversation.open("s1", person("u1"))
    return session.requirement_spec


async def test_what_the_last_turn_changed_is_taken_back(conversation: Conversation) -> None:
    await conversation.say("I need a laptop")
    found = await conversation.say("under $1000")
    again = await conversation.send(instead("whatever", run_of(found)))
    assert taken_back(again) == [run_of(found)]
    assert any(isinstance(event, ResultsEvent) for event in again)
    wanted = await requirement(conversation)
    assert wanted is not None
    assert (wanted.product_type, wanted.price) == ("laptop", None)


async def test_an_edit_of_an_edit_takes_both_back(conversation: Conversation) -> None:
    await conversation.say("I need a laptop")
    first = await conversation.say("under $1000")
    second = await conversation.send(instead("under $1000", run_of(first)))
    third = await conversation.send(instead("whatever", run_of(second)))
    assert taken_back(third) == [run_of(second)]
    wanted = await requirement(conversation)
    assert wanted is not None
    assert (wanted.product_type, wanted.price) == ("laptop", None)


async def test_the_first_message_leaves_nothing_and_gives_its_name_up(
    conversation: Conversation,
) -> None:
    first = await conversation.say("I need a laptop")
    again = await conversation.send(instead("hello", run_of(first)))
    assert taken_back(again) == [run_of(first)]
    assert await requirement(conversation) is None
    session, _ = await conversation.container.conversation.open("s1", person("u1"))
    assert session.title == "hello"


async def test_what_is_not_the_last_turn_stays(conversation: Conversation) -> None:
    first = await conversation.say("I need a laptop")
    await conversation.say("under $1000")
    again = await conversation.send(instead("whatever", run_of(first)))
    assert taken_back(again) == [None]
    wanted = await requirement(conversation)
    assert wanted is not None
    assert wanted.price is not None


@pytest.mark.parametrize("replaces", ["run_unknown", ""])
async def test_what_is_not_known_is_a_message_like_any_other(
    conversation: Conversation, replaces: str
) -> None:
    await conversation.say("I need a laptop")
    again = await conversation.send(instead("under $1000", replaces))
    assert taken_back(again) == [None]
    assert conversation.catalog.searched[-1].requirement_spec.product_type == "laptop"


async def test_a_frame_sent_again_takes_nothing_back_twice(conversation: Conversation) -> None:
    await conversation.say("I need a laptop")
    found = await conversation.say("under $1000")
    frame = instead("whatever", run_of(found), "c1")
    again = await conversation.send(frame)
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    assert await service.take_turn(session, frame) == run_of(again)
    assert await service.last_seq("s1") == again[-1].seq


async def test_a_turn_under_way_is_ended_and_taken_back(conversation: Conversation) -> None:
    await conversation.say("I need a laptop")
    conversation.catalog.may_answer.clear()
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    run_id = await service.take_turn(session, instead("under $1000", None))
    await conversation.catalog.searching.wait()
    conversation.catalog.may_answer.set()
    replacing = await service.take_turn(session, instead("whatever", run_id))
    ends: list[DoneEvent] = []
    while len(ends) < 3:
        events = await service.events("s1", after=0, limit=500)
        ends = [event for event in events if isinstance(event, DoneEvent)]
    assert [end.run_id for end in ends[1:]] == [run_id, replacing]
    assert ends[-1].data.outcome is Outcome.RESULTS
    assert conversation.catalog.searched[-1].requirement_spec.price is None


async def test_stopping_what_was_said_instead_takes_both_back(conversation: Conversation) -> None:
    await conversation.say("I need a laptop")
    found = await conversation.say("under $1000")
    conversation.catalog.searching.clear()
    conversation.catalog.may_answer.clear()
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    before = await service.last_seq("s1")
    await service.take_turn(session, instead("whatever", run_of(found)))
    await conversation.catalog.searching.wait()
    assert await service.cancel(session)
    events: list[ServerEvent] = []
    while not events or not isinstance(events[-1], DoneEvent):
        events = await service.events("s1", after=before, limit=500)
    assert events[-1].data.outcome is Outcome.CANCELLED
    wanted = await requirement(conversation)
    assert wanted is not None
    assert (wanted.product_type, wanted.price) == ("laptop", None)
