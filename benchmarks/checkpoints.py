"""What a checkpoint after every node costs on DynamoDB: ours, and langgraph-checkpoint-aws.

Usage: python -m benchmarks.checkpoints [--rounds N] [--moto]

Ten trivial nodes that each write two keys, 2 KB of state, 100 runs side by side,
``durability="sync"``, against dynalite
(with ``--moto`` against moto server too) in a process of its own. The savers take turns within one
run of this program, so that a busy machine disturbs both alike. Requests and bytes are counted at
the client as they leave. What a turn of the product writes says ``benchmarks.checkpoint_turns``.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false

import argparse
import asyncio
import logging
import operator
import statistics
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, TypedDict
from uuid import uuid4

import boto3
import orjson
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph_checkpoint_aws import DynamoDBSaver
from tests.stand_ins import servers

from talknshop.core.aws import AwsClient, aws_client
from talknshop.core.clock import SystemClock
from talknshop.storage.dynamodb.checkpoint_bucket import CheckpointBucket
from talknshop.storage.dynamodb.checkpoint_items import CHECKPOINT_TABLE
from talknshop.storage.dynamodb.checkpoints import CHECKPOINT_CALLS, DynamoCheckpointSaver
from talknshop.storage.dynamodb.known_checkpoints import KnownCheckpoints

_NODES = 10
_RUNS = 100
_ROUNDS = 3
_OURS, _WHOLE, _OFFICIAL = "ours", "ours, whole", "langgraph-checkpoint-aws"
_MEMORY = "memory: LangGraph alone"
_SPEED_GOAL, _CPU_GOAL = 10.0, 0.1
_STATE = " ".join(f"{number * 2654435761 % 10**8:x}" for number in range(270))
LANGGRAPH_TABLE = {
    "AttributeDefinitions": [
        {"AttributeName": "PK", "AttributeType": "S"},
        {"AttributeName": "SK", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "PK", "KeyType": "HASH"},
        {"AttributeName": "SK", "KeyType": "RANGE"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}

Saver = BaseCheckpointSaver[Any]
OpenSaver = Callable[[str, "Traffic"], AbstractAsyncContextManager[Saver]]


class _State(TypedDict):
    said: str
    stage: str
    steps: Annotated[list[str], operator.add]


@dataclass(slots=True)
class Traffic:
    """What a client sent."""

    bodies: list[bytes] = field(default_factory=list[bytes])

    def note(self, request: Any, **_: object) -> None:  # noqa: ANN401  # of botocore or aiobotocore
        self.bodies.append(bytes(request.body or b""))


@dataclass(frozen=True, slots=True)
class Round:
    runs_per_second: float
    p50_seconds: float
    cpu_ms: float
    requests: float
    kilobytes: float
    units: float


@asynccontextmanager
async def _ours(url: str, traffic: Traffic, *, most: int = 2000) -> AsyncGenerator[Saver]:
    access = servers.access_at(url)
    table = f"ours-{uuid4()}"
    async with aws_client("dynamodb", access) as admin:
        await admin.create_table(TableName=table, **CHECKPOINT_TABLE)
    client = AwsClient("dynamodb", access, CHECKPOINT_CALLS)
    (await client.opened()).meta.events.register("before-send.dynamodb", traffic.note)
    bucket = CheckpointBucket(AwsClient("s3", access), "none")
    ttl, known = timedelta(hours=24), KnownCheckpoints(most)
    saver = DynamoCheckpointSaver(client, table, bucket, SystemClock(), ttl=ttl, known=known)
    try:
        yield saver
    finally:
        await saver.aclose()


def _whole(url: str, traffic: Traffic) -> AbstractAsyncContextManager[Saver]:
    return _ours(url, traffic, most=0)


@asynccontextmanager
async def _official(url: str, traffic: Traffic) -> AsyncGenerator[Saver]:
    logging.getLogger("langgraph_checkpoint_aws").setLevel(logging.WARNING)
    table = f"official-{uuid4()}"
    session = boto3.Session("test", "test", region_name="us-west-2")
    saver = DynamoDBSaver(table, session, endpoint_url=url, ttl_seconds=86_400)
    saver.client.create_table(TableName=table, **LANGGRAPH_TABLE)
    saver.client.meta.events.register("before-send.dynamodb", traffic.note)
    try:
        yield saver
    finally:
        saver.client.close()


@asynccontextmanager
async def _memory(url: str, traffic: Traffic) -> AsyncGenerator[Saver]:
    del url, traffic
    yield InMemorySaver()


_SAVERS: dict[str, OpenSaver] = {
    _OURS: _ours,
    _WHOLE: _whole,
    _OFFICIAL: _official,
    _MEMORY: _memory,
}


def _graph() -> StateGraph[_State, None, _State, _State]:
    graph: StateGraph[_State, None, _State, _State] = StateGraph(_State)
    before = START
    for number in range(_NODES):
        name = f"node{number}"

        async def node(state: _State, name: str = name) -> Any:  # noqa: ANN401  # a part of the state
            del state
            return {"stage": name, "steps": [name]}

        graph.add_node(name, node)
        graph.add_edge(before, name)
        before = name
    return graph


async def _round(saver: Saver, traffic: Traffic) -> Round:
    graph = _graph().compile(checkpointer=saver)
    seconds: list[float] = []

    async def run() -> None:
        began = time.perf_counter()
        config: Any = {"configurable": {"thread_id": str(uuid4())}}
        said: Any = {"said": _STATE, "steps": []}
        result: Any = await graph.ainvoke(said, config, durability="sync")
        assert len(result["steps"]) == _NODES  # noqa: S101  # a wrong result has no speed
        seconds.append(time.perf_counter() - began)

    traffic.bodies.clear()
    started, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(run() for _ in range(_RUNS)))
    elapsed, cpu = time.perf_counter() - started, time.process_time() - used
    return Round(
        _RUNS / elapsed,
        statistics.median(seconds),
        cpu / _RUNS * 1000,
        len(traffic.bodies) / _RUNS,
        sum(map(len, traffic.bodies)) / _RUNS / 1024,
        sum(write_units(body) for body in traffic.bodies) / _RUNS,
    )


def write_units(body: bytes) -> int:
    """Units of writing that a request costs: one for each KB begun of each item."""
    asked = orjson.loads(body)
    tables = asked.get("RequestItems", {}).values()
    writes = [one for table in tables if isinstance(table, list) for one in table]
    items = [one["PutRequest"]["Item"] for one in writes if "PutRequest" in one]
    items += [asked["Item"]] if "Item" in asked else []
    return sum(-(-_size(item) // 1024) for item in items)


def _size(value: Any) -> int:  # noqa: ANN401  # JSON
    """About as DynamoDB counts: names and values, binary ones as bytes."""
    if not isinstance(value, dict):
        return len(str(value))
    size = 0
    for name, inner in value.items():
        kind, content = next(iter(inner.items()))
        size += len(name) + (len(content) * 3 // 4 if kind == "B" else _size(content))
    return size


def _print(found: dict[str, list[Round]]) -> None:
    ours = found[_OURS]
    for name, rounds in found.items():
        speed = statistics.median(one.runs_per_second for one in rounds)
        cpu = statistics.median(one.cpu_ms for one in rounds)
        last = rounds[-1]
        print(
            f"  {name:25} {speed:7.1f} runs/s   p50 {last.p50_seconds:6.2f} s  "
            f" CPU {cpu:6.1f} ms/run   {last.requests:5.1f} requests/run  "
            f" {last.kilobytes:6.1f} KB/run   {last.units:5.1f} write units/run"
        )
    official = found[_OFFICIAL]
    speed = _ratio(ours, official, lambda one: one.runs_per_second)
    cpu = _ratio(ours, official, lambda one: one.cpu_ms)
    print(f"  runs a second: {speed:.1f} times{' MISSED' if speed < _SPEED_GOAL else ''}")
    print(f"  client CPU: {cpu:.3f} of it{' MISSED' if cpu > _CPU_GOAL else ''}")


def _ratio(ours: list[Round], official: list[Round], of: Callable[[Round], float]) -> float:
    return statistics.median(map(of, ours)) / statistics.median(map(of, official))


async def _measure(url: str, rounds: int) -> dict[str, list[Round]]:
    found: dict[str, list[Round]] = {name: [] for name in _SAVERS}
    async with AsyncExitStack() as stack:
        opened: dict[str, tuple[Saver, Traffic]] = {}
        for name, open_saver in _SAVERS.items():
            traffic = Traffic()
            opened[name] = await stack.enter_async_context(open_saver(url, traffic)), traffic
            # Connections and what botocore reads once are no part of a run.
            await _round(*opened[name])
        for _ in range(rounds):
            for name, (saver, traffic) in opened.items():
                found[name].append(await _round(saver, traffic))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--moto", action="store_true")
    arguments = parser.parse_args()
    stand_ins = {"dynalite": servers.dynalite} | ({"moto": servers.moto} if arguments.moto else {})
    for name, opened in stand_ins.items():
        with opened() as url:
            print(f"{_RUNS} runs of {_NODES} nodes side by side on {name}")
            _print(asyncio.run(_measure(url, arguments.rounds)))


if __name__ == "__main__":
    main()
