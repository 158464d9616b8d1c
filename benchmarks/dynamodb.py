"""What a turn asks of DynamoDB: requests, KB and milliseconds, beside the same turn on files.

Usage: python -m benchmarks.dynamodb [--turns N]

The demo catalogue, the rules engine and a socket; records and events in dynalite, checkpoints in
the data folder. A server in between counts what is asked, in rounds of its own; the times are
without it. Write units are those of DynamoDB's price list, 1 KB each, as far as requests tell: an
index that a write changes takes as many again.
"""

import argparse
import asyncio
import json
import math
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.stand_ins.servers import dynalite
from websockets.asyncio.client import connect

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.aws_settings import CheckpointEngine, RecordEngine
from talknshop.core.logging import configure_logging
from talknshop.core.settings import LogLevel, Settings, load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.tables import described_tables
from talknshop.storage.opening import dynamodb_client
from talknshop.testing.faulty_aws import FaultyAws
from talknshop.testing.server import running

WISHES = (
    "laptop under $1000",
    "wireless headphones, not sony",
    "a tent for two",
    "gift for a cook",
)
_TURNS = 40
_QUIET_SECONDS = 3.0


def settings_in(folder: Path, endpoint: str | None) -> Settings:
    """On files, or with records and events at an endpoint, in tables of their own."""
    common = {"data_dir": folder, "rate_limit_per_user": 1_000_000}
    if endpoint is None:
        return load_settings(**common)
    names = ("table_name", "jobs_table", "catalog_table", "media_table", "documents_table",
             "accounts_table", "ledgers_table")  # fmt: skip
    tables = {f"dynamodb_{name}": f"{name}-{uuid4().hex[:8]}" for name in names}
    return load_settings(
        **common, **tables, dynamodb_endpoint_url=endpoint, record_engine=RecordEngine.DYNAMODB,
        checkpoint_engine=CheckpointEngine.SQLITE, aws_region="us-west-2",
        aws_access_key_id="test", aws_secret_access_key="test",  # noqa: S106  # opens nothing
    )  # fmt: skip


async def make_tables(settings: Settings) -> None:
    """Makes the tables that the settings name."""
    client = dynamodb_client(settings)
    for table in described_tables(settings):
        await DynamoDbTableResource(client, table).create()
    await client.aclose()


@contextmanager
def served(endpoint: str | None) -> Generator[str]:
    """Everything in one process, by its address."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder), endpoint)
        if endpoint is not None:
            asyncio.run(make_tables(settings))
        app = create_one_process_app(settings, bundled_feed=bundled_feed())
        with running(app) as url:
            yield url


async def turns(url: str, count: int) -> list[float]:
    """Says wishes one after the other in one conversation; seconds from the frame to ``done``."""
    seconds: list[float] = []
    address = f"{url.replace('http', 'ws')}/ws/chat?user_id=bench&session_id=b{uuid4().hex[:8]}"
    async with connect(address, max_size=None) as socket:
        await socket.recv()
        for number in range(count):
            started = time.perf_counter()
            frame = {"type": "message", "message": WISHES[number % len(WISHES)]}
            await socket.send(json.dumps(frame))
            while json.loads(await socket.recv())["type"] != "done":
                pass
            seconds.append(time.perf_counter() - started)
    return seconds


def count_requests(endpoint: str, count: int) -> None:
    """Prints what a turn asks for, without what an idle server asks for meanwhile."""
    proxy = FaultyAws(endpoint)
    with running(proxy) as between, served(between) as url:
        asyncio.run(turns(url, len(WISHES)))
        asyncio.run(asyncio.sleep(_QUIET_SECONDS))
        proxy.calls.clear()
        proxy.sent.clear()
        proxy.units = 0
        asyncio.run(turns(url, count))
        calls, sent, units = Counter(proxy.calls), Counter(proxy.sent), proxy.units
    written = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}
    for operation, number in sorted(calls.items()):
        size = sent[operation] / count / 1024
        print(f"  {operation:16}{number / count:7.1f} a turn {size:8.1f} KB")
    writes = sum(number for operation, number in calls.items() if operation in written)
    kb = sum(size for operation, size in sent.items() if operation in written) / 1024
    print(f"  writes          {writes / count:7.1f} a turn {kb / count:8.1f} KB, "
          f"{math.ceil(units / count)} write units")  # fmt: skip
    print(f"  all requests    {sum(calls.values()) / count:7.1f} a turn")


def main() -> None:
    """Prints requests and KB of a turn, and times side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=_TURNS)
    count: int = parser.parse_args().turns
    configure_logging(LogLevel.WARNING)
    with dynalite() as endpoint:
        count_requests(endpoint, count)
        with served(endpoint) as on_tables, served(None) as on_files:
            times: dict[str, list[float]] = {"tables": [], "files": []}
            for _ in range(4):
                times["tables"] += asyncio.run(turns(on_tables, count // 4))
                times["files"] += asyncio.run(turns(on_files, count // 4))
    for name, seconds in times.items():
        print(f"  {name:16}{statistics.median(seconds) * 1000:7.0f} ms a turn (p50)")


if __name__ == "__main__":
    main()
