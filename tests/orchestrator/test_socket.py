"""The socket on a real port."""

import asyncio
import json
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from tests.orchestrator.conftest import SCRIPT, stores_of
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from talknshop.core.settings import Settings, load_settings
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.language import ScriptedLanguageEngine
from talknshop.testing.server import running

pytestmark = pytest.mark.socket


class Client:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **fields: object) -> None:
        await self.socket.send(json.dumps(fields))

    async def receive(self) -> dict[str, Any]:
        return json.loads(await asyncio.wait_for(self.socket.recv(), 10))

    async def until(self, wanted: str) -> list[dict[str, Any]]:
        events = [await self.receive()]
        while events[-1]["type"] != wanted:
            events.append(await self.receive())
        return events


@asynccontextmanager
async def client(base: str, query: str = "user_id=u1&session_id=s1") -> AsyncGenerator[Client]:
    async with connect(f"{base.replace('http', 'ws')}/ws/chat?{query}") as socket:
        yield Client(socket)


def served(settings: Settings) -> AbstractAsyncContextManager[Container]:
    return open_container(
        settings,
        Collaborators(
            catalog=InMemoryCatalog([make_product(n) for n in range(3)]),
            language=ScriptedLanguageEngine(SCRIPT),
        ),
    )


@pytest.fixture
def base(settings: Settings) -> Generator[str]:
    with running(create_app(settings, container=lambda: served(settings))) as url:
        yield url


async def test_the_order_of_a_conversation(base: str) -> None:
    async with client(base, "user_id=u1") as talk:
        greeting = await talk.receive()
        assert greeting["type"] == "connected"
        assert greeting["data"]["protocol"] == 2
        assert greeting["data"]["resumed"] is False
        assert greeting["session_id"].startswith("sess_")
        assert greeting["timestamp"].endswith("Z")
        assert "seq" not in greeting

        await talk.send(type="message", message="I need a laptop", client_id="c1")
        asked = await talk.until("done")
        assert asked[0]["type"] == "thinking"
        assert asked[0]["data"]["client_id"] == "c1"
        assert [e["type"] for e in asked[-2:]] == ["clarification", "done"]

        await talk.send(type="answer", message="under $1000")
        found = await talk.until("done")
        types = [e["type"] for e in found if e["type"] != "progress"]
        assert types == ["thinking", "results", "token", "done"]
        results = next(e for e in found if e["type"] == "results")
        assert results["data"]["products"][0]["price"] == 100.0
        assert results["data"]["total_count"] == 3


async def test_a_session_goes_on_and_replays_what_a_client_missed(base: str) -> None:
    async with client(base) as talk:
        await talk.receive()
        await talk.send(type="message", message="I need a laptop")
        first = await talk.until("done")
    async with client(base, "user_id=u1&session_id=s1&last_seq=3") as again:
        greeting = await again.receive()
        assert greeting["data"]["resumed"] is True
        assert greeting["data"]["last_seq"] == first[-1]["seq"]
        assert await again.until("done") == first[3:]
    async with client(base) as fresh:
        await fresh.receive()
        await fresh.send(type="ping")
        assert (await fresh.receive())["type"] == "pong"
        await fresh.send(type="resume", last_seq=0)
        assert await fresh.until("done") == first


async def test_a_client_that_reads_lines_gets_its_replay_in_few_messages(base: str) -> None:
    async with client(base) as talk:
        await talk.receive()
        await talk.send(type="message", message="I need a laptop")
        told = await talk.until("done")
    query = "user_id=u1&session_id=s1&last_seq=0&frames=lines"
    async with connect(f"{base.replace('http', 'ws')}/ws/chat?{query}") as socket:
        messages: list[list[str]] = []
        while sum(map(len, messages)) < len(told) + 1:
            text = await asyncio.wait_for(socket.recv(decode=True), 10)
            messages.append(text.split("\n"))
        greeting, *events = [json.loads(line) for lines in messages for line in lines]
        assert greeting["type"] == "connected"
        assert events == told
        assert len(messages) < len(told)


async def test_every_socket_of_a_session_gets_its_events(base: str) -> None:
    async with client(base) as one, client(base) as two:
        await one.receive()
        await two.receive()
        await one.send(type="message", message="hello")
        assert await one.until("done") == await two.until("done")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("{not json", "not valid JSON"),
        ('{"type": "teapot"}', "Known types are"),
        ('{"type": "message", "message": "' + "x" * 900_000 + '"}', "at most 5,000"),
        (b"\x00\x01binary", "not valid JSON"),
    ],
)
async def test_a_bad_frame_costs_a_sentence_and_nothing_else(
    base: str, raw: str | bytes, sentence: str
) -> None:
    async with client(base) as talk:
        await talk.receive()
        await talk.socket.send(raw)
        error = await talk.receive()
        assert error["type"] == "error"
        assert sentence in error["data"]["error"]
        assert error["data"]["code"] == "validation_error"
        assert "seq" not in error
        await talk.send(type="message", message="hello")
        assert (await talk.until("done"))[-1]["data"]["outcome"] == "message"


async def test_a_frame_above_a_megabyte_closes_with_1009(base: str) -> None:
    async with client(base) as talk:
        await talk.receive()
        await talk.socket.send("x" * (1024 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as caught:
            await talk.until("never")
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1009


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("user_id=somebody-else&session_id=s1", "not_found_error"),
        ("user_id=u1&session_id=s1&last_seq=abc", "validation_error"),
        (f"user_id=u1&session_id={'x' * 300}", "validation_error"),
    ],
)
async def test_who_may_not_join_is_told_why(base: str, query: str, code: str) -> None:
    async with client(base) as owner:
        await owner.receive()
        async with client(base, query) as stranger:
            error = await stranger.receive()
            assert (error["type"], error["data"]["code"]) == ("error", code)
            with pytest.raises(ConnectionClosed) as caught:
                await stranger.receive()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1008


async def test_a_page_of_another_site_is_refused(base: str) -> None:
    url = f"{base.replace('http', 'ws')}/ws/chat"
    with pytest.raises(InvalidStatus):
        async with connect(url, additional_headers={"Origin": "https://evil.example"}):
            pass


async def test_feedback_is_kept_and_a_click_is_not(base: str, settings: Settings) -> None:
    async with client(base) as talk:
        await talk.receive()
        await talk.send(type="feedback", target="store_test_1", value="click")
        await talk.send(type="feedback", target="store_test_1", value="down", reason="too dear")
        await talk.send(type="ping")
        assert (await talk.receive())["type"] == "pong"
    async with stores_of(settings) as stores:
        [kept] = [record.value for record in await stores.records.query("s1", "FEEDBACK#")]
    assert (kept["target"], kept["value"], kept["reason"]) == ("store_test_1", "down", "too dear")


async def test_disconnect_says_goodbye(base: str) -> None:
    async with client(base) as talk:
        await talk.receive()
        await talk.send(type="disconnect")
        with pytest.raises(ConnectionClosed) as caught:
            await talk.receive()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1000


@pytest.fixture
def impatient(settings: Settings) -> Generator[str]:
    changed = load_settings(
        data_dir=settings.data_dir,
        ws_heartbeat_interval=0.05,
        ws_message_timeout=0.3,
        ws_max_concurrent_connections=1,
    )
    with running(create_app(changed, container=lambda: served(changed))) as url:
        yield url


async def test_a_living_client_stays_and_a_silent_one_is_closed(impatient: str) -> None:
    async with client(impatient) as talk:
        await talk.receive()
        for _ in range(12):
            assert (await talk.receive())["type"] == "ping"
            await talk.send(type="pong")
        with pytest.raises(ConnectionClosed) as caught:
            await talk.until("never")
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1001
    assert "No sign of life" in caught.value.rcvd.reason


async def test_one_connection_too_many_is_refused_with_1008(impatient: str) -> None:
    async with client(impatient) as first:
        await first.receive()
        async with client(impatient, "user_id=u1&session_id=s2") as second:
            with pytest.raises(ConnectionClosed) as caught:
                await second.receive()
    assert caught.value.rcvd is not None
    assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (1008, "Connection limit reached")


async def test_who_goes_away_takes_no_new_sockets(settings: Settings) -> None:
    app = create_app(settings, container=lambda: served(settings))
    with running(app) as base:
        async with client(base) as talk:
            await talk.until("connected")
            app.state.container.lifecycle.draining = True
            with pytest.raises(InvalidStatus) as refused:
                async with client(base):
                    pytest.fail("taken in spite of its end")
            assert refused.value.response.status_code == 503
            await talk.send(type="ping")
            await talk.until("pong")
