"""What servers keep for a while: the process and Redis do the same."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest

from talknshop.core.clock import SystemClock
from talknshop.core.redis_link import RedisLink
from talknshop.core.redis_shared_state import RedisSharedState
from talknshop.core.shared_state import ProcessSharedState, SharedState

pytestmark = pytest.mark.socket

_SOON = 0.05


@pytest.fixture(params=["process", "redis"])
async def states(
    request: pytest.FixtureRequest, redis_url: str
) -> AsyncGenerator[tuple[SharedState, SharedState]]:
    """What two servers see."""
    if request.param == "process":
        state = ProcessSharedState(SystemClock())
        yield state, state
        return
    async with AsyncExitStack() as stack:
        links = [RedisLink(redis_url, limit_seconds=5.0) for _ in range(2)]
        for link in links:
            stack.push_async_callback(link.aclose)
        yield RedisSharedState(links[0]), RedisSharedState(links[1])


@pytest.fixture
def name() -> str:
    return uuid.uuid4().hex


async def test_what_one_keeps_the_other_finds_until_its_end(
    states: tuple[SharedState, SharedState], name: str
) -> None:
    here, there = states
    await here.put(name, b"\x00value", seconds=60)
    found, missing = await there.get([name, f"{name}-other"])
    assert found is not None
    assert found.value == b"\x00value"
    assert 55 < found.seconds_left <= 60
    assert missing is None
    await there.put(name, b"later", seconds=_SOON)
    await asyncio.sleep(_SOON * 2)
    assert await here.get([name]) == [None]


async def test_what_is_dropped_is_gone(states: tuple[SharedState, SharedState], name: str) -> None:
    here, there = states
    await here.put(name, b"value", seconds=60)
    await there.drop([name, f"{name}-other"])
    assert await here.get([name]) == [None]


async def test_one_of_many_has_the_claim(
    states: tuple[SharedState, SharedState], name: str
) -> None:
    here, there = states
    claims = await asyncio.gather(
        *(state.claim(name, seconds=60) for state in (here, there) for _ in range(20))
    )
    assert sum(claims) == 1
    await there.drop([name])
    assert await here.claim(name, seconds=_SOON)
    await asyncio.sleep(_SOON * 2)
    assert await there.claim(name, seconds=60)


async def test_places_are_apart_whoever_takes_them(
    states: tuple[SharedState, SharedState], name: str
) -> None:
    here, there = states
    waits = [await state.reserve(name, apart=10, within=35) for state in (here, there, here, there)]
    assert [wait is not None and round(wait / 10) for wait in waits] == [0, 1, 2, 3]
    assert await there.reserve(name, apart=10, within=35) is None
    assert await here.reserve(name, apart=10, within=45) is not None
