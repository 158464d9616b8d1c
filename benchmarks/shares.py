"""Where the processor time of a turn goes: LangGraph, storage, JSON, ours.

Usage: python -m benchmarks.shares

Fifty people talk at once to ``talknshop up`` in a process of its own. There the main thread is
sampled by processor time, each sample counted for the innermost frame that belongs to one of the
shares; threads are counted whole by their own clocks. Work in C counts for the Python frame that
called it.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from types import FrameType

from benchmarks.sockets import converse, serving

from talknshop.cli.main import main as talknshop

_EVERY_SECONDS = 0.002
_LIMIT = 1_000_000

# The first that is part of a frame's file decides; the innermost frame that any decides counts.
_SHARES = {
    "/langgraph/checkpoint/serde": "JSON and validation",
    "/langgraph": "LangGraph",
    "/langchain_core": "LangGraph",
    "/talknshop/storage/": "storage",
    "/talknshop/core/sqlite": "storage",
    "/pydantic": "JSON and validation",
    "/json/": "JSON and validation",
    "/talknshop/language/": "ours: language",
    "/talknshop/catalog/": "ours: catalogue",
    "/talknshop/search/": "ours: catalogue",
    "/talknshop/": "ours: conversation",
    "/structlog": "logging",
    "/uvicorn": "sockets and HTTP",
    "/websockets": "sockets and HTTP",
    "/starlette": "sockets and HTTP",
    "/fastapi": "sockets and HTTP",
    "/httpx": "sockets and HTTP",
    "/httpcore": "sockets and HTTP",
}
_THREADS = {
    "writer": "storage",
    "reader": "storage",
    "catalog": "ours: catalogue",
}


class Sampler:
    """Counts what the main thread is at, each two milliseconds of the process's time."""

    def __init__(self) -> None:
        """Begins at once."""
        self.samples: Counter[str] = Counter()
        signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, _EVERY_SECONDS, _EVERY_SECONDS)

    def stop(self) -> None:
        """Samples no more."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _sample(self, _number: int, frame: FrameType | None) -> None:
        while frame is not None:
            name = frame.f_code.co_filename
            share = next((share for part, share in _SHARES.items() if part in name), None)
            if share is not None:
                self.samples[share] += 1
                return
            frame = frame.f_back
        self.samples["event loop"] += 1


def thread_seconds() -> dict[str, float]:
    """Processor time of every live thread by the name it has."""
    return {
        f"{thread.name}/{thread.ident}": time.clock_gettime(
            time.pthread_getcpuclockid(thread.ident)
        )
        for thread in threading.enumerate()
        if thread.ident is not None
    }


def shares(
    samples: Mapping[str, int], before: Mapping[str, float], after: Mapping[str, float]
) -> dict[str, float]:
    """Processor seconds by share: threads by their clocks, the main one divided by its samples."""
    used = {name: seconds - before.get(name, 0.0) for name, seconds in after.items()}
    found: defaultdict[str, float] = defaultdict(float)
    for name, seconds in used.items():
        if name.startswith("MainThread"):
            for share, count in samples.items():
                found[share] += seconds * count / max(sum(samples.values()), 1)
        else:
            known = (share for begin, share in _THREADS.items() if name.startswith(begin))
            found[next(known, "other threads")] += seconds
    return dict(found)


class Recorder:
    """Begins at one signal and prints at another."""

    def __init__(self) -> None:
        """Waits for SIGUSR1."""
        signal.signal(signal.SIGUSR1, self._begin)

    def _begin(self, _number: int, _frame: FrameType | None) -> None:
        before, sampler = thread_seconds(), Sampler()

        def report(_number: int, _frame: FrameType | None) -> None:
            sampler.stop()
            for share, seconds in shares(sampler.samples, before, thread_seconds()).items():
                print(f"{share}\t{seconds}", flush=True)
            print("end", flush=True)

        signal.signal(signal.SIGUSR2, report)


def main() -> None:
    """Prints milliseconds of a turn by share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    serve: str | None = parser.parse_args().serve
    if serve is not None:
        Recorder()
        talknshop(["up", "--port", "0", "--data", serve])
        return
    command = ("env", f"RATE_LIMIT_PER_USER={_LIMIT}", sys.executable, "-m", "benchmarks.shares")
    with tempfile.TemporaryDirectory() as data, serving(*command, "--serve", data) as server:
        asyncio.run(converse(server))
        server.signal(signal.SIGUSR1)
        figures = asyncio.run(converse(server))
        server.signal(signal.SIGUSR2)
        found = dict(line.split("\t") for line in iter(server.read_line, "end") if "\t" in line)
    total = sum(map(float, found.values()))
    print(f"  {figures}; of {total / figures.turns * 1000:.1f} ms a turn:")
    for share, seconds in sorted(found.items(), key=lambda item: -float(item[1])):
        part = float(seconds)
        print(f"  {part / total:5.0%}  {part / figures.turns * 1000:5.2f} ms  {share}")


if __name__ == "__main__":
    main()
