"""What checkpoints of one buyer turn of the product cost on DynamoDB, by engine.

Usage: python -m benchmarks.checkpoint_turns

Serves the product with its demo catalogue on a real port, its checkpoints on dynalite, and says the
same wishes to it, each in a session of its own and one at a time. What goes to the table is counted
on the way.
"""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import asyncio
import json
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.checkpoints import LANGGRAPH_TABLE, write_units
from pydantic import SecretStr
from tests.stand_ins import servers
from tests.stand_ins.interposed import Interposed, interposed
from websockets.asyncio.client import connect

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.aws import aws_client
from talknshop.core.aws_settings import CheckpointEngine
from talknshop.core.logging import configure_logging
from talknshop.core.settings import LogLevel, load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.storage.dynamodb.checkpoint_items import CHECKPOINT_TABLE
from talknshop.testing.server import running

_WISHES = (
    "laptop under $1000",
    "wireless headphones under $200",
    "office chair under $300",
    "running shoes, not red",
    "a camera under $900",
    "coffee machine under $250",
)
_WRITING = {"BatchWriteItem", "PutItem", "DeleteItem", "UpdateItem"}


async def _turn(url: str, wish: str) -> float:
    address = f"{url.replace('http', 'ws')}/ws/chat?user_id=bench&session_id={uuid4()}"
    async with connect(address, max_size=None, proxy=None) as socket:
        await socket.recv()
        started = time.perf_counter()
        await socket.send(json.dumps({"type": "message", "message": wish}))
        while (event := json.loads(await socket.recv()))["type"] != "done":
            pass
        if event["data"]["outcome"] != "results":
            raise RuntimeError(f"{wish!r} found nothing: {event['data']}")
        seconds = time.perf_counter() - started
        # What follows the end of a turn belongs to it.
        await asyncio.sleep(0.5)
        return seconds


async def _measure(engine: CheckpointEngine, line: Interposed, folder: str) -> None:
    table = f"{engine}-{uuid4()}"
    settings = load_settings(
        data_dir=Path(folder),
        rate_limit_per_user=1_000_000,
        checkpoint_engine=engine,
        dynamodb_checkpoint_table=table,
        dynamodb_langgraph_table=table,
        dynamodb_endpoint_url=line.url,
        s3_endpoint_url=line.url,
        aws_region="us-west-2",
        aws_access_key_id="test",
        aws_secret_access_key=SecretStr("test"),
    )
    shape: Any = CHECKPOINT_TABLE if engine is CheckpointEngine.DYNAMODB else LANGGRAPH_TABLE
    async with aws_client("dynamodb", servers.access_at(line.url)) as admin:
        await admin.create_table(TableName=table, **shape)
    opened = running(create_one_process_app(settings, bundled_feed=bundled_feed()))
    url = await asyncio.to_thread(opened.__enter__)
    try:
        await _turn(url, _WISHES[0])
        line.calls.clear()
        line.bodies.clear()
        seconds = [await _turn(url, wish) for wish in _WISHES]
    finally:
        await asyncio.to_thread(opened.__exit__, None, None, None)
    _print(engine, line, seconds)


def _print(engine: CheckpointEngine, line: Interposed, seconds: list[float]) -> None:
    turns = len(seconds)
    bodies = [(operation, body) for operation, body in line.bodies if operation in _WRITING]
    deleted = sum(body.count(b'"DeleteRequest"') for _, body in bodies)
    print(
        f"  {engine:14} {statistics.median(seconds) * 1000:6.0f} ms a turn (p50)"
        f"   {line.calls.total() / turns:6.1f} requests"
        f"   {sum(len(body) for _, body in bodies) / turns / 1024:7.1f} KB written"
        f"   {sum(write_units(body) for _, body in bodies) / turns:6.1f} write units"
        f"   {deleted / turns:5.1f} deletions"
    )
    by_operation = Counter({name: round(n / turns, 1) for name, n in line.calls.items()})
    print(f"                 {dict(by_operation)}")


async def _compare() -> None:
    with servers.dynalite() as url:
        for engine in (CheckpointEngine.DYNAMODB, CheckpointEngine.LANGGRAPH_AWS):
            async with interposed(url) as line:
                with tempfile.TemporaryDirectory() as folder:
                    await _measure(engine, line, folder)


def main() -> None:
    configure_logging(LogLevel.ERROR)
    print("  a first buyer turn in a new conversation, by engine of checkpoints")
    asyncio.run(_compare())


if __name__ == "__main__":
    main()
