"""What happens when two things happen at once: a cancellation, and whatever it comes upon."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from talknshop.core.clock import SystemClock
from talknshop.core.errors import DatabaseError
from talknshop.core.settings import load_settings
from talknshop.core.sqlite import Database
from talknshop.messaging.process_event_bus import ProcessEventBus
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.orchestrator.execution import RunExecutor
from talknshop.orchestrator.journal import Journal
from talknshop.orchestrator.run_repository import Run, RunRepository, run_id_of
from talknshop.orchestrator.runs import RunService
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import DoneData, DoneEvent, ServerEvent
from talknshop.storage.event_log import Fence, LoggedEvent, NewEvent
from talknshop.storage.sqlite import SqliteEventLog, SqliteRecordStore
from talknshop.storage.sqlite_schema import MIGRATIONS
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.faults import Pauses, StatelessEngine

_NOW = datetime(2026, 1, 2, tzinfo=UTC)


def run_named(run_id: str) -> Run:
    return Run(run_id=run_id, session_id="s", user_id="u", message="hello", created_at=_NOW)


class UnhurriedLog(SqliteEventLog):
    """Says late that it has stored something."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, SystemClock())
        self.stored = asyncio.Event()

    async def append(
        self,
        session_id: str,
        events: Sequence[NewEvent],
        *,
        fence: Fence | None = None,
        once: str | None = None,
    ) -> list[LoggedEvent]:
        logged = await super().append(session_id, events, fence=fence, once=once)
        self.stored.set()
        await asyncio.sleep(0.02)
        return logged


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    database = Database(tmp_path / "sessions.db", MIGRATIONS)
    yield database
    database.close()


@pytest.fixture
def runs(database: Database) -> RunRepository:
    clock = SystemClock()
    hour = timedelta(hours=1)
    records, log = SqliteRecordStore(database, clock), SqliteEventLog(database, clock)
    return RunRepository(records, log, clock, ttl=hour, lease=hour)


async def test_what_is_stored_is_published_though_its_writer_is_cancelled(
    database: Database, runs: RunRepository
) -> None:
    log = UnhurriedLog(database)
    published: list[ServerEvent] = []
    journal = Journal(log, published.append)
    run = await runs.create(run_named("r"))
    assert run is not None
    done = DoneData(outcome=Outcome.MESSAGE, session_id="s")
    writing = asyncio.create_task(journal.write(run, done))
    await log.stored.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert published == await journal.read("s", after=0)
    assert len(published) == 1


async def test_a_pointer_whose_run_is_being_stored_is_left_alone(
    database: Database, runs: RunRepository
) -> None:
    """Looking for abandoned runs in the middle of storing one must not hide it for ever."""
    records = SqliteRecordStore(database, SystemClock())
    run_id = run_id_of("s", "c1")
    pointer = {"session_id": "s", "run_id": run_id, "owner": "p1"}
    announced = {**pointer, "announced_at": SystemClock().now().isoformat()}
    await records.put("#open-runs", f"s#{run_id}", announced)
    assert await runs.open_runs() == []
    assert await runs.create(run_named(run_id)) is not None
    assert [run.run_id for run in await runs.open_runs()] == [run_id]
    assert await runs.create(run_named(run_id)) is None


async def test_a_turn_waits_for_one_that_another_process_is_storing(
    database: Database, runs: RunRepository
) -> None:
    """Which of two is first must be the same for both, whenever either looks."""
    records = SqliteRecordStore(database, SystemClock())
    mine = await runs.create(run_named("mine").model_copy(update={"owner": "here"}))
    assert mine is not None
    assert not await runs.is_behind_others(mine)

    theirs = {"session_id": "s", "run_id": "theirs", "owner": "there"}
    announced = {**theirs, "announced_at": SystemClock().now().isoformat()}
    await records.put("#open-runs", "s#theirs", announced)
    assert await runs.is_behind_others(mine)
    other = await runs.create(run_named("theirs").model_copy(update={"owner": "there"}))
    assert other is not None
    assert not await runs.is_behind_others(mine)
    assert await runs.is_behind_others(other)
    await runs.finish(mine, Outcome.MESSAGE)
    assert not await runs.is_behind_others(other)


@pytest.fixture
async def container(tmp_path: Path) -> AsyncGenerator[Container]:
    collaborators = Collaborators(
        catalog=InMemoryCatalog([make_product(1)]), language=StatelessEngine(Pauses(tmp_path))
    )
    async with open_container(load_settings(data_dir=tmp_path), collaborators) as opened:
        yield opened


def executor_of(container: Container) -> RunExecutor:
    return container.runs._executor  # pyright: ignore[reportPrivateUsage]


async def say(container: Container, text: str, client_id: str) -> list[ServerEvent]:
    before = await container.conversation.last_seq("s")
    run = run_named(run_id_of("s", client_id)).model_copy(update={"message": text})
    await container.runs.submit(run)
    events = await told_after(container, before)
    await closed(container, run.run_id)
    return events


async def closed(container: Container, run_id: str) -> None:
    """Returns when the run is stored as ended, which is after its last event."""
    runs = executor_of(container).runs
    async with asyncio.timeout(10):
        while any(run.run_id == run_id for run in await runs.open_runs()):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def told_after(container: Container, before: int, runs: int = 1) -> list[ServerEvent]:
    async with asyncio.timeout(10):
        while True:
            events = await container.conversation.events("s", after=before, limit=500)
            if sum(isinstance(event, DoneEvent) for event in events) >= runs:
                return events
            await asyncio.sleep(0.005)


async def test_a_cancellation_that_comes_after_the_end_takes_nothing_back(
    container: Container,
) -> None:
    """As it is when the run's last event is stored, and that the run has ended is not."""
    await say(container, "a lamp under 50", "c1")
    executor = executor_of(container)
    ended = await executor.runs.get("s", run_id_of("s", "c1"))
    assert ended is not None
    late = ended.model_copy(update={"outcome": None, "cancel_requested": True})
    records = executor.runs._records  # pyright: ignore[reportPrivateUsage]
    await records.put("s", f"REQUEST#{late.run_id}", late.model_dump(mode="json"))
    before = await container.conversation.last_seq("s")
    await executor.undo(late)
    assert await container.conversation.last_seq("s") == before
    assert await executor.runs.open_runs() == []
    events = await say(container, "under 40", "c2")
    assert [e.data.outcome for e in events if isinstance(e, DoneEvent)] == [Outcome.RESULTS]


class FailsToUndo(RunExecutor):
    """Works for ever on its first run; cannot undo it either."""

    async def execute(self, run: Run) -> None:
        if run.message == "for ever" and not run.cancel_requested:
            await asyncio.Event().wait()
        await super().execute(run)

    async def undo(self, run: Run) -> None:
        del run
        raise DatabaseError("The disk is full.")


async def test_a_cancellation_that_fails_does_not_strand_what_waits(container: Container) -> None:
    whole = executor_of(container)
    executor = FailsToUndo(**{f.name: getattr(whole, f.name) for f in fields(whole)})
    announce = ProcessEventBus().announce
    service = RunService(whole.runs, executor, owner="host:1:x", most_queued=5, announce=announce)
    await service.submit(run_named("first").model_copy(update={"message": "for ever"}))
    await service.submit(run_named("second"))
    async with asyncio.timeout(10):
        while not await service.cancel("s"):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    events = await told_after(container, 0)
    await closed(container, "second")
    assert {event.run_id for event in events} == {"second"}
    assert [run.run_id for run in await whole.runs.open_runs()] == ["first"]
    await service.drain(1)
