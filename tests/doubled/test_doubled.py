"""Two orchestrators behind nginx: it does not matter which of them one comes to."""

import asyncio
import json
import signal
import uuid
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from tests.doubled.orchestrators import Doubled, Server, doubled
from tests.faults.checks import check_log
from tests.faults.lives import Event, Talk, log_of
from tests.stand_ins.on_aws import everything_on
from websockets.asyncio.client import ClientConnection, connect

from talknshop.clients.job_news import JobNewsClient
from talknshop.core.clock import SystemClock
from talknshop.core.http import http_client
from talknshop.core.service_tokens import ServiceAuth, ServiceTokens
from talknshop.core.settings import load_settings
from talknshop.core.tokens import open_signer
from talknshop.schemas.enums import JobStatus
from talknshop.schemas.job import JobData, JobNews

pytestmark = pytest.mark.socket

_SECONDS = 20.0
_AT_ONCE_SECONDS = 0.8
"""Less than a second: the time after which a log is looked at for news that were lost."""
_CANCELLED_SECONDS = 2.0
"""Less than until the lease of a turn is renewed, when its record is looked at."""
_LIMIT = 6


@contextmanager
def folder_and_redis(request: pytest.FixtureRequest) -> Generator[Mapping[str, str]]:
    yield {"REDIS_URL": request.getfixturevalue("redis_url")}


@contextmanager
def everything_on_aws(request: pytest.FixtureRequest) -> Generator[Mapping[str, str]]:
    with everything_on(request.getfixturevalue("stand_ins")) as given:
        yield {**given, "SECRET_KEY": "known to both servers and to whoever speaks to them"}


ENGINES = {"embedded": folder_and_redis, "aws": everything_on_aws}
"""The settings of both servers, by where they keep what they share."""


@pytest.fixture(scope="module", params=ENGINES)
def engines(request: pytest.FixtureRequest) -> Generator[Mapping[str, str]]:
    with ENGINES[request.param](request) as given:
        yield given


@pytest.fixture(scope="module")
def setup(
    tmp_path_factory: pytest.TempPathFactory, engines: Mapping[str, str]
) -> Generator[Doubled]:
    folder = tmp_path_factory.mktemp("doubled")
    # However busy the machine, what is looked at here is not what happens without Redis.
    settings = {"REDIS_TIMEOUT_SECONDS": "5", "RATE_LIMIT_PER_USER": str(_LIMIT), **engines}
    with doubled(folder, settings) as both:
        yield both


def chat(server: Server) -> str:
    return f"{server.url.replace('http', 'ws')}/ws/chat"


def new_session() -> str:
    return f"s-{uuid.uuid4().hex}"


def wish(number: int) -> Event:
    return {
        "type": "message",
        "message": f"laptop under ${1000 + number}",
        "client_id": f"c{number}",
    }


async def receive(socket: ClientConnection) -> Event:
    async with asyncio.timeout(_SECONDS):
        return json.loads(await socket.recv())


async def until_done(socket: ClientConnection) -> list[Event]:
    events = [await receive(socket)]
    while events[-1]["type"] != "done":
        events.append(await receive(socket))
    return events


def address(url: str, session: str, *, last_seq: int | None = None) -> str:
    place = "" if last_seq is None else f"&last_seq={last_seq}"
    return f"{url}?user_id={session}&session_id={session}{place}"


async def test_who_is_at_one_hears_at_once_what_is_said_at_the_other(setup: Doubled) -> None:
    first, second = setup.orchestrators
    session = new_session()
    async with (
        connect(address(chat(first), session), proxy=None) as speaking,
        connect(address(chat(second), session), proxy=None) as hearing,
    ):
        for socket in (speaking, hearing):
            assert (await receive(socket))["type"] == "connected"
        await speaking.send(json.dumps(wish(1)))
        loop = asyncio.get_running_loop()
        said = await until_done(speaking)
        ended = loop.time()
        heard = await until_done(hearing)
        assert loop.time() - ended < _AT_ONCE_SECONDS
    assert heard == said
    assert [event["seq"] for event in heard] == list(range(1, len(heard) + 1))


async def test_who_comes_back_to_the_other_one_hears_the_rest_once(setup: Doubled) -> None:
    first, second = setup.orchestrators
    session = new_session()
    async with connect(address(chat(first), session), proxy=None) as socket:
        await receive(socket)
        await socket.send(json.dumps(wish(1)))
        begun = [await receive(socket) for _ in range(3)]
    back = address(chat(second), session, last_seq=begun[-1]["seq"])
    async with connect(back, proxy=None) as socket:
        greeting = await receive(socket)
        assert greeting["data"]["resumed"]
        rest = await until_done(socket)
    assert [event["seq"] for event in begun + rest] == list(range(1, len(begun + rest) + 1))
    check_log(begun + rest, [wish(1)])


async def test_the_limit_is_counted_once(setup: Doubled) -> None:
    session = new_session()
    taken = refused = 0
    async with httpx.AsyncClient(trust_env=False, timeout=_SECONDS) as client:
        for number in range(_LIMIT + 4):
            server = setup.orchestrators[number % 2]
            body = {"message": "hello", "user_id": session, "session_id": session}
            answer = await client.post(f"{server.url}/api/v1/chat", json=body)
            taken += answer.is_success
            refused += answer.status_code == 429
    assert (taken, refused) == (_LIMIT, 4)


@asynccontextmanager
async def crosspost(setup: Doubled, server: Server) -> AsyncGenerator[JobNewsClient]:
    """Hands news in as the crosspost service does, with the secret that both servers share."""
    arguments = setup.orchestrators[0].arguments
    settings = load_settings(
        data_dir=Path(arguments[arguments.index("--data") + 1]),
        secret_key=server.settings.get("SECRET_KEY"),
    )
    clock = SystemClock()
    tokens = ServiceTokens(
        open_signer(settings, clock), clock, caller="crosspost", service="orchestrator"
    )
    async with http_client(server.url, settings, auth=ServiceAuth(tokens)) as http:
        yield JobNewsClient(http)


def job_news(user_id: str, session_id: str | None) -> JobNews:
    job = JobData(
        job_id="job_1",
        status=JobStatus.COMPLETED,
        marketplace_results=[],
        message="Your lamp is listed.",
    )
    return JobNews(
        news_id=uuid.uuid4().hex,
        user_id=user_id,
        session_id=session_id,
        notable=True,
        happened_at=datetime.now(UTC),
        job=job,
    )


@pytest.mark.parametrize("names_session", [True, False])
async def test_news_of_a_job_reach_a_socket_at_the_other_one(
    setup: Doubled, *, names_session: bool
) -> None:
    first, second = setup.orchestrators
    session = new_session()
    async with connect(address(chat(second), session), proxy=None) as socket:
        await receive(socket)
        # Who is where is told four times a second.
        await asyncio.sleep(1)
        news = job_news(session, session if names_session else None)
        # The news are handed in again, as they are when an answer was lost.
        for server in (first, second):
            async with crosspost(setup, server) as client:
                await client.deliver(news)
        event = await receive(socket)
        assert (event["type"], event["data"]["job_id"], event["seq"]) == ("job", "job_1", 1)
        notice = await receive(socket)
        assert (notice["type"], notice["seq"]) == ("notice", 2)
    assert [event["type"] for event in await log_with(chat(first), session)] == ["job", "notice"]


async def log_with(url: str, session: str) -> list[Event]:
    async with connect(address(url, session, last_seq=0), proxy=None) as socket:
        newest = (await receive(socket))["data"]["last_seq"]
        return [await receive(socket) for _ in range(newest)]


@contextmanager
def held(server: Server) -> Generator[None]:
    """Holds a server still, so that whoever asks it is certainly in the middle of something."""
    server.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.signal(signal.SIGCONT)


async def test_a_turn_is_cancelled_at_the_one_that_does_not_work_on_it(setup: Doubled) -> None:
    first, second = setup.orchestrators
    session = new_session()
    async with (
        connect(address(chat(first), session), proxy=None) as working,
        connect(address(chat(second), session), proxy=None) as other,
    ):
        for socket in (working, other):
            await receive(socket)
        with held(setup.catalog):
            await working.send(json.dumps(wish(1)))
            while (await receive(working))["data"].get("step") != "search_marketplaces":
                pass
            asked = asyncio.get_running_loop().time()
            await other.send(json.dumps({"type": "cancel"}))
            for socket in (working, other):
                assert (await until_done(socket))[-1]["data"]["outcome"] == "cancelled"
            took = asyncio.get_running_loop().time() - asked
    assert took < _CANCELLED_SECONDS


async def test_killed_in_mid_turn_the_other_one_finishes(setup: Doubled) -> None:
    talk = Talk(setup.chat, new_session())
    with held(setup.catalog):
        saying = asyncio.create_task(talk.say(wish(1)))
        await talk.hears_of("search_marketplaces")
        owner = await who_has_a_socket(setup)
        await asyncio.to_thread(owner.kill)
    await saying
    check_log(talk.events, [wish(1)])
    assert talk.events == await log_of(setup.chat, talk.session_id)
    await asyncio.to_thread(owner.start)


async def test_who_goes_away_sends_everybody_to_the_other_one(setup: Doubled) -> None:
    session = new_session()
    with held(setup.catalog):
        async with connect(address(setup.chat, session), proxy=None) as socket:
            await receive(socket)
            await socket.send(json.dumps(wish(1)))
            heard = [await receive(socket)]
            while heard[-1]["data"].get("step") != "search_marketplaces":
                heard.append(await receive(socket))
            owner = await who_has_a_socket(setup)
            owner.signal(signal.SIGTERM)
            while (event := await receive(socket))["type"] != "reconnect":
                heard.append(event)
        with pytest.raises(OSError, match="Connect call failed"):
            await connect(address(chat(owner), session), proxy=None)
        back = address(setup.chat, session, last_seq=heard[-1]["seq"])
        async with connect(back, proxy=None) as socket:
            assert (await receive(socket))["data"]["resumed"]
            setup.catalog.signal(signal.SIGCONT)
            heard += await until_done(socket)
    assert [event["seq"] for event in heard] == list(range(1, len(heard) + 1))
    check_log(heard, [wish(1)])
    assert await asyncio.to_thread(owner.end) == 0
    await asyncio.to_thread(owner.start)


async def who_has_a_socket(setup: Doubled) -> Server:
    async with httpx.AsyncClient(trust_env=False, timeout=_SECONDS) as client:
        for server in setup.orchestrators:
            answer = await client.get(f"{server.url}/metrics", headers={"Accept": "text/plain"})
            if "\ntalknshop_connections 1.0\n" in answer.text:
                return server
    raise LookupError
