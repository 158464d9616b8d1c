"""One server has everybody, and another one is started: people spread over both."""

import asyncio
from pathlib import Path

import httpx
import pytest
from tests.doubled.crowd import Crowd
from tests.doubled.orchestrators import Server, doubled

pytestmark = pytest.mark.socket

_PEOPLE = 60
_SECONDS = 60.0
_TOLERATED = 10


async def at(server: Server) -> int:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30) as client:
        return (await client.get("/health")).json()["active_connections"]


async def test_people_spread_over_a_server_that_was_started_later(
    tmp_path: Path, redis_url: str
) -> None:
    settings = {"REDIS_URL": redis_url, "REDIS_TIMEOUT_SECONDS": "5"}
    with doubled(tmp_path, settings) as setup:
        first, second = setup.orchestrators
        assert await asyncio.to_thread(second.end) == 0
        crowd = Crowd(setup.chat, _PEOPLE)
        await crowd.come()
        try:
            assert await at(first) == _PEOPLE
            await asyncio.to_thread(second.start)
            async with asyncio.timeout(_SECONDS):
                while await at(second) < _PEOPLE / 2 - _TOLERATED:  # noqa: ASYNC110
                    await asyncio.sleep(0.5)
            await crowd.talk(seconds=3, turns_a_second=5, most_open=20)
            await crowd.hear_the_rest(_SECONDS)
            tally = await crowd.tally(setup.url)
        finally:
            await crowd.go()
        assert tally.is_clean, tally
        assert tally.turns > 0
        # Nobody goes back and forth.
        assert tally.sent_away <= _PEOPLE
