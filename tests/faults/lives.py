"""A server that is killed and started again, and a client that goes on with its conversation."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Event = dict[str, Any]

PATIENCE_SECONDS = 60.0
"""What is sure to come is waited for so long, however busy the machine."""


class Lives:
    """One server process after the other over the same folder and port."""

    def __init__(self, process: subprocess.Popen[str], data: Path) -> None:
        self._process = process
        self._order = data / "kill_after"
        self._hold = data / "hold"
        self.url = f"ws://127.0.0.1:{self._line()}/ws/chat"
        self._pid = 0
        self.begin()

    def begin(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("live\n")
        self._process.stdin.flush()
        self._pid = int(self._line())

    def kill(self) -> None:
        """Kills the server; whatever step was held is free in the next life."""
        os.kill(self._pid, signal.SIGKILL)
        self._hold.unlink(missing_ok=True)
        self._begin_again()

    async def dies_within(self, seconds: float) -> bool:
        """Waits for a death that was ordered; withdraws the order when it does not come."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._order.exists():  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
        if self._order.exists():
            self._order.unlink()
            return False
        self._hold.unlink(missing_ok=True)
        self._begin_again()
        return True

    def kill_after(self, writes: int) -> None:
        """Has the server die by its own hand after so many commits."""
        _write(self._order, str(writes))

    @property
    def is_ordered(self) -> bool:
        return self._order.exists()

    def hold(self, step: str) -> None:
        """Holds a step up for the rest of this life."""
        _write(self._hold, step)

    def _begin_again(self) -> None:
        assert self._line() == "dead"
        self.begin()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def _write(path: Path, text: str) -> None:
    # Renamed into its place: the server must never read half of it.
    unfinished = path.with_suffix(".new")
    unfinished.write_text(text)
    unfinished.replace(path)


@contextmanager
def lives(data: Path, *, seconds: float = 0.0) -> Generator[Lives]:
    served = Path(__file__).with_name("served.py")
    with (
        (data / "server.log").open("a") as log,
        subprocess.Popen(
            [sys.executable, served, data, str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        # Closing its input on the way out ends the server and whatever it runs.
        yield Lives(process, data)


@dataclass
class Talk:
    """A client as docs/wire.md describes one: resumes after its last event, sends frames again."""

    url: str
    session_id: str
    events: list[Event] = field(default_factory=list[Event])

    async def say(self, *frames: Event) -> None:
        """Sends frames and reads until every one of them is answered, through any death."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while open_frames := [f for f in frames if not self._is_answered(f)]:
                try:
                    await self._talk(open_frames)
                except (ConnectionClosed, InvalidHandshake, OSError):
                    await asyncio.sleep(0.005)

    async def _talk(self, frames: list[Event]) -> None:
        last_seq = self.events[-1]["seq"] if self.events else 0
        query = f"user_id=u&session_id={self.session_id}&last_seq={last_seq}"
        async with connect(f"{self.url}?{query}", ping_interval=None) as socket:
            assert (await _receive(socket))["type"] == "connected"
            for frame in frames:
                await socket.send(json.dumps(frame))
            while not all(self._is_answered(frame) for frame in frames):
                event = await _receive(socket)
                if "seq" in event:
                    self.events.append(event)

    async def send(self, frame: Event) -> None:
        """Sends a frame on a socket of its own and waits for nothing."""
        query = f"user_id=u&session_id={self.session_id}"
        async with connect(f"{self.url}?{query}", ping_interval=None) as socket:
            await _receive(socket)
            await socket.send(json.dumps(frame))

    async def hears_of(self, step: str) -> None:
        """Returns when somebody reads that a step began."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not any(event["data"].get("step") == step for event in self.events):  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    def _is_answered(self, frame: Event) -> bool:
        runs = [e["run_id"] for e in self.events if is_beginning_of(e, frame)]
        return any(e["type"] == "done" and e["run_id"] in runs for e in self.events)


def is_beginning_of(event: Event, frame: Event) -> bool:
    return event["type"] == "thinking" and event["data"]["client_id"] == frame["client_id"]


async def _receive(socket: ClientConnection) -> Event:
    return json.loads(await socket.recv())


async def log_of(url: str, session_id: str) -> list[Event]:
    """Every event of a session, as somebody sees it who comes new to it."""
    query = f"user_id=u&session_id={session_id}&last_seq=0"
    async with asyncio.timeout(PATIENCE_SECONDS), connect(f"{url}?{query}") as socket:
        newest = (await _receive(socket))["data"]["last_seq"]
        return [await _receive(socket) for _ in range(newest)]


def texts(events: Iterable[Event]) -> list[str]:
    """The text of each message as a client has it in the end, in order."""
    by_message: dict[str, str] = {}
    for event in events:
        if event["type"] == "token":
            data = event["data"]
            before = "" if data["restart"] else by_message.get(data["message_id"], "")
            by_message[data["message_id"]] = before + data["content"]
    return list(by_message.values())
