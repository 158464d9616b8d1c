"""Sockets that break, stall, flood or talk nonsense; the conversation and the others go on."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.faults.lives import Event, Talk, log_of
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from talknshop.core.settings import Settings, load_settings
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.faults import Pauses, StatelessEngine, StatelessMedia
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

# RFC 6455: normal, unsupported data, invalid text, policy violation, too big.
_DEFINED_CODES = {1000, 1003, 1007, 1008, 1009}
_FLOOD = 10_000
_LONGER_THAN_A_CLOSE_MAY_TAKE = 6.0
_NO_LIMIT = 1_000_000
_MORE_THAN_BUFFERS_HOLD = 20_000


def message(text: str, client_id: str) -> Event:
    return {"type": "message", "message": text, "client_id": client_id}


_FRAMES = [message("a desk", "c1"), message("under 40", "c2"), message("hello there", "c3")]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    data = tmp_path_factory.mktemp("data")
    configured = load_settings(data_dir=data, rate_limit_per_user=_NO_LIMIT)
    with running(create_app(configured, container=lambda: served(configured))) as base:
        yield f"{base.replace('http', 'ws')}/ws/chat"


def served(configured: Settings) -> AbstractAsyncContextManager[Container]:
    pauses = Pauses(configured.data_dir)
    return open_container(
        configured,
        Collaborators(
            catalog=InMemoryCatalog([make_product(n) for n in range(3)]),
            language=StatelessEngine(pauses),
            media=StatelessMedia(pauses),
        ),
    )


@asynccontextmanager
async def connected(url: str, session_id: str, **query: object) -> AsyncGenerator[ClientConnection]:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    async with (
        asyncio.timeout(30),
        connect(f"{url}?user_id=u&session_id={session_id}{more}", ping_interval=None) as opened,
    ):
        assert (await receive(opened))["type"] == "connected"
        yield opened


async def receive(opened: ClientConnection) -> Event:
    return json.loads(await opened.recv())


async def is_well(url: str, session_id: str) -> bool:
    """Whether somebody who behaves is served."""
    talk = Talk(url, session_id)
    await talk.say(*_FRAMES)
    return [e["data"]["outcome"] for e in talk.events if e["type"] == "done"] == [
        "clarification",
        "results",
        "message",
    ]


def hang_up(opened: ClientConnection) -> None:
    opened.transport.abort()


def say_goodbye(opened: ClientConnection) -> None:
    opened.transport.close()


@pytest.mark.parametrize("leave", [hang_up, say_goodbye])
async def test_a_socket_that_breaks_after_every_event_misses_nothing(
    url: str, leave: Callable[[ClientConnection], None]
) -> None:
    session_id = f"broken-{leave.__name__}"
    view: list[Event] = []
    sent = 0
    while sum(event["type"] == "done" for event in view) < len(_FRAMES):
        last_seq = view[-1]["seq"] if view else 0
        async with connected(url, session_id, last_seq=last_seq) as opened:
            if sum(event["type"] == "done" for event in view) == sent:
                await opened.send(json.dumps(_FRAMES[sent]))
                sent += 1
            view.append(await receive(opened))
            leave(opened)
    assert [event["seq"] for event in view] == list(range(1, len(view) + 1))
    assert view == await log_of(url, session_id)


async def test_clients_of_one_session_see_the_same_whenever_they_came(url: str) -> None:
    talk = Talk(url, "shared")
    async with connected(url, "shared") as early:
        saying = asyncio.create_task(talk.say(*_FRAMES))
        seen = [await receive(early) for _ in range(5)]
        async with connected(url, "shared", last_seq=0) as late:
            await saying
            seen += [await receive(early) for _ in range(len(talk.events) - len(seen))]
            seen_late = [await receive(late) for _ in range(len(talk.events))]
    assert seen == seen_late == talk.events == await log_of(url, "shared")


@pytest.fixture
def impatient(tmp_path: Path) -> Generator[str]:
    quick = load_settings(
        data_dir=tmp_path,
        rate_limit_per_user=_NO_LIMIT,
        ws_heartbeat_interval=0.1,
        ws_message_timeout=1.0,
    )
    with running(create_app(quick, container=lambda: served(quick))) as base:
        yield base


async def test_a_client_that_never_reads_holds_nobody_up(impatient: str) -> None:
    """Its own session goes on too; in the end the server lets go of it, though it reads nothing."""
    url = f"{impatient.replace('http', 'ws')}/ws/chat"
    host, port = url.split("/")[2].split(":")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect((host, int(port)))
    async with (
        asyncio.timeout(30),
        connect(
            f"{url}?user_id=u&session_id=stalled", sock=narrow, compression=None, ping_interval=None
        ) as opened,
    ):
        opened.transport.pause_reading()
        for number in range(_MORE_THAN_BUFFERS_HOLD):
            await opened.send("{")
            if number % 50 == 0:
                await asyncio.sleep(0)
        assert await is_well(url, "stalled")
        assert await is_well(url, "beside-the-stalled")
        async with httpx.AsyncClient(base_url=impatient, trust_env=False) as http:
            while await connections_of(http, "stalled"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        # Not even its close frame could be written; the server does not wait for that for ever.
        await asyncio.sleep(_LONGER_THAN_A_CLOSE_MAY_TAKE)
        opened.transport.resume_reading()
        with pytest.raises(ConnectionClosed) as caught:
            await drained(opened)
    assert code_of(caught.value) is None


async def drained(opened: ClientConnection) -> None:
    while True:
        await opened.recv()


async def connections_of(http: httpx.AsyncClient, session_id: str) -> int:
    response = await http.get(f"/api/v1/sessions/{session_id}", params={"user_id": "u"})
    return response.json()["connection_count"]


def code_of(closed: ConnectionClosed) -> int | None:
    return closed.rcvd.code if closed.rcvd else None


_PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_JSON = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_KNOWN_NAMES = st.sampled_from(
    ["type", "message", "text", "media", "media_refs", "operations", "client_id", "last_seq"]
)
_TYPES = st.sampled_from(["message", "ANSWER", "edit", "Cancel", "resume", "ping", "pong"])
_ALMOST_FRAMES = st.dictionaries(_KNOWN_NAMES, _JSON, max_size=4).flatmap(
    lambda fields: st.one_of(st.just(fields), _TYPES.map(lambda kind: {**fields, "type": kind}))
)


@examples(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    frames=st.lists(
        st.one_of(st.text(), st.binary(), _JSON.map(json.dumps), _ALMOST_FRAMES.map(json.dumps)),
        min_size=1,
        max_size=6,
    )
)
async def test_nonsense_is_answered_or_closed_with_a_defined_code(
    url: str, frames: list[str | bytes]
) -> None:
    async with connected(url, "nonsense") as opened:
        try:
            for frame in [*frames, '{"type": "ping"}']:
                await opened.send(frame)
            while (await receive(opened))["type"] != "pong":
                pass
        except ConnectionClosed as closed:
            assert code_of(closed) in _DEFINED_CODES  # noqa: PT017  # only one of two good ends


@pytest.mark.parametrize("last_seq", [2**63, 2**64 - 1, 10**30])
async def test_a_place_beyond_any_log_replays_nothing(url: str, last_seq: int) -> None:
    async with connected(url, "beyond", last_seq=last_seq) as opened:
        await opened.send(json.dumps({"type": "resume", "last_seq": 2**64 - 1}))
        await opened.send('{"type": "ping"}')
        assert (await receive(opened))["type"] == "pong"


async def test_a_name_that_the_store_uses_itself_is_refused(url: str) -> None:
    async with connect(f"{url}?session_id=%23open-runs") as opened:
        error = await receive(opened)
        assert (error["type"], error["data"]["code"]) == ("error", "validation_error")
        with pytest.raises(ConnectionClosed):
            await opened.recv()
    assert await is_well(url, "open-runs")


@pytest.fixture
def strict(tmp_path: Path) -> Generator[str]:
    few = load_settings(data_dir=tmp_path, rate_limit_per_user=1)
    with running(create_app(few, container=lambda: served(few))) as base:
        yield f"{base.replace('http', 'ws')}/ws/chat"


async def test_a_frame_that_is_sent_again_is_not_refused_for_coming_too_often(strict: str) -> None:
    first, second = _FRAMES[:2]
    talk = Talk(strict, "again")
    await talk.say(first)
    async with connected(strict, "again") as opened:
        await opened.send(json.dumps(first))
        await opened.send(json.dumps(second))
        refused = await receive(opened)
        assert (refused["type"], refused["data"]["code"]) == ("error", "rate_limit_error")
        assert refused["data"]["details"]["client_id"] == second["client_id"]
    assert await log_of(strict, "again") == talk.events


async def test_ten_thousand_frames_in_a_second_kill_nobody(url: str) -> None:
    kinds = ["{", "[]", '{"type": "teapot"}', '{"type": "resume", "last_seq": -1}', "\x00"]
    async with connected(url, "flood") as opened:
        answers = asyncio.create_task(answers_of(opened))
        beside = asyncio.create_task(is_well(url, "beside-the-flood"))
        for number in range(_FLOOD):
            await opened.send(kinds[number % len(kinds)])
        assert await beside
        assert await answers == {"error": _FLOOD}
    assert await is_well(url, "after-the-flood")


async def answers_of(opened: ClientConnection) -> dict[str, int]:
    counted: dict[str, int] = {}
    while sum(counted.values()) < _FLOOD:
        kind = (await receive(opened))["type"]
        counted[kind] = counted.get(kind, 0) + 1
    return counted


def test_bytes_that_are_no_protocol_at_all(url: str) -> None:
    """Not even HTTP; and a socket that goes away in the middle of a frame."""
    host, port = url.split("/")[2].split(":")
    handshake = (
        f"GET /ws/chat?session_id=torn HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n"
    ).encode()
    for sent in (b"\x16\x03\x01\x02\x00", handshake + b"\x81\xfe\xff", handshake + b"\x83\x80" * 9):
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(sent)
            raw.recv(1024)
    assert asyncio.run(is_well(url, "after-torn-sockets"))
