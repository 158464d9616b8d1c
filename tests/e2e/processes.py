"""``talknshop`` as processes of their own, and a conversation with them."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import connect

TALKNSHOP = Path(sys.executable).with_name("talknshop")
_SECONDS = 30.0


@dataclass
class Running:
    """A process that serves, and where."""

    process: subprocess.Popen[str]
    urls: list[str]

    @property
    def url(self) -> str:
        return self.urls[0]

    @property
    def port(self) -> str:
        return self.url.rsplit(":", 1)[1]

    def stop(self, signal_number: int) -> tuple[int, str]:
        """Signals the process; its exit code, and what it wrote to stderr."""
        self.process.send_signal(signal_number)
        _, written = self.process.communicate(timeout=_SECONDS)
        return self.process.returncode, written


@contextmanager
def talknshop(*arguments: str, **settings: str) -> Generator[Running]:
    """Runs ``talknshop ARGUMENTS`` until the block ends; ready once it is entered."""
    command = _command(arguments, settings)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Running(process, list(_addresses(process)))
        finally:
            process.kill()


def _command(arguments: Sequence[str], settings: Mapping[str, str]) -> list[str]:
    return ["env", *(f"{name}={value}" for name, value in settings.items()), str(TALKNSHOP),
            *arguments]  # fmt: skip


def _addresses(process: subprocess.Popen[str]) -> Generator[str]:
    assert process.stdout is not None
    while (line := process.stdout.readline()) != "Ctrl+C stops it.\n":
        assert " is at http://localhost:" in line, line + _error(process)
        yield line.split()[-1].replace("localhost", "127.0.0.1")


def _error(process: subprocess.Popen[str]) -> str:
    process.kill()
    return process.communicate()[1]


def refused(*arguments: str, **settings: str) -> str:
    """What a command that cannot start writes to stderr: one sentence."""
    command = _command(arguments, settings)
    result = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert result.returncode == 1, result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


Headers = dict[str, str]


def get(url: str, *, headers: Headers | None = None, **params: str) -> httpx.Response:
    """Asks once, without a proxy of the environment."""
    return httpx.get(url, headers=headers, params=params, trust_env=False, timeout=_SECONDS)


def post(url: str, body: object, *, headers: Headers | None = None) -> httpx.Response:
    """Posts JSON once, without a proxy of the environment."""
    return httpx.post(url, json=body, headers=headers, trust_env=False, timeout=_SECONDS)


def say(
    url: str,
    message: str,
    *,
    session: str,
    headers: dict[str, str] | None = None,
    meanwhile: Callable[[dict[str, Any]], None] | None = None,
) -> list[dict[str, Any]]:
    """Says something over the socket; every event of the turn.

    Args:
        url: Of the origin.
        message: What to say.
        session: In which conversation.
        headers: Of the handshake.
        meanwhile: Called with each event as it comes.
    """
    address = f"{url.replace('http', 'ws')}/ws/chat?session_id={session}&user_id=e2e"
    with connect(address, additional_headers=headers, max_size=None, proxy=None) as socket:
        assert json.loads(socket.recv(_SECONDS))["type"] == "connected"
        socket.send(json.dumps({"type": "message", "message": message}))
        events: list[dict[str, Any]] = []
        while not events or events[-1]["type"] != "done":
            events.append(json.loads(socket.recv(_SECONDS)))
            if meanwhile is not None:
                meanwhile(events[-1])
        return events


def eventually(look: Callable[[], bool]) -> None:
    """Returns once ``look`` is true.

    Raises:
        TimeoutError: It did not become so.
    """
    deadline = time.monotonic() + _SECONDS
    while not look():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)
