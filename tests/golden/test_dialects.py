"""Each client dialect, played against the server: the order of events, and what each must hold.

A transcript says what a client sends and which types of event follow; repeated ``progress`` and
``token`` count once. ``shapes.json`` holds the keys that clients read: more may come, none may go.
"""

import asyncio
import json
from collections.abc import Generator
from contextlib import AbstractAsyncContextManager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from talknshop.core.settings import load_settings
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.faults import Pauses, StatelessEngine, StatelessMedia
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

Event = dict[str, Any]

_FOLDER = Path(__file__).parent
_DIALECTS = ("plain_protocol", "upper_case", "web_client", "phone_client")
_SHAPES: dict[str, dict[str, list[str]]] = json.loads((_FOLDER / "shapes.json").read_text())
_HEARTBEAT_SECONDS = 0.1
_SILENCE_SECONDS = 2.0
_REPEATING = ("progress", "token")


@pytest.fixture
def url(tmp_path: Path) -> Generator[str]:
    settings = load_settings(
        data_dir=tmp_path,
        ws_heartbeat_interval=_HEARTBEAT_SECONDS,
        ws_message_timeout=_SILENCE_SECONDS,
    )
    pauses = Pauses(tmp_path)

    def container() -> AbstractAsyncContextManager[Container]:
        collaborators = Collaborators(
            catalog=InMemoryCatalog([make_product(n) for n in range(3)]),
            language=StatelessEngine(pauses),
            media=StatelessMedia(pauses),
        )
        return open_container(settings, collaborators)

    with running(create_app(settings, container=container)) as base:
        yield f"{base.replace('http', 'ws')}/ws/chat?user_id=golden&session_id=golden"


class Client:
    """Sends what a transcript says, and takes pings out of what it reads."""

    def __init__(self, opened: ClientConnection, *, answers_pings: bool) -> None:
        self._opened = opened
        self._answers_pings = answers_pings
        self.pings = 0

    async def send(self, frame: Event) -> None:
        await self._opened.send(json.dumps(frame))

    async def receive(self) -> Event:
        while True:
            event: Event = json.loads(await self._opened.recv())
            check_shape(event)
            if event["type"] != "ping":
                return event
            self.pings += 1
            if self._answers_pings:
                await self.send({"type": "pong"})

    async def sequence(self, wanted: list[str]) -> list[str]:
        """As many events as are wanted, repeated ones taken together."""
        found: list[str] = []
        while len(found) < len(wanted):
            event = await self.receive()
            if event["type"] == "token" and not event["data"]["is_complete"]:
                continue
            found.append(event["type"])
            found = [
                kind
                for name, group in groupby(found)
                for kind in ([name] if name in _REPEATING else list(group))
            ]
        return found


def check_shape(event: Event) -> None:
    shape = _SHAPES[event["type"]]
    assert set(shape["event"]) - set(event) == set()
    assert set(shape["data"]) - set(event["data"]) == set()


@pytest.mark.parametrize("dialect", _DIALECTS)
async def test_a_client_that_speaks(dialect: str, url: str) -> None:
    transcript = json.loads((_FOLDER / f"{dialect}.json").read_text())
    async with asyncio.timeout(20), connect(url, ping_interval=None) as opened:
        client = Client(opened, answers_pings=transcript["answers_pings"])
        assert (await client.receive())["type"] == "connected"
        for turn in transcript["turns"]:
            await client.send(turn["send"])
            assert await client.sequence(turn["receive"]) == turn["receive"]


async def test_who_answers_pings_is_not_taken_for_dead(url: str) -> None:
    """Says nothing but pong for longer than silence is borne, and is still served."""
    async with asyncio.timeout(20), connect(url, ping_interval=None) as opened:
        client = Client(opened, answers_pings=True)
        await client.receive()
        reading = asyncio.create_task(client.receive())
        await asyncio.sleep(2 * _SILENCE_SECONDS)
        assert not reading.done()
        await client.send({"type": "message", "message": "hello"})
        assert (await reading)["type"] == "thinking"
        assert client.pings > _SILENCE_SECONDS / _HEARTBEAT_SECONDS


def test_every_event_of_the_protocol_has_a_shape() -> None:
    received = {
        kind
        for dialect in _DIALECTS
        for turn in json.loads((_FOLDER / f"{dialect}.json").read_text())["turns"]
        for kind in turn["receive"]
    }
    assert received | {"connected", "ping"} == set(_SHAPES)
