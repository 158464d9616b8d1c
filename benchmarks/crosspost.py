"""Posting a listing over HTTP, how soon it is live, and what waiting workers cost.

Usage: python -m benchmarks.crosspost

The service runs in this process behind a real socket, its files are durable, and the marketplaces
answer at once, so that only what is ours is measured.
"""

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx

from talknshop.core.logging import configure_logging
from talknshop.core.settings import LogLevel, Settings, load_settings
from talknshop.crosspost.app import create_app
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.opening import open_container
from talknshop.crosspost.places import Place
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.job import JobNews
from talknshop.testing.publisher import InMemoryMarketplace
from talknshop.testing.server import running

_POSTS = 200
_AT_ONCE = 8
_IDLE_SECONDS = 20.0
_TARGETS = (PostingMarketplace.EBAY, PostingMarketplace.CRAIGSLIST, PostingMarketplace.STORE)
_BODY = {
    "user_id": "ann",
    "listing_spec": {
        "title": "Walnut desk lamp",
        "description": "Hardly used. " * 40,
        "price": 45,
        "condition": "good",
        "attributes": {"colour": "brown"},
        "target_marketplaces": [str(one) for one in _TARGETS],
    },
}


class Listener:
    """Notes when it hears that a job is settled."""

    def __init__(self) -> None:
        self.heard: dict[str, float] = {}

    async def deliver(self, news: JobNews) -> None:
        if news.job.status == "completed":
            self.heard[news.job.job_id] = time.perf_counter()


async def post(
    client: httpx.AsyncClient, took: list[float], begun: dict[str, float], count: int
) -> None:
    for _ in range(count):
        started = time.perf_counter()
        answer = await client.post("/api/v1/post", json=_BODY)
        took.append(time.perf_counter() - started)
        begun[answer.raise_for_status().json()["job_id"]] = started


def serve(settings: Settings, listener: Listener) -> contextlib.AbstractContextManager[str]:
    @contextlib.asynccontextmanager
    async def around() -> AsyncGenerator[Neighbours]:
        yield Neighbours(orchestrator=listener)

    places = {one: Place(InMemoryMarketplace(one), PostingMode.OWN) for one in _TARGETS}
    return running(create_app(settings, neighbours=around, places=places))


async def measure(base_url: str, listener: Listener, *, at_once: int) -> tuple[list[float], ...]:
    """Seconds until a post was answered, and until its seller heard that it is live."""
    took: list[float] = []
    begun: dict[str, float] = {}
    async with httpx.AsyncClient(base_url=base_url, timeout=60) as client:
        await asyncio.gather(
            *(post(client, took, begun, _POSTS // at_once) for _ in range(at_once))
        )
    while begun.keys() - listener.heard.keys():  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return took, [listener.heard[job_id] - started for job_id, started in begun.items()]


async def idle(settings: Settings) -> float:
    """The share of a core that the workers of every marketplace take while nothing comes."""

    @contextlib.asynccontextmanager
    async def nobody() -> AsyncGenerator[Neighbours]:
        yield Neighbours(orchestrator=Listener())

    async with open_container(settings, nobody) as container:
        jobs = container.stores.jobs
        async with container.desk.at_work(jobs), container.workers.at_work():
            await asyncio.sleep(1)
            started = time.process_time()
            await asyncio.sleep(_IDLE_SECONDS)
            return (time.process_time() - started) / _IDLE_SECONDS


def told(name: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=100)
    print(f"{name}: p50 {cuts[49] * 1000:.1f} ms, p95 {cuts[94] * 1000:.1f} ms")


def main() -> None:
    configure_logging(LogLevel.ERROR)
    for at_once in (1, _AT_ONCE):
        with tempfile.TemporaryDirectory() as folder:
            settings = load_settings(data_dir=Path(folder), crosspost_rate=())
            listener = Listener()
            with serve(settings, listener) as base_url:
                posts, live = asyncio.run(measure(base_url, listener, at_once=at_once))
        print(f"{at_once} at once, each to {len(_TARGETS)} marketplaces")
        told("  answered, everything stored", posts)
        told("  live everywhere, and told  ", live)
    with tempfile.TemporaryDirectory() as folder:
        share = asyncio.run(idle(load_settings(data_dir=Path(folder))))
    print(f"idle workers: {share:.2%} of a core")


if __name__ == "__main__":
    main()
