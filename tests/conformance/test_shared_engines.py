"""What several servers share: both engines of each port do the same; Redis also between servers."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from talknshop.core.process import ProcessId
from talknshop.core.redis_link import RedisLink
from talknshop.messaging.event_bus import Cancelled, EventBus, Grown, News
from talknshop.messaging.process_event_bus import ProcessEventBus
from talknshop.messaging.redis_event_bus import RedisEventBus
from talknshop.orchestrator.connections import Connection, ConnectionManager
from talknshop.orchestrator.open_sessions import OpenSessions, ProcessOpenSessions
from talknshop.orchestrator.rate_windows import ProcessRateWindows, RateWindows
from talknshop.orchestrator.redis_open_sessions import RedisOpenSessions
from talknshop.orchestrator.redis_rate_windows import RedisRateWindows
from talknshop.orchestrator.redis_server_loads import RedisServerLoads
from talknshop.testing.clock import ManualClock

pytestmark = pytest.mark.socket

_PATIENT_SECONDS = 5.0
_SOON_SECONDS = 5.0

Links = Callable[[], RedisLink]


@pytest.fixture
async def links(redis_url: str) -> AsyncGenerator[Links]:
    """Ways to Redis, as many as there are servers; a busy machine makes none of them give up."""
    async with AsyncExitStack() as stack:

        def link() -> RedisLink:
            made = RedisLink(redis_url, limit_seconds=_PATIENT_SECONDS)
            stack.push_async_callback(made.aclose)
            return made

        yield link


def new_name() -> str:
    return uuid.uuid4().hex


async def soon(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(_SOON_SECONDS):
        while not look():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class Listening:
    """Whoever listens on a bus, and what they heard of one session."""

    def __init__(self, session_id: str) -> None:
        self.session_id = session_id
        self.places: list[int] = []
        self.cancelled: list[str] = []
        self.missed = 0

    def hear(self, news: News | None) -> None:
        if news is None:
            self.missed += 1
        elif news.session_id != self.session_id:
            pass
        elif isinstance(news, Grown):
            self.places.append(news.seq)
        else:
            self.cancelled.append(news.run_id)


@pytest.fixture(params=["process", "redis"])
def buses(request: pytest.FixtureRequest, links: Links) -> tuple[EventBus, EventBus]:
    """Who tells and who hears; of the process they are one."""
    if request.param == "process":
        bus = ProcessEventBus()
        return bus, bus
    return RedisEventBus(links()), RedisEventBus(links())


async def test_who_follows_hears_of_the_newest_place(buses: tuple[EventBus, EventBus]) -> None:
    telling, hearing = buses
    listening, other = Listening(new_name()), Listening(new_name())
    async with telling.following(other.hear), hearing.following(listening.hear):
        await soon(lambda: not hearing.joins_servers or bool(listening.missed and other.missed))
        for seq in range(1, 101):
            telling.announce(Grown(listening.session_id, seq))
            if seq % 10 == 0:
                await asyncio.sleep(0)
        await soon(lambda: listening.places[-1:] == [100])
    assert listening.places == sorted(listening.places)
    assert other.places == []


async def test_who_follows_hears_what_was_cancelled(buses: tuple[EventBus, EventBus]) -> None:
    telling, hearing = buses
    listening, other = Listening(f"{new_name()} with spaces"), Listening(new_name())
    async with telling.following(other.hear), hearing.following(listening.hear):
        await soon(lambda: not hearing.joins_servers or bool(listening.missed and other.missed))
        for run_id in ("run_1", "run_2"):
            telling.announce(Cancelled(listening.session_id, run_id))
        await soon(lambda: listening.cancelled == ["run_1", "run_2"])
    assert (listening.places, other.cancelled) == ([], [])


async def test_nobody_is_told_after_the_end(buses: tuple[EventBus, EventBus]) -> None:
    telling, hearing = buses
    listening = Listening(new_name())
    async with hearing.following(listening.hear):
        pass
    async with telling.following(lambda _: None):
        telling.announce(Grown(listening.session_id, 1))
        await asyncio.sleep(0.05)
    assert listening.places == []


@pytest.fixture(params=["process", "redis"])
def windows(request: pytest.FixtureRequest, links: Links) -> RateWindows:
    alone = ProcessRateWindows(ManualClock())
    return alone if request.param == "process" else RedisRateWindows(links(), alone)


async def test_each_key_of_a_bucket_has_its_allowance(windows: RateWindows) -> None:
    ann, ben = new_name(), new_name()
    taken = [await windows.take("turns", ann, 3) for _ in range(5)]
    assert [bool(place.wait_seconds) for place in taken] == [False] * 3 + [True] * 2
    assert all(59 <= place.wait_seconds <= 60 for place in taken[3:])
    assert not (await windows.take("turns", ben, 3)).wait_seconds
    assert not (await windows.take("adjustments", ann, 3)).wait_seconds


async def test_what_is_given_back_counts_no_more(windows: RateWindows) -> None:
    key = new_name()
    for _ in range(10):
        place = await windows.take("turns", key, 1)
        assert not place.wait_seconds
        await windows.give_back("turns", key, place)
    await windows.take("turns", key, 1)
    assert (await windows.take("turns", key, 1)).wait_seconds


async def test_many_at_once_get_as_many_places_as_there_are(windows: RateWindows) -> None:
    key = new_name()
    taken = await asyncio.gather(*(windows.take("turns", key, 7) for _ in range(50)))
    assert sum(not place.wait_seconds for place in taken) == 7


async def test_two_servers_count_once(links: Links) -> None:
    clock = ManualClock()
    first, second = (RedisRateWindows(links(), ProcessRateWindows(clock)) for _ in range(2))
    key = new_name()
    taken = await asyncio.gather(
        *(server.take("turns", key, 10) for server in (first, second) for _ in range(10))
    )
    assert sum(not place.wait_seconds for place in taken) == 10


async def test_who_was_counted_cannot_be_read(links: Links) -> None:
    windows, reader, name = (
        RedisRateWindows(links(), ProcessRateWindows(ManualClock())),
        links(),
        new_name(),
    )
    await windows.take("turns", name, 1)
    keys: list[bytes] = await reader.ask(lambda redis: redis.keys("*"))
    assert keys
    assert all(key.startswith(b"talknshop:v1:") and name.encode() not in key for key in keys)
    lasts: int = await reader.ask(lambda redis: redis.ttl(keys[0]))
    assert 0 < lasts <= 90


@pytest.fixture(params=["process", "redis"])
def opened(request: pytest.FixtureRequest, links: Links) -> tuple[OpenSessions, ConnectionManager]:
    connections = ConnectionManager(1000)
    if request.param == "process":
        return ProcessOpenSessions(connections), connections
    return RedisOpenSessions(links(), connections), connections


async def closed(code: int, reason: str) -> None:
    del code, reason


def connection_of(user_id: str, session_id: str) -> Connection:
    return Connection(session_id, user_id, datetime.now(UTC), closed)


async def test_what_a_person_has_open_is_known(
    opened: tuple[OpenSessions, ConnectionManager],
) -> None:
    sessions, connections = opened
    ann, ben = new_name(), new_name()
    async with sessions.following():
        for session_id in ("b", "a", "a"):
            connections.add(connection_of(ann, session_id))
        assert await sessions.of(ann) == ["a", "b"]
        assert await sessions.of(ben) == []


async def test_what_is_open_at_another_server_is_known_soon(links: Links) -> None:
    here, there = ConnectionManager(1000), ConnectionManager(1000)
    asking, telling = RedisOpenSessions(links(), here), RedisOpenSessions(links(), there)
    people = [new_name() for _ in range(450)]
    async with telling.following():
        for person in people:
            there.add(connection_of(person, f"s-{person}"))
        here.add(connection_of(people[0], "here"))
        async with asyncio.timeout(_SOON_SECONDS):
            while await asking.of(people[0]) != sorted(["here", f"s-{people[0]}"]):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert [await asking.of(person) for person in people[1:]] == [
            [f"s-{person}"] for person in people[1:]
        ]


async def test_each_server_knows_what_the_others_have(links: Links) -> None:
    here, there = (RedisServerLoads(links(), ProcessId.of_this_process()) for _ in range(2))
    before = sorted(await here.exchange(0))
    assert sorted([*await there.exchange(101_007), 0]) == sorted([*before, 101_007, 0])
    assert 101_007 in await here.exchange(100_003)
    await there.leave()
    assert 101_007 not in await here.exchange(100_004)
    await here.leave()


async def test_a_server_without_redis_is_alone() -> None:
    link = RedisLink("redis://127.0.0.1:9", limit_seconds=0.2)
    loads = RedisServerLoads(link, ProcessId.of_this_process())
    assert await loads.exchange(5) == [5]
    await loads.leave()
    await link.aclose()
