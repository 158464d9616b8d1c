"""What a checkpoint after every node costs: ours, the official SQLite saver, memory, none.

Usage: python -m benchmarks.durability [--rounds N]

Ten trivial nodes, 100 runs side by side, ``durability="sync"``: every node's end is on the disk
before the next begins. The savers take turns within one run of this program, so that a busy
machine disturbs all of them alike; ratios say more than the figures.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false

import argparse
import asyncio
import operator
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, TypedDict

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, StateGraph

from talknshop.core.sqlite import Database
from talknshop.storage.checkpoints import SqliteCheckpointSaver
from talknshop.storage.sqlite_schema import MIGRATIONS

_NODES = 10
_RUNS = 100
_ROUNDS = 5
_OURS, _OFFICIAL, _MEMORY, _NONE = "ours", "official SQLite", "memory", "no saver"
_TARGETS = {_OFFICIAL: 2.5, _NONE: 0.4}

Saver = BaseCheckpointSaver[Any] | None
OpenSaver = Callable[[Path], AbstractAsyncContextManager[Saver]]


class _State(TypedDict):
    steps: Annotated[list[str], operator.add]


@asynccontextmanager
async def _ours(folder: Path) -> AsyncGenerator[Saver]:
    database = Database(folder / "ours.db", MIGRATIONS)
    try:
        yield SqliteCheckpointSaver(database)
    finally:
        database.close()


@asynccontextmanager
async def _official(folder: Path) -> AsyncGenerator[Saver]:
    async with AsyncSqliteSaver.from_conn_string(str(folder / "official.db")) as saver:
        yield saver


@asynccontextmanager
async def _memory(folder: Path) -> AsyncGenerator[Saver]:
    del folder
    yield InMemorySaver()


@asynccontextmanager
async def _none(folder: Path) -> AsyncGenerator[Saver]:
    del folder
    yield None


_SAVERS: dict[str, OpenSaver] = {
    _OURS: _ours,
    _OFFICIAL: _official,
    _MEMORY: _memory,
    _NONE: _none,
}


async def _runs_per_second(open_saver: OpenSaver) -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with open_saver(Path(folder)) as saver:
            graph = _graph().compile(checkpointer=saver)

            async def run(number: int) -> None:
                config: Any = {"configurable": {"thread_id": str(number)}}
                result: Any = await graph.ainvoke({"steps": []}, config, **_durability(saver))
                assert len(result["steps"]) == _NODES  # noqa: S101  # a wrong result has no speed

            started = time.perf_counter()
            await asyncio.gather(*(run(number) for number in range(_RUNS)))
            return _RUNS / (time.perf_counter() - started)


def _durability(saver: Saver) -> dict[str, Any]:
    return {} if saver is None else {"durability": "sync"}


def _graph() -> StateGraph[_State, None, _State, _State]:
    graph: StateGraph[_State, None, _State, _State] = StateGraph(_State)
    before = START
    for number in range(_NODES):
        name = f"node{number}"

        async def node(state: _State, name: str = name) -> _State:
            del state
            return {"steps": [name]}

        graph.add_node(name, node)
        graph.add_edge(before, name)
        before = name
    return graph


async def _measure(rounds: int) -> dict[str, list[float]]:
    speeds: dict[str, list[float]] = {name: [] for name in _SAVERS}
    for open_saver in _SAVERS.values():
        await _runs_per_second(open_saver)
    for _ in range(rounds):
        for name, open_saver in _SAVERS.items():
            speeds[name].append(await _runs_per_second(open_saver))
    return speeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    speeds = asyncio.run(_measure(parser.parse_args().rounds))
    print(f"{_RUNS} runs of {_NODES} nodes side by side; runs a second")
    ours = speeds[_OURS]
    for name, found in speeds.items():
        best = max(ours) / max(found)
        median = statistics.median(ours) / statistics.median(found)
        target = f", target {_TARGETS[name]}" if name in _TARGETS else ""
        missed = " MISSED" if name in _TARGETS and median < _TARGETS[name] else ""
        print(
            f"  {name:16} best {max(found):7.1f}  median {statistics.median(found):7.1f}"
            f"   ours is {best:5.2f} times (best), {median:5.2f} times (median){target}{missed}"
        )


if __name__ == "__main__":
    main()
