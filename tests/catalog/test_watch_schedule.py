"""Rounds over thousands of watches: what is not due is not read, what fails costs nobody else."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from talknshop.catalog.watch_keeper import WatchKeeper
from talknshop.catalog.watch_repository import StoredWatch, WatchRepository
from talknshop.catalog.watch_schedule import WATCH_MIGRATIONS, Due, SqliteWatchSchedule
from talknshop.core.sqlite import Database
from talknshop.schemas.notice import Delivery, NoticeData
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults
from talknshop.schemas.watch import Watch
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.clock import ManualClock

EVERY = timedelta(minutes=15)
MANY = 2_000


class Shelves(InMemoryCatalog):
    """A catalogue that counts who asks, and stumbles over some questions."""

    imports = 1
    asked = 0

    async def generation(self) -> str:
        return str(self.imports)

    async def search(self, request: SearchRequest) -> SearchResults:
        self.asked += 1
        if request.requirement_spec.product_type == "stumbling block":
            raise ZeroDivisionError
        return await super().search(request)


@dataclass
class Mailbox:
    told: list[str] = field(default_factory=list[str])

    async def deliver(self, user_id: str, notice: NoticeData) -> Delivery:
        del notice
        self.told.append(user_id)
        return Delivery(delivered=True)


@dataclass
class World:
    records: SqliteRecordStore
    schedule: SqliteWatchSchedule
    repository: WatchRepository
    shelves: Shelves
    mailbox: Mailbox
    clock: ManualClock
    keeper: WatchKeeper

    async def watch(self, user_id: str, thing: str = "lamp") -> StoredWatch:
        now = self.clock.now()
        watch = Watch(
            watch_id=f"watch-{user_id}",
            label=thing,
            requirement_spec=RequirementSpec(product_type=thing),
            created_at=now,
            checked_at=now,
        )
        stored = StoredWatch(user_id, watch, seen={}, generation="1")
        return await self.repository.put(stored, due_at=now)

    async def due(self) -> list[Due]:
        return [one async for one in self.repository.due(self.clock.now())]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    database = Database(tmp_path / "watches.db", WATCH_MIGRATIONS)
    clock = ManualClock()
    records, schedule = SqliteRecordStore(database, clock), SqliteWatchSchedule(database)
    repository = WatchRepository(records, schedule)
    shelves, mailbox = Shelves([]), Mailbox()
    keeper = WatchKeeper(repository, shelves, mailbox, clock, every=EVERY)
    yield World(records, schedule, repository, shelves, mailbox, clock, keeper)
    database.close()


async def test_of_thousands_only_those_that_are_due_are_looked_at(world: World) -> None:
    await asyncio.gather(*(world.watch(f"user{number}") for number in range(MANY)))
    assert len({one.watch_id for one in await world.due()}) == MANY
    await world.keeper.look()
    assert (await world.due(), world.shelves.asked) == ([], 0), "they were looked at when made"

    world.clock.advance(seconds=60)
    await world.watch("late")
    await world.keeper.look()
    world.clock.advance(seconds=EVERY.total_seconds() - 60)
    assert len(await world.due()) == MANY
    await world.keeper.look()
    assert world.shelves.asked == MANY
    assert [one.user_id for one in await world.due()] == []
    world.clock.advance(seconds=60)
    assert [one.user_id for one in await world.due()] == ["late"]


async def test_another_generation_makes_all_due_but_those_that_are_paused(world: World) -> None:
    await world.watch("ada")
    paused = await world.watch("bob")
    rest = paused.watch.model_copy(update={"paused": True})
    await world.repository.put(
        StoredWatch("bob", rest, seen={}, version=paused.version), due_at=world.clock.now()
    )
    await world.keeper.look()
    world.shelves.products = [make_product(1)]
    assert await world.keeper.look() == 0
    world.shelves.imports = 2
    assert await world.keeper.look() == 1
    assert world.mailbox.told == ["ada"]


async def test_what_cannot_be_looked_at_costs_only_its_own_look(world: World) -> None:
    await world.watch("ada", "stumbling block")
    await world.watch("bob")
    await world.watch("cyd")
    await world.records.put("WATCHES#cyd", "WATCH#watch-cyd", {"written by": "somebody else"})
    world.shelves.products = [make_product(1)]
    world.shelves.imports = 2
    assert await world.keeper.look() == 1
    assert world.mailbox.told == ["bob"]
    assert await world.due() == []
    asked = world.shelves.asked
    assert (await world.keeper.look(), world.shelves.asked) == (0, asked)
    world.clock.advance(seconds=EVERY.total_seconds())
    assert {one.user_id for one in await world.due()} == {"ada", "bob", "cyd"}


async def test_a_watch_that_is_only_being_made_keeps_its_appointment(world: World) -> None:
    stored = await world.watch("ada")
    await world.records.delete("WATCHES#ada", f"WATCH#{stored.watch.watch_id}")
    await world.keeper.look()
    assert await world.due() == []
    world.clock.advance(seconds=EVERY.total_seconds())
    assert [one.user_id for one in await world.due()] == ["ada"]
    await world.keeper.look()
    world.clock.advance(seconds=EVERY.total_seconds())
    assert await world.due() == [], "it is gone"


async def test_the_loop_goes_on_whatever_happens(world: World) -> None:
    thrice = asyncio.Event()

    class Broken(Shelves):
        async def generation(self) -> str:
            self.asked += 1
            if self.asked == 3:
                thrice.set()
            raise ZeroDivisionError

    broken = Broken([])
    keeper = WatchKeeper(
        world.repository, broken, world.mailbox, world.clock, every=EVERY, pause=0.001
    )
    async with keeper.at_work():
        await asyncio.wait_for(thrice.wait(), 30)


async def test_watches_of_before_are_due_at_once(tmp_path: Path) -> None:
    clock = ManualClock()
    before = Database(tmp_path / "old.db", RECORD_MIGRATIONS)
    await SqliteRecordStore(before, clock).put("#watches", "watch-1", {"user_id": "ada"})
    before.close()
    now = Database(tmp_path / "old.db", WATCH_MIGRATIONS)
    assert await SqliteWatchSchedule(now).due(clock.now(), after=None, most=9) == [
        Due(0, "watch-1", "ada", "")
    ]
    assert await SqliteRecordStore(now, clock).query("#watches", "") == []
    now.close()


async def test_a_round_uses_the_index(tmp_path: Path) -> None:
    database = Database(tmp_path / "watches.db", WATCH_MIGRATIONS)
    plan = await database.read(
        lambda connection: connection.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM watch_schedule WHERE due_at <= 1 "
            "AND (due_at, watch_id) > (0, '') ORDER BY due_at, watch_id LIMIT 100"
        ).fetchall()
    )
    assert [row["detail"].split(" (")[0] for row in plan] == [
        "SEARCH watch_schedule USING INDEX watch_schedule_by_time"
    ]
    database.close()
