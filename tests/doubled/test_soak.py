"""Two orchestrators behind nginx, one of them restarted again and again under load."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.doubled.crowd import Crowd
from tests.doubled.orchestrators import Doubled, Server, doubled

pytestmark = pytest.mark.socket

_TURNS_A_SECOND = 20.0
_SECONDS_FOR_THE_REST = 60.0


@pytest.fixture
def engines(redis_url: str) -> dict[str, str]:
    """The settings of both servers: one folder, and Redis between them."""
    return {"REDIS_URL": redis_url}


async def restarts(pair: tuple[Server, Server], *, seconds: float, every: float) -> int:
    """Ends one and starts it again, in turn, and the next so many seconds later."""
    loop = asyncio.get_running_loop()
    started, done = loop.time(), 0
    while loop.time() - started < seconds:
        server = pair[done % 2]
        assert await asyncio.to_thread(server.end) == 0, server.log.read_text()[-3000:]
        await asyncio.to_thread(server.start)
        done += 1
        await asyncio.sleep(max(0.0, started + done * every - loop.time()))
    return done


async def soak(setup: Doubled, config: pytest.Config) -> None:
    seconds = float(config.getoption("--soak-seconds") or 0)
    sockets = int(config.getoption("--soak-sockets") or 0)
    every = float(config.getoption("--soak-restart-seconds") or 0)
    crowd = Crowd(setup.chat, sockets)
    await crowd.come()
    try:
        _, restarted = await asyncio.gather(
            crowd.talk(seconds=seconds, turns_a_second=_TURNS_A_SECOND),
            restarts(setup.orchestrators, seconds=seconds - every / 2, every=every),
        )
        await crowd.hear_the_rest(_SECONDS_FOR_THE_REST)
        tally = await crowd.tally(setup.url)
    finally:
        await crowd.go()
    sys.stdout.write(f"\n{seconds:g} s, {restarted} restarts: {tally}\n")
    written = [server.log.read_text() for server in setup.orchestrators]
    assert tally.is_clean, (tally, [text[-3000:] for text in written])
    assert tally.turns == seconds * _TURNS_A_SECOND
    assert restarted >= 2
    assert "Traceback" not in "".join(written)


def test_restarts_under_load_lose_and_repeat_nothing(
    tmp_path: Path, engines: Mapping[str, str], pytestconfig: pytest.Config
) -> None:
    generous = {"RATE_LIMIT_PER_USER": "1000000", "WS_MAX_CONCURRENT_CONNECTIONS": "5000"}
    with doubled(tmp_path, {**engines, **generous}) as setup:
        asyncio.run(soak(setup, pytestconfig))
