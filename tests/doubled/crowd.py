"""Many people with a socket each, who come back when sent away, and count what they hear."""

import asyncio
import json
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Event = dict[str, Any]

_WISHES = (
    "laptop under $1000",
    "wireless headphones under $200",
    "office chair under $300",
    "running shoes, not red",
    "a camera under $900",
    "coffee machine under $250",
)
_DIALLING_AT_ONCE = 50
_BACK_AGAIN_SECONDS = 0.2
_PAGE = 500


@dataclass(eq=False)
class Person:
    """Somebody with one conversation, as docs/wire.md describes a client."""

    url: str
    session_id: str
    dialling: asyncio.Semaphore
    last_seq: int = 0
    repeated: int = 0
    gaps: int = 0
    came_back: int = 0
    sent_away: int = 0
    errors: list[Event] = field(default_factory=list[Event])
    begun: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    ended: dict[str, int] = field(default_factory=dict[str, int])
    said: dict[str, str] = field(default_factory=dict[str, str])
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: ClientConnection | None = None

    async def stay(self) -> None:
        """Is connected for as long as nobody cancels it."""
        while True:
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                await self._visit()
            self._socket = None
            self.connected.clear()
            self.came_back += 1
            await asyncio.sleep(_BACK_AGAIN_SECONDS * (1 + random.random()))  # noqa: S311

    async def say(self, text: str) -> None:
        """Says something; whatever becomes of the socket, it is said again until it is answered."""
        client_id = f"c{len(self.said) + 1}"
        self.said[client_id] = text
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._send(self._socket, client_id)

    @property
    def waits(self) -> bool:
        """Whether something is unanswered."""
        return any(client_id not in self._answered() for client_id in self.said)

    def _answered(self) -> set[str]:
        return {
            client_id
            for client_id, runs in self.begun.items()
            if any(run_id in self.ended for run_id in runs)
        }

    async def _visit(self) -> None:
        query = f"user_id={self.session_id}&session_id={self.session_id}&last_seq={self.last_seq}"
        async with self.dialling:
            socket = await connect(
                f"{self.url}?{query}", ping_interval=None, proxy=None, max_size=None
            )
        async with socket:
            assert json.loads(await socket.recv())["type"] == "connected"
            self._socket = socket
            self.connected.set()
            for client_id in set(self.said) - self._answered():
                await self._send(socket, client_id)
            while True:
                event: Event = json.loads(await socket.recv())
                self._hear(event)
                if event["type"] == "reconnect":
                    self.sent_away += 1
                    await asyncio.sleep(event["data"]["after_ms"] / 1000)
                    return

    async def _send(self, socket: ClientConnection, client_id: str) -> None:
        text = self.said[client_id]
        frame = {"type": "message", "message": text, "client_id": client_id}
        await socket.send(json.dumps(frame))

    def _hear(self, event: Event) -> None:
        seq: int | None = event.get("seq")
        if event["type"] == "error":
            self.errors.append(event["data"])
        if seq is None:
            return
        if seq <= self.last_seq:
            self.repeated += 1
            return
        self.gaps += seq - self.last_seq - 1
        self.last_seq = seq
        if event["type"] == "thinking":
            self.begun.setdefault(event["data"]["client_id"], []).append(event["run_id"])
        if event["type"] == "done":
            self.ended[event["run_id"]] = self.ended.get(event["run_id"], 0) + 1


@dataclass(frozen=True)
class Tally:
    """What became of everybody's turns and events."""

    sockets: int
    turns: int
    lost_turns: int
    doubled_turns: int
    events: int
    lost_events: int
    repeated_events: int
    errors: int
    reconnects: int
    sent_away: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, told twice or failed."""
        return not (
            self.lost_turns
            or self.doubled_turns
            or self.lost_events
            or self.repeated_events
            or self.errors
        )


class Crowd:
    """People connected through one address."""

    def __init__(self, chat_url: str, size: int) -> None:
        dialling = asyncio.Semaphore(_DIALLING_AT_ONCE)
        self.people = [Person(chat_url, f"soak-{n}", dialling) for n in range(size)]
        self._staying: list[asyncio.Task[None]] = []

    async def come(self) -> None:
        """Connects everybody."""
        self._staying = [asyncio.create_task(person.stay()) for person in self.people]
        await asyncio.gather(*(person.connected.wait() for person in self.people))

    async def talk(self, *, seconds: float, turns_a_second: float) -> None:
        """Somebody who waits for nothing says something, so many times a second."""
        chance = random.Random(11)  # noqa: S311
        loop = asyncio.get_running_loop()
        started = loop.time()
        for number in range(int(seconds * turns_a_second)):
            await asyncio.sleep(max(0.0, started + number / turns_a_second - loop.time()))
            while not (idle := [one for one in self.people if not one.waits]):  # noqa: ASYNC110
                # More are waiting than there are sockets; every turn is said all the same.
                await asyncio.sleep(0.1)
            await chance.choice(idle).say(chance.choice(_WISHES))

    async def hear_the_rest(self, seconds: float) -> None:
        """Waits until everybody is answered, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while any(person.waits for person in self.people):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                # What is told behind the end of a turn.
                await asyncio.sleep(1)

    async def go(self) -> None:
        """Disconnects everybody."""
        for task in self._staying:
            task.cancel()
        await asyncio.gather(*self._staying, return_exceptions=True)

    async def tally(self, url: str) -> Tally:
        """Holds what was heard against the logs of the server."""
        people = [person for person in self.people if person.said]
        logged = await _logged(url, [person.session_id for person in people])
        runs = [runs for person in people for runs in person.begun.values()]
        return Tally(
            sockets=len(self.people),
            turns=sum(len(person.said) for person in people),
            lost_turns=sum(len(set(p.said) - p._answered()) for p in people),
            doubled_turns=sum(len(run_ids) - 1 for run_ids in runs)
            + sum(times - 1 for person in people for times in person.ended.values()),
            events=sum(logged.values()),
            lost_events=sum(person.gaps for person in people)
            + sum(logged[person.session_id] - person.last_seq for person in people),
            repeated_events=sum(person.repeated for person in people),
            errors=sum(len(person.errors) for person in self.people),
            reconnects=sum(person.came_back for person in self.people),
            sent_away=sum(person.sent_away for person in self.people),
        )


async def _logged(url: str, session_ids: Sequence[str]) -> dict[str, int]:
    """The place of the newest event of each session."""
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:

        async def newest(session_id: str) -> int:
            path = f"/api/v1/sessions/{session_id}/events"
            answer = await client.get(path, params={"user_id": session_id, "limit": 1})
            answer.raise_for_status()
            return answer.json()["last_seq"]

        return {session_id: await newest(session_id) for session_id in session_ids}
