"""Watches over a real store: nothing is told twice, nothing that could not be told is lost."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from talknshop.catalog.watch_keeper import WatchKeeper
from talknshop.catalog.watch_repository import WatchRepository
from talknshop.catalog.watch_schedule import WATCH_MIGRATIONS, SqliteWatchSchedule
from talknshop.catalog.watches import WatchService
from talknshop.core.errors import (
    ExternalServiceError,
    NotFoundError,
    RateLimitError,
    ValidationError,
)
from talknshop.core.sqlite import Database
from talknshop.schemas.enums import Sort
from talknshop.schemas.notice import Delivery, NoticeData
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.watch import WatchChanges, WatchDraft
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.clock import ManualClock

LAMPS = WatchDraft(requirement_spec=RequirementSpec(product_type="lamp"))
DESKS = WatchDraft(requirement_spec=RequirementSpec(product_type="desk"))


class Shelves(InMemoryCatalog):
    """A catalogue whose products a test changes."""

    imports = 1

    async def generation(self) -> str:
        return str(self.imports)

    def replace(self, *products: tuple[int, float | None]) -> None:
        self.products = [make_product(number, price=price) for number, price in products]
        self.imports += 1


@dataclass
class Mailbox:
    """Where news arrive; refuses them while it is told to."""

    notices: list[tuple[str, NoticeData]] = field(default_factory=list[tuple[str, NoticeData]])
    closed: bool = False

    async def deliver(self, user_id: str, notice: NoticeData) -> Delivery:
        if self.closed:
            raise ExternalServiceError("away")
        self.notices.append((user_id, notice))
        return Delivery(delivered=True)

    @property
    def messages(self) -> list[str]:
        return [notice.message for _, notice in self.notices]


@dataclass
class World:
    shelves: Shelves
    mailbox: Mailbox
    clock: ManualClock
    repository: WatchRepository
    service: WatchService
    keeper: WatchKeeper


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    database = Database(tmp_path / "watches.db", WATCH_MIGRATIONS)
    clock = ManualClock()
    repository = WatchRepository(SqliteRecordStore(database, clock), SqliteWatchSchedule(database))
    shelves, mailbox = Shelves([make_product(1)]), Mailbox()
    yield World(
        shelves,
        mailbox,
        clock,
        repository,
        WatchService(repository, shelves, clock),
        WatchKeeper(repository, shelves, mailbox, clock, every=timedelta(minutes=15)),
    )
    database.close()


async def due(world: World) -> list[str]:
    return [one.watch_id async for one in world.repository.due(world.clock.now())]


async def test_what_fits_already_is_no_news_and_what_comes_is_told_once(world: World) -> None:
    watch = await world.service.create("ada", LAMPS)
    assert (watch.label, watch.matches, watch.paused) == ("lamp", 1, False)
    assert await world.keeper.look() == 0

    world.shelves.replace((1, 80.0), (2, 60.0))
    assert await world.keeper.look() == 1
    assert await world.keeper.look() == 0
    assert world.mailbox.messages == [
        "Cheaper now, on your watch for lamp: Product 1 at $80.",
        "New on your watch for lamp: Product 2 at $60.",
    ]
    assert {user_id for user_id, _ in world.mailbox.notices} == {"ada"}
    ids = [notice.notice_id for _, notice in world.mailbox.notices]
    assert len(set(ids)) == len(ids)
    kept = await world.service.get("ada", watch.watch_id)
    assert (kept.matches, kept.told_at) == (2, world.clock.now())


async def test_news_that_cannot_be_handed_on_wait_and_keep_their_id(world: World) -> None:
    await world.service.create("ada", LAMPS)
    world.shelves.replace((1, 100.0), (2, 60.0))
    world.mailbox.closed = True
    assert await world.keeper.look() == 0
    world.shelves.replace((1, 100.0), (2, 50.0))
    assert await world.keeper.look() == 0
    world.mailbox.closed = False
    assert await world.keeper.look() == 1
    assert [message.split(",")[0] for message in world.mailbox.messages] == [
        "New on your watch for lamp: Product 2 at $60.",
        "Cheaper now",
    ]


async def test_two_keepers_tell_once(world: World) -> None:
    await world.service.create("ada", LAMPS)
    world.shelves.replace((1, 100.0), (2, 60.0))
    await asyncio.gather(*(world.keeper.look() for _ in range(4)))
    assert len({notice.notice_id for _, notice in world.mailbox.notices}) == 1


async def test_a_product_that_goes_and_comes_back_is_no_new_match(world: World) -> None:
    await world.service.create("ada", LAMPS)
    world.shelves.replace((2, 60.0))
    await world.keeper.look()
    world.mailbox.notices.clear()
    world.shelves.replace((1, 100.0), (2, 60.0))
    assert await world.keeper.look() == 0


async def test_a_paused_watch_keeps_quiet_and_goes_on_later(world: World) -> None:
    watch = await world.service.create("ada", LAMPS)
    paused = await world.service.change("ada", watch.watch_id, WatchChanges(paused=True))
    assert paused.paused
    world.shelves.replace((1, 10.0))
    assert await world.keeper.look() == 0
    renamed = WatchChanges(paused=False, label="reading lamp")
    await world.service.change("ada", watch.watch_id, renamed)
    assert await world.keeper.look() == 1
    assert world.mailbox.messages == [
        "Cheaper now, on your watch for reading lamp: Product 1 at $10."
    ]


async def test_time_alone_has_it_looked_at_again(world: World) -> None:
    await world.service.create("ada", LAMPS)
    world.shelves.products = [make_product(1, price=10.0)]
    assert await world.keeper.look() == 0
    world.clock.advance(seconds=15 * 60)
    assert await world.keeper.look() == 1


async def test_one_product_with_a_target(world: World) -> None:
    draft = WatchDraft(product_id="store_test_1", target_price=50)
    watch = await world.service.create("ada", draft)
    assert watch.label == "Product 1"
    for price, told in ((60.0, 0), (50.0, 1), (45.0, 1)):
        world.shelves.replace((1, price))
        assert await world.keeper.look() == told
    world.shelves.replace((9, 1.0))
    assert await world.keeper.look() == 0
    with pytest.raises(NotFoundError):
        await world.service.create("ada", WatchDraft(product_id="store_test_1"))


async def test_watches_belong_to_one_person_and_end(world: World) -> None:
    first = await world.service.create("ada", LAMPS)
    world.clock.advance(seconds=1)
    second = await world.service.create("ada", DESKS)
    listed = await world.service.list("ada")
    assert [w.watch_id for w in listed.watches] == [second.watch_id, first.watch_id]
    assert (await world.service.list("bob")).watches == []
    for action in (
        world.service.get("bob", first.watch_id),
        world.service.change("bob", first.watch_id, WatchChanges(paused=True)),
        world.service.delete("bob", first.watch_id),
    ):
        with pytest.raises(NotFoundError):
            await action
    await world.service.delete("ada", first.watch_id)
    assert await world.service.delete_all("ada") == 1
    assert (await world.service.list("ada")).watches == []
    assert await due(world) == []


async def test_limits_say_what_to_do(world: World) -> None:
    world.shelves.products = [make_product(number) for number in range(301)]
    with pytest.raises(ValidationError, match="Add a limit"):
        await world.service.create("ada", LAMPS)
    world.shelves.products = world.shelves.products[:300]
    assert (await world.service.create("ada", LAMPS)).matches == 300
    world.shelves.products = []
    for number in range(49):
        spec = RequirementSpec(product_type=f"thing {number}")
        await world.service.create("ada", WatchDraft(requirement_spec=spec))
    with pytest.raises(RateLimitError, match="Delete one"):
        await world.service.create("ada", DESKS)


async def test_the_same_is_watched_once_however_it_is_asked_for(world: World) -> None:
    spec = RequirementSpec(product_type="lamp", brands_excluded=["Luna", "Sol"])
    watch = await world.service.create("ada", WatchDraft(requirement_spec=spec))
    await world.service.change("ada", watch.watch_id, WatchChanges(paused=True))

    turned = spec.model_copy(update={"brands_excluded": ["Sol", "Luna"], "sort": Sort.PRICE_ASC})
    again = await world.service.create("ada", WatchDraft(requirement_spec=turned, label="Lamps"))
    assert (again.watch_id, again.label, again.paused) == (watch.watch_id, watch.label, False)
    assert (await world.service.create("bob", LAMPS)).watch_id != watch.watch_id

    await world.service.delete("ada", watch.watch_id)
    assert (await world.service.create("ada", WatchDraft(requirement_spec=spec))).watch_id
    assert len((await world.service.list("ada")).watches) == 1


async def test_two_who_ask_for_the_same_in_one_moment_get_one_watch(world: World) -> None:
    made = await asyncio.gather(*(world.service.create("ada", LAMPS) for _ in range(8)))
    listed = (await world.service.list("ada")).watches
    assert {watch.watch_id for watch in made} == {listed[0].watch_id}
    assert len(listed) == 1
    assert await due(world) == [listed[0].watch_id]


@pytest.mark.parametrize(
    "draft",
    [{}, {"product_id": "p", "requirement_spec": {"product_type": "x"}},
     {"requirement_spec": {"product_type": "x"}, "target_price": 5}],
)  # fmt: skip
def test_a_watch_is_of_one_thing(draft: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"product_id|requirement_spec"):
        WatchDraft.model_validate(draft)
