"""A thousand sockets, and fifty people talking at once, against the server as it is started.

Usage: python -m benchmarks.sockets

The server is ``talknshop up`` in a process of its own with its bundled catalogue; beside it runs a
bare Starlette app that only accepts and greets. Client and servers share this machine's cores.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect

_SOCKETS = 1000
_AT_ONCE = 100
_SESSIONS = 50
_TURNS = 4
_NO_LIMIT = 1_000_000
_WISHES = (
    "laptop under $1000",
    "running shoes under $150",
    "wireless headphones under $200",
    "coffee maker under $120",
)
_TARGET_SECONDS = 1.5
_TARGET_GROWTH_MB = 100.0
_TARGET_P99_RATIO = 3.0
_IMPORTS = "import fastapi, httpx, langgraph.graph, pydantic, starlette, uvicorn, websockets"


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    start_seconds: float

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.pid

    def signal(self, number: int) -> None:
        """Sends it a signal."""
        self.process.send_signal(number)

    def read_line(self) -> str:
        """The next line it prints, without its end; waits for one."""
        assert self.process.stdout is not None  # noqa: S101
        return self.process.stdout.readline().rstrip("\n")

    def memory(self) -> float:
        """Resident memory, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else float("nan")

    def cpu_seconds(self) -> float:
        """Processor time it has used."""
        fields = (
            Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(*command: str) -> Generator[Server]:
    """Starts a server and stops it at the end.

    Raises:
        RuntimeError: It did not say where it is.
    """
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101
            line = process.stdout.readline()
            port = re.search(r":(\d+)", line)
            if port is None:
                raise RuntimeError(f"{command[0]} did not start: {line!r}")
            url = f"ws://127.0.0.1:{port[1]}/ws/chat"
            yield Server(process, url, time.perf_counter() - started)
        finally:
            process.terminate()


async def _dial(server: Server, stack: AsyncExitStack, seconds: list[float]) -> ClientConnection:
    started = time.perf_counter()
    opened = await stack.enter_async_context(
        connect(server.url, ping_interval=None, compression=None, open_timeout=60)
    )
    assert json.loads(await opened.recv())["type"] == "connected"  # noqa: S101
    seconds.append(time.perf_counter() - started)
    return opened


@dataclass(frozen=True)
class _Dialled:
    """What a thousand connects took."""

    seconds: float
    """Until all were connected."""
    p99: float
    """Seconds of one."""
    megabytes: float
    """By which the server's memory grew."""
    cpu_ms: float
    """Processor time of the server for one."""


async def _thousand(server: Server) -> _Dialled:
    before, cpu = server.memory(), server.cpu_seconds()
    seconds: list[float] = []
    room = asyncio.Semaphore(_AT_ONCE)
    async with AsyncExitStack() as stack:

        async def dial() -> None:
            async with room:
                await _dial(server, stack, seconds)

        started = time.perf_counter()
        await asyncio.gather(*(dial() for _ in range(_SOCKETS)))
        total = time.perf_counter() - started
        grown = server.memory() - before
        cpu = server.cpu_seconds() - cpu
    p99 = statistics.quantiles(seconds, n=100)[-1]
    return _Dialled(total, p99, grown, cpu / _SOCKETS * 1000)


@dataclass(frozen=True)
class Conversations:
    """What talking to it took."""

    seconds: list[float]
    """Of each turn."""
    took: float
    """Seconds of all, side by side."""
    cpu_seconds: float

    @property
    def turns(self) -> int:
        """How many."""
        return len(self.seconds)

    def __str__(self) -> str:
        p95 = statistics.quantiles(self.seconds, n=20)[-1]
        return (
            f"{_SESSIONS} sessions, {self.turns} turns: {self.turns / self.took:.1f} turns/s, "
            f"{self.cpu_seconds / self.turns * 1000:.1f} ms of processor time a turn, "
            f"p50 {statistics.median(self.seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
        )


async def converse(server: Server) -> Conversations:
    """Fifty people, each saying four wishes one after the other."""
    seconds: list[float] = []

    async def talk(opened: ClientConnection, number: int) -> None:
        for turn in range(_TURNS):
            frame = {"type": "message", "message": _WISHES[(number + turn) % len(_WISHES)]}
            started = time.perf_counter()
            await opened.send(json.dumps(frame))
            while json.loads(await opened.recv())["type"] != "done":
                pass
            seconds.append(time.perf_counter() - started)

    async with AsyncExitStack() as stack:
        sockets = [await _dial(server, stack, []) for _ in range(_SESSIONS)]
        await talk(sockets[0], 0)
        seconds.clear()
        cpu, started = server.cpu_seconds(), time.perf_counter()
        await asyncio.gather(*(talk(opened, n) for n, opened in enumerate(sockets)))
        took = time.perf_counter() - started
        return Conversations(seconds, took, server.cpu_seconds() - cpu)


def _bare_imports() -> tuple[float, float]:
    """Seconds and MB that importing the frameworks alone takes."""
    show = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    started = time.perf_counter()
    command = [sys.executable, "-c", f"{_IMPORTS}; {show}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return time.perf_counter() - started, float(done.stdout)


def _verdict(value: float, target: float) -> str:
    return f"(target {target:g}{'' if value <= target else ', MISSED'})"


def _measure() -> None:
    seconds, megabytes = _bare_imports()
    talknshop = str(Path(sys.executable).with_name("talknshop"))
    bare = (sys.executable, "-m", "benchmarks.sockets", "--serve-bare")
    with (
        tempfile.TemporaryDirectory() as data,
        serving(
            "env",
            f"RATE_LIMIT_PER_USER={_NO_LIMIT}",
            talknshop,
            "up",
            "--port",
            "0",
            "--data",
            data,
        ) as server,
        serving(*bare) as plain,
    ):
        print(
            f"  start {server.start_seconds:.2f} s with an empty folder, idle {server.memory():.0f}"
            f" MB; the imports alone {seconds:.2f} s, {megabytes:.0f} MB"
        )
        _report(asyncio.run(_thousand(server)), asyncio.run(_thousand(plain)))
        print(f"  {asyncio.run(converse(server))}")


def _report(ours: _Dialled, bare: _Dialled) -> None:
    ratio = ours.p99 / bare.p99
    print(
        f"  {_SOCKETS} sockets, {_AT_ONCE} at a time: all connected and stored after "
        f"{ours.seconds:.2f} s {_verdict(ours.seconds, _TARGET_SECONDS)}, memory grew by "
        f"{ours.megabytes:.0f} MB {_verdict(ours.megabytes, _TARGET_GROWTH_MB)}\n"
        f"  p99 of a connect {ours.p99 * 1000:.0f} ms, bare Starlette {bare.p99 * 1000:.0f} ms: "
        f"{ratio:.1f} times {_verdict(ratio, _TARGET_P99_RATIO)}\n"
        f"  why: a connect takes {ours.cpu_ms:.2f} ms of the server's processor time, the bare one "
        f"{bare.cpu_ms:.2f} ms; with {_AT_ONCE} in line the last waits for all before it"
    )


async def _greet(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json({"type": "connected"})
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        pass


def _serve_bare() -> None:
    app = Starlette(routes=[WebSocketRoute("/ws/chat", _greet)])
    config = uvicorn.Config(app, log_config=None, ws="websockets-sansio", ws_ping_interval=None)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(_SOCKETS)
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        uvicorn.Server(config).run(sockets=[listening])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve-bare", action="store_true", help=argparse.SUPPRESS)
    if parser.parse_args().serve_bare:
        _serve_bare()
    else:
        _measure()


if __name__ == "__main__":
    main()
