"""Turns that are cancelled: here, at another server, and before they began."""

import asyncio

import pytest
from tests.orchestrator.conftest import Conversation, converse, person, stores_of
from tests.orchestrator.test_recovery import begin, end_of, outcomes

from talknshop.core.aws_settings import SharedEngine
from talknshop.core.settings import Settings, load_settings
from talknshop.orchestrator.run_repository import Run
from talknshop.schemas.enums import Outcome


async def test_cancelling_ends_the_turn_and_puts_the_requirement_back(
    conversation: Conversation,
) -> None:
    await conversation.say("I need a laptop")
    conversation.catalog.may_answer.clear()
    await begin(conversation, "under $1000")
    await conversation.catalog.searching.wait()
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    assert await service.cancel(session)
    events = await end_of(conversation, runs=2)
    assert outcomes(events) == [Outcome.CLARIFICATION, Outcome.CANCELLED]
    session = await service.find("s1", person("u1"))
    assert session is not None
    assert session.requirement_spec is not None
    assert session.requirement_spec.product_type == "laptop"
    assert session.requirement_spec.price is None
    assert session.clarification_count == 1

    conversation.catalog.may_answer.set()
    await conversation.say("whatever")
    assert conversation.catalog.searched[-1].requirement_spec.price is None


async def test_cancelling_the_first_turn_leaves_nothing_but_what_waits(
    conversation: Conversation,
) -> None:
    conversation.catalog.may_answer.clear()
    await begin(conversation, "nonsense slot")
    await begin(conversation, "hello")
    await conversation.catalog.searching.wait()
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    assert await service.cancel(session)
    events = await end_of(conversation, runs=2)
    assert outcomes(events) == [Outcome.CANCELLED, Outcome.MESSAGE]
    session = await service.find("s1", person("u1"))
    assert session.requirement_spec is None


async def cancelled_elsewhere(settings: Settings) -> None:
    async with converse(settings) as working, converse(settings) as other:
        await working.say("I need a laptop")
        working.catalog.may_answer.clear()
        await begin(working, "under $1000")
        await working.catalog.searching.wait()
        session, _ = await other.container.conversation.open("s1", person("u1"))
        assert await other.container.conversation.cancel(session)
        async with asyncio.timeout(20):
            events = await end_of(working, runs=2)
        assert outcomes(events) == [Outcome.CLARIFICATION, Outcome.CANCELLED]
        session = await other.container.conversation.find("s1", person("u1"))
        assert session.requirement_spec is not None
        assert session.requirement_spec.price is None


async def test_cancelling_at_another_server_ends_the_turn_when_its_lease_is_renewed(
    settings: Settings,
) -> None:
    embedded = {"shared_engine": SharedEngine.PROCESS, "run_lease_seconds": 3}
    await cancelled_elsewhere(load_settings(data_dir=settings.data_dir, **embedded))


@pytest.mark.socket
async def test_cancelling_at_another_server_ends_the_turn_at_once_where_they_share_redis(
    settings: Settings, redis_url: str
) -> None:
    shared = {"redis_url": redis_url, "redis_timeout_seconds": 5, "run_lease_seconds": 300}
    await cancelled_elsewhere(load_settings(data_dir=settings.data_dir, **shared))


async def test_a_turn_that_waits_to_begin_can_be_cancelled(settings: Settings) -> None:
    """Another server works on an older one, which is cancelled first."""
    async with converse(settings) as conversation, stores_of(settings) as stores:
        service = conversation.container.conversation
        session, _ = await service.open("s1", person("u1"))
        older = Run(
            run_id="far",
            session_id="s1",
            user_id="u1",
            message="hello",
            created_at=conversation.container.clock.now(),
            owner="elsewhere:7:x",
        )
        theirs = await stores.runs.create(older)
        assert theirs is not None
        conversation.catalog.may_answer.clear()
        await begin(conversation, "under $1000")
        assert await service.cancel(session)
        far = await stores.runs.get("s1", "far")
        assert far is not None
        assert far.cancel_requested
        await stores.runs.finish(theirs, Outcome.CANCELLED)
        assert await service.cancel(session)
        assert outcomes(await end_of(conversation)) == [Outcome.CANCELLED]
        assert (await service.find("s1", person("u1"))).requirement_spec is None


async def test_cancelling_when_idle_does_nothing(conversation: Conversation) -> None:
    await conversation.say("hello")
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    # A turn is told to be over a moment before its server has put it away.
    async with asyncio.timeout(20):
        while conversation.container.runs.is_busy("s1"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    before = await service.last_seq("s1")
    assert not await service.cancel(session)
    assert await service.last_seq("s1") == before
