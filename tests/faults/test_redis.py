"""Redis goes away, falls silent, and comes back: nobody waits for it, and nothing is lost."""

import asyncio
import os
import signal
import uuid
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog
from tests.orchestrator.conftest import converse
from tests.stand_ins import servers
from tests.stand_ins.servers import free_port

from talknshop.core.background import beside
from talknshop.core.clock import SystemClock
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.redis_link import RedisAwayError, RedisLink
from talknshop.core.redis_shared_state import RedisSharedState
from talknshop.core.resilience import CircuitState
from talknshop.core.settings import load_settings
from talknshop.messaging.event_bus import Grown, News
from talknshop.messaging.redis_event_bus import RedisEventBus
from talknshop.orchestrator.rate_windows import ProcessRateWindows
from talknshop.orchestrator.redis_rate_windows import RedisRateWindows
from talknshop.testing.clock import ManualClock

pytestmark = pytest.mark.socket

_LIMIT_SECONDS = 0.04
_TICKS_OF_A_TURN = 5
"""A turn waits 50 ms at most."""
_PATIENT_SECONDS = 2.0
_BACK_SECONDS = 10.0


class Silence:
    """Somebody who takes connections and never says a word."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[str]:
        async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._open.append(writer)

        server = await asyncio.start_server(take, "127.0.0.1", self._port)
        try:
            yield f"redis://127.0.0.1:{self._port}/0"
        finally:
            server.close()
            for writer in self._open:
                writer.close()


@asynccontextmanager
async def linked(
    url: str,
    *,
    limit_seconds: float = _LIMIT_SECONDS,
    on_state: Callable[[str, CircuitState], None] | None = None,
) -> AsyncGenerator[RedisLink]:
    link = RedisLink(url, limit_seconds=limit_seconds, on_state=on_state)
    try:
        yield link
    finally:
        await link.aclose()


async def until(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(_BACK_SECONDS):
        while not look():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def ticking() -> AsyncGenerator[list[None]]:
    """A tick for each hundredth of a second that was waited; what the machine takes is none."""
    ticks: list[None] = []

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.01)
            ticks.append(None)

    async with beside(tick()):
        yield ticks


async def test_who_gets_no_answer_waits_a_moment_once_and_then_not_at_all() -> None:
    async with Silence(free_port()).kept() as url, linked(url) as link:
        state = RedisSharedState(link)
        async with ticking() as ticks:
            for _ in range(200):
                with pytest.raises(RedisAwayError):
                    await state.get(["a"])
            assert len(ticks) <= _TICKS_OF_A_TURN


async def test_many_who_ask_at_once_wait_no_longer_than_one() -> None:
    async with Silence(free_port()).kept() as url, linked(url) as link:
        windows = RedisRateWindows(link, ProcessRateWindows(ManualClock()))
        async with ticking() as ticks:
            taken = await asyncio.gather(*(windows.take("turns", "ann", 5) for _ in range(50)))
            assert len(ticks) <= _TICKS_OF_A_TURN
        assert sum(not place.wait_seconds for place in taken) == 5


async def test_gone_and_back_without_a_restart(tmp_path: Path) -> None:
    port, states = free_port(), list[CircuitState]()
    key = uuid.uuid4().hex
    with structlog.testing.capture_logs() as logs:
        url = f"redis://127.0.0.1:{port}/0"
        async with linked(
            url, limit_seconds=_PATIENT_SECONDS, on_state=lambda _, state: states.append(state)
        ) as link:
            windows = RedisRateWindows(link, ProcessRateWindows(ManualClock()))
            other = RedisRateWindows(link, ProcessRateWindows(ManualClock()))
            with servers.redis(tmp_path, port=port):
                for server in (windows, other, windows):
                    assert not (await server.take("turns", key, 4)).wait_seconds
            # Each goes on from what it has served itself.
            left = [[await one.take("turns", key, 4) for _ in range(4)] for one in (windows, other)]
            counted = [[bool(place.wait_seconds) for place in one] for one in left]
            assert counted == [[False, False, True, True], [False, False, False, True]]
            with servers.redis(tmp_path, port=port):
                await until(lambda: not link.is_away)
                both = [await one.take("turns", "new", 3) for one in (windows, other) * 2]
                assert [bool(place.wait_seconds) for place in both] == [False] * 3 + [True]
    told = [log["event"] for log in logs if "redis" in log["event"]]
    assert told == [
        "redis is away: each server counts and remembers alone",
        "redis is back: servers count and remember together",
    ]
    assert states == [CircuitState.CLOSED, CircuitState.OPEN, CircuitState.CLOSED]


async def test_news_go_on_when_redis_is_back(tmp_path: Path) -> None:
    port, heard = free_port(), list[News | None]()
    url = f"redis://127.0.0.1:{port}/0"
    async with (
        linked(url, limit_seconds=_PATIENT_SECONDS) as here,
        linked(url, limit_seconds=_PATIENT_SECONDS) as there,
    ):
        telling, hearing = RedisEventBus(here), RedisEventBus(there)
        async with telling.following(lambda _: None), hearing.following(heard.append):
            for life in (1, 2):
                with servers.redis(tmp_path, port=port):
                    # Whoever was away is told that something may have been missed.
                    await until(lambda life=life: heard.count(None) == life)
                    grown = Grown("s", life)

                    def told(grown: Grown = grown) -> bool:
                        telling.announce(grown)
                        return grown in heard

                    await until(told)
                telling.announce(Grown("s", 99))
            assert Grown("s", 99) not in heard


@contextmanager
def held(port: int) -> Generator[Callable[[], None]]:
    """Holds a redis-server still: it takes connections and answers nothing."""
    pid = _listening_on(port)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield lambda: os.kill(pid, signal.SIGCONT)
    finally:
        os.kill(pid, signal.SIGCONT)


def _listening_on(port: int) -> int:
    """The redis-server that was started for a port, by its command line."""
    for entry in Path("/proc").iterdir():
        command = b""
        # Others come to their end while one looks.
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        if b"redis-server" in command and str(port).encode() in command:
            return int(entry.name)
    raise LookupError(port)


class Skewed:
    """A clock that runs ahead of that of the machine."""

    def __init__(self, ahead: timedelta) -> None:
        self._clock = SystemClock()
        self._ahead = ahead

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def monotonic(self) -> float:
        return self._clock.monotonic() + self._ahead.total_seconds()


async def test_a_turn_goes_on_while_redis_is_silent(tmp_path: Path) -> None:
    port, metrics = free_port(), PrometheusMetrics()
    with servers.redis(tmp_path, port=port) as url:
        settings = load_settings(data_dir=tmp_path, redis_url=url)
        async with converse(settings, metrics=metrics) as conversation:
            with held(port):
                events = await conversation.say("I need a laptop")
                assert events[-1].type == "done"
                answer = metrics.render().decode()
                assert 'talknshop_breaker_state{dependency="redis"} 2.0' in answer
            await until(
                lambda: (
                    'talknshop_breaker_state{dependency="redis"} 0.0' in metrics.render().decode()
                )
            )


async def test_a_server_whose_clock_runs_ahead_counts_alike(
    tmp_path: Path,
) -> None:
    with servers.redis(tmp_path) as url:
        ahead = Skewed(timedelta(seconds=90))
        async with (
            linked(url, limit_seconds=_PATIENT_SECONDS) as here,
            linked(url, limit_seconds=_PATIENT_SECONDS) as there,
        ):
            right = RedisRateWindows(here, ProcessRateWindows(SystemClock()))
            wrong = RedisRateWindows(there, ProcessRateWindows(ahead))
            places = [await one.take("turns", "ann", 4) for one in (right, wrong) * 3]
            assert [bool(place.wait_seconds) for place in places] == [False] * 4 + [True] * 2
            assert all(59 <= place.wait_seconds <= 60 for place in places[4:])
