"""Turns that are cut off, taken over, cancelled or made by hand."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from tests.orchestrator.conftest import Conversation, converse, person, stores_of

from talknshop.core.clock import SystemClock
from talknshop.core.process import ProcessId
from talknshop.core.settings import Settings, load_settings
from talknshop.core.sqlite import Database
from talknshop.orchestrator.run_repository import Run, RunRepository
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import DoneEvent, ErrorEvent, ResultsEvent, ServerEvent, ThinkingEvent
from talknshop.schemas.frames import ClientFrame
from talknshop.storage.sqlite import SqliteEventLog, SqliteRecordStore
from talknshop.storage.sqlite_schema import MIGRATIONS
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.clock import ManualClock


async def end_of(conversation: Conversation, runs: int = 1) -> list[ServerEvent]:
    service = conversation.container.conversation
    while True:
        events = await service.events("s1", after=0, limit=500)
        if sum(isinstance(event, DoneEvent) for event in events) >= runs:
            return events
        await asyncio.sleep(0.01)


def outcomes(events: Sequence[ServerEvent]) -> list[Outcome]:
    return [event.data.outcome for event in events if isinstance(event, DoneEvent)]


async def begin(conversation: Conversation, message: str) -> None:
    service = conversation.container.conversation
    session, _ = await service.open("s1", person("u1"))
    await service.take_turn(
        session, ClientFrame.model_validate({"type": "message", "message": message})
    )


async def left_in_the_middle(conversation: Conversation, catalog: InMemoryCatalog) -> None:
    """Leaves a container as a server leaves it that dies in the middle of a search."""
    await catalog.searching.wait()
    catalog.searching.clear()
    for queue in conversation.container.runs._queues.values():  # pyright: ignore[reportPrivateUsage]
        assert queue.worker is not None
        queue.worker.cancel()


async def test_a_turn_cut_off_in_the_middle_goes_on_after_a_restart(settings: Settings) -> None:
    """The first container is left as a killed process leaves it: with its run open."""
    held = InMemoryCatalog([make_product(1)])
    held.may_answer.clear()
    async with converse(settings, catalog=held) as conversation:
        await conversation.say("I need a laptop")
        await begin(conversation, "under $1000")
        await left_in_the_middle(conversation, held)
    async with converse(settings) as conversation:
        events = await end_of(conversation, runs=2)
        assert outcomes(events) == [Outcome.CLARIFICATION, Outcome.RESULTS]
        assert sum(isinstance(event, ResultsEvent) for event in events) == 1
        assert sum(isinstance(event, ThinkingEvent) for event in events) == 2
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert conversation.language.script  # the engine was not asked to read the words again
        assert conversation.catalog.searched[0].requirement_spec.product_type == "laptop"


async def test_what_waited_is_worked_off_after_a_restart_in_order(settings: Settings) -> None:
    held = InMemoryCatalog([make_product(1)])
    held.may_answer.clear()
    async with converse(settings, catalog=held) as conversation:
        await conversation.say("I need a laptop")
        await begin(conversation, "under $1000")
        await held.searching.wait()
        await begin(conversation, "hello")
        for queue in conversation.container.runs._queues.values():  # pyright: ignore[reportPrivateUsage]
            assert queue.worker is not None
            queue.worker.cancel()
    async with converse(settings) as conversation:
        events = await end_of(conversation, runs=3)
        assert outcomes(events)[1:] == [Outcome.RESULTS, Outcome.MESSAGE]


@pytest.mark.parametrize(("deaths", "outcome"), [(7, Outcome.RESULTS), (8, Outcome.FAILED)])
async def test_a_turn_that_gets_no_further_with_any_server_is_given_up(
    settings: Settings, deaths: int, outcome: Outcome
) -> None:
    held = InMemoryCatalog([make_product(1)])
    held.may_answer.clear()
    async with converse(settings, catalog=held) as conversation:
        await conversation.say("I need a laptop")
        await begin(conversation, "under $1000")
        await left_in_the_middle(conversation, held)
    for _ in range(deaths - 1):
        async with converse(settings, catalog=held) as conversation:
            await left_in_the_middle(conversation, held)
    async with converse(settings) as conversation:
        events = await end_of(conversation, runs=2)
    assert outcomes(events) == [Outcome.CLARIFICATION, outcome]
    errors = [event.data.message for event in events if isinstance(event, ErrorEvent)]
    assert bool(errors) == (outcome is Outcome.FAILED)


async def test_an_edit_searches_at_once_and_thinks_nothing(conversation: Conversation) -> None:
    await conversation.say("I need a laptop")
    operations = [{"op": "set", "slot": "price_max", "value": 700}]
    edit = {"type": "edit", "operations": operations, "client_id": "e1"}
    events = await conversation.send(ClientFrame.model_validate(edit))
    assert outcomes(events) == [Outcome.RESULTS]
    named = [getattr(event.data, "client_id", None) for event in events]
    assert (named[0], set(named[1:])) == ("e1", {None})
    assert not any(isinstance(event, ThinkingEvent) for event in events)
    spec = conversation.catalog.searched[-1].requirement_spec
    assert spec.price is not None
    assert (spec.product_type, spec.price.max) == ("laptop", 700)


async def test_weights_order_this_search_and_the_next(conversation: Conversation) -> None:
    await conversation.say("I need a laptop")
    rank = {"type": "rank", "weights": {"price_weight": 0.9}}
    events = await conversation.send(ClientFrame.model_validate(rank))
    assert outcomes(events) == [Outcome.RESULTS]
    await conversation.say("under $1000")
    for request in conversation.catalog.searched:
        assert request.criteria is not None
        assert request.criteria.price_weight == 0.9
    assert len(conversation.catalog.searched) == 2


async def test_an_edit_that_leaves_no_product_asks_for_one(conversation: Conversation) -> None:
    edit = {"type": "edit", "operations": [{"op": "set", "slot": "price_max", "value": 700}]}
    conversation.language.script[""] = conversation.language.script["I need a laptop"]
    events = await conversation.send(ClientFrame.model_validate(edit))
    assert outcomes(events) in ([Outcome.CLARIFICATION], [Outcome.FAILED])


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def test_leases(settings: Settings, clock: ManualClock) -> None:
    database = Database(settings.data_dir / "leases.db", MIGRATIONS)
    runs = RunRepository(
        SqliteRecordStore(database, clock),
        SqliteEventLog(database, clock),
        clock,
        ttl=timedelta(hours=1),
        lease=timedelta(seconds=15),
    )
    run = Run(run_id="r", session_id="s", user_id="u", created_at=clock.now(), owner="a:1:x")
    mine = await runs.create(run)
    assert mine is not None
    clock.advance(seconds=10)
    renewed = await runs.renew(mine)
    assert renewed.lease_until == clock.now() + timedelta(seconds=15)
    theirs = await runs.claim(renewed, "b:2:y")
    assert theirs is not None
    assert (theirs.owner, theirs.fence) == ("b:2:y", 2)
    assert await runs.claim(renewed, "c:3:z") is None
    assert [open_run.owner for open_run in await runs.open_runs()] == ["b:2:y"]
    await runs.finish(theirs, Outcome.MESSAGE)
    assert await runs.open_runs() == []
    assert await runs.claim(theirs, "d:4:w") is None
    database.close()


def test_which_processes_are_known_to_be_dead() -> None:
    me = ProcessId.of_this_process()
    assert ProcessId.parse(str(me)) == me
    assert not me.is_known_dead(me)
    assert me.is_known_dead(ProcessId(me.host, me.pid, "earlier life"))
    assert not me.is_known_dead(ProcessId("elsewhere", me.pid, "x"))
    assert not me.is_known_dead(ProcessId(me.host, 1, "init"))
    assert me.is_known_dead(ProcessId(me.host, 2**22 + 1, "never was"))


async def test_a_lease_that_ends_is_taken_over_while_running(settings: Settings) -> None:
    """Another machine's run: nothing can be known of its process, only of its lease."""
    quick = load_settings(data_dir=settings.data_dir, run_lease_seconds=0.2)
    async with converse(quick) as conversation:
        service = conversation.container.conversation
        await service.open("s1", person("u1"))
        runs = conversation.container.runs._runs  # pyright: ignore[reportPrivateUsage]
        run = Run(
            run_id="far",
            session_id="s1",
            user_id="u1",
            message="hello",
            created_at=conversation.container.clock.now(),
            owner="elsewhere:7:x",
        )
        await runs.create(run)
        events = await end_of(conversation)
        assert outcomes(events) == [Outcome.MESSAGE]
        assert {event.run_id for event in events} == {"far"}


class AheadClock(SystemClock):
    """Runs ahead of the clocks of other servers."""

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=90)


async def test_a_server_whose_clock_runs_ahead_leaves_live_turns_alone(settings: Settings) -> None:
    """Its clock says that every lease has ended; but it has seen all of them renewed."""
    quick = load_settings(data_dir=settings.data_dir, run_lease_seconds=0.6)
    async with converse(quick, clock=AheadClock()) as ahead:
        await ahead.container.conversation.open("s1", person("u1"))
        runs = ahead.container.runs._runs  # pyright: ignore[reportPrivateUsage]
        async with stores_of(quick) as stores:
            theirs = stores.runs
            run = await theirs.create(
                Run(
                    run_id="far",
                    session_id="s1",
                    user_id="u1",
                    message="hello",
                    created_at=SystemClock().now(),
                    owner="elsewhere:7:x",
                )
            )
            assert run is not None
            for _ in range(12):
                await asyncio.sleep(0.15)
                run = await theirs.renew(run)
            seen = await runs.get("s1", "far")
            assert seen is not None
            assert (seen.owner, seen.fence) == ("elsewhere:7:x", run.fence)
            # Nobody renews it any more: now it is taken over, however its clock goes.
            events = await end_of(ahead)
            assert {event.run_id for event in events} == {"far"}
