"""How long one turn takes, from the frame to ``done``, on a feed of your own.

``python -m benchmarks.turn FEED`` imports the feed into a scratch folder, serves it on a real port
and says the same wishes again and again, one at a time.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

from websockets.asyncio.client import connect

from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.cli.one_process import create_one_process_app
from talknshop.core.clock import SystemClock
from talknshop.core.logging import configure_logging
from talknshop.core.settings import LogLevel, load_settings
from talknshop.testing.server import running

WISHES = (
    "laptop under $1000",
    "wireless headphones, not sony",
    "laser printer",
    "usb stick 32 gb under 20",
    "hp monitor 24 inch",
    "gaming mouse under $50",
    "external hard drive 1tb",
    "I need a camera bag",
)
ROUNDS = 10
GOAL_MS = 200


async def seconds_of_turns(url: str) -> list[float]:
    """Says every wish in a session of its own, and times each."""
    seconds: list[float] = []
    for number in range(ROUNDS * len(WISHES)):
        address = f"{url.replace('http', 'ws')}/ws/chat?user_id=bench&session_id=bench{number}"
        async with connect(address, max_size=None) as socket:
            await socket.recv()
            started = time.perf_counter()
            message = WISHES[number % len(WISHES)]
            await socket.send(json.dumps({"type": "message", "message": message}))
            while json.loads(await socket.recv())["type"] != "done":
                pass
            seconds.append(time.perf_counter() - started)
    return seconds


def main() -> None:
    """Prints the quantiles beside the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feed", type=Path)
    feed: Path = parser.parse_args().feed
    configure_logging(LogLevel.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder), rate_limit_per_user=1_000_000)
        repository = CatalogRepository(settings.data_dir / "catalog.db")
        report = import_feed(feed, "bench", repository, clock=SystemClock())
        repository.close()
        rate = report.rows / report.seconds
        print(f"import      {report.imported:,} products, {rate:,.0f} rows a second")
        with running(create_one_process_app(settings, bundled_feed=None)) as url:
            seconds = asyncio.run(seconds_of_turns(url))
    quantiles = statistics.quantiles(seconds, n=20)
    print(f"turn p50    {statistics.median(seconds) * 1000:.0f} ms (goal {GOAL_MS} ms)")
    print(f"turn p95    {quantiles[18] * 1000:.0f} ms")
    print(f"turns       {len(seconds)}, one at a time")


if __name__ == "__main__":
    main()
