"""Figures of searching several shops at once: what it adds, one that hangs, many searches at once.

Usage: python -m benchmarks.aggregation [--searches 400] [--concurrent 50] [--profile]

Four simulated marketplaces run in a process of their own and sell a part of the demo products; the
product searches in this one, with its own copy of the demo products. Every question is another, so
that no answer is kept. What vendors allow a second is lifted: with it, nobody may ask so often.
"""

import argparse
import asyncio
import cProfile
import multiprocessing
import pstats
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from talknshop.catalog.aggregate.aggregator import Aggregator
from talknshop.catalog.aggregate.answers import AnswerCache
from talknshop.catalog.aggregate.source_search import SourceSearch
from talknshop.catalog.container import Container, build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.item_reading import read_items
from talknshop.core.clock import SystemClock
from talknshop.core.settings import Settings, load_settings
from talknshop.core.sqlite import Database
from talknshop.demo.feed import bundled_feed
from talknshop.marketplaces.rate import CallSpacing
from talknshop.marketplaces.registry import build_sources
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults
from talknshop.simulation.app import build_simulation, simulated_settings
from talknshop.storage.quota import SqliteQuotaLedger
from talknshop.storage.sqlite_schema import QUOTA_MIGRATIONS
from talknshop.testing.server import running

_DELAYS = {"ebay": 0.05, "amazon": 0.1, "walmart": 0.15, "bestbuy": 0.2}
_SHOPS = tuple(_DELAYS)
_KINDS = ("headphones", "laptop", "running shoes", "desk lamp", "backpack", "monitor", "sofa")
_ROUNDS = 30
_UNLIMITED = 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=400)
    parser.add_argument("--concurrent", type=int, default=50)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    with _simulation() as (settings, shops_seconds), tempfile.TemporaryDirectory() as folder:
        container = build_container(Settings(data_dir=Path(folder)))
        import_feed(bundled_feed(), "demo", container.repository, clock=container.clock)
        read_items(container.repository)
        asyncio.run(_measure(container, settings, arguments, shops_seconds))
        container.close()


async def _measure(
    container: Container,
    settings: dict[str, str],
    arguments: argparse.Namespace,
    shops_seconds: Callable[[], float],
) -> None:
    questions = _questions()
    base_url = settings["ucp_merchants"]
    async with _everywhere(container, settings) as aggregator:
        for _ in range(5):
            await aggregator.search(next(questions))
        _tell_overhead(await _with_delays(aggregator, base_url, questions))
        await _with_one_hanging(aggregator, base_url, next(questions))
    async with _everywhere(container, settings, deadline_seconds=30) as aggregator:
        await aggregator.search(next(questions))
        profile = cProfile.Profile()
        if arguments.profile:
            profile.enable()
        shops_before = shops_seconds()
        await _many(aggregator, questions, arguments.searches, arguments.concurrent)
        shops = (shops_seconds() - shops_before) / arguments.searches * 1000
        print(f"the simulated shops take {shops:.1f} ms of processor time a search besides")
        profile.disable()
        if arguments.profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(35)


async def _with_one_hanging(aggregator: Aggregator, base_url: str, request: SearchRequest) -> None:
    await _turn(base_url, "walmart", "hanging")
    started = time.perf_counter()
    results = await aggregator.search(request)
    took = time.perf_counter() - started
    named = [one.name for one in results.sources if one.status == "timed_out"]
    print(f"one of four hanging: {took:.2f} s, named {', '.join(map(str, named))}")
    await _turn(base_url, "walmart", "none")


def _questions() -> Iterator[SearchRequest]:
    """Requests of which no two are the same."""
    for number in count(1):
        spec = RequirementSpec(
            product_type=_KINDS[number % len(_KINDS)], price=PriceFilter(max=1_000 + number / 100)
        )
        yield SearchRequest(requirement_spec=spec, limit=20)


async def _with_delays(
    aggregator: Aggregator, base_url: str, questions: Iterator[SearchRequest]
) -> list[tuple[float, SearchResults]]:
    for name, seconds in _DELAYS.items():
        await _turn(base_url, name, "slow", seconds)
    taken: list[tuple[float, SearchResults]] = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        results = await aggregator.search(next(questions))
        taken.append(((time.perf_counter() - started) * 1000, results))
    for name in _DELAYS:
        await _turn(base_url, name, "none")
    return taken


def _tell_overhead(taken: list[tuple[float, SearchResults]]) -> None:
    slowest = [
        max(one.took_ms or 0 for one in results.sources if one.marketplace != "store")
        for _, results in taken
    ]
    whole = statistics.median(milliseconds for milliseconds, _ in taken)
    added = sorted(
        milliseconds - source for (milliseconds, _), source in zip(taken, slowest, strict=True)
    )
    print(
        f"slowest shop answers after {max(_DELAYS.values()) * 1000:.0f} ms, is read after "
        f"{statistics.median(slowest):.1f} ms; the whole search takes {whole:.1f} ms (p50)"
    )
    print(
        f"searching four at once adds {statistics.median(added):.1f} ms to the slowest (p50), "
        f"{added[int(0.95 * len(added))]:.1f} ms (p95)"
    )


async def _many(
    aggregator: Aggregator, questions: Iterator[SearchRequest], searches: int, concurrent: int
) -> None:
    answered = cards = 0
    times: list[float] = []

    async def person() -> None:
        nonlocal answered, cards
        while len(times) < searches:
            request = next(questions)
            started = time.perf_counter()
            times.append(0.0)
            place = len(times) - 1
            results = await aggregator.search(request)
            results.model_dump_json()
            times[place] = time.perf_counter() - started
            answered += sum(one.status in {"ok", "partial"} for one in results.sources)
            cards += len(results.products)

    started, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*(person() for _ in range(concurrent)))
    took, cpu = time.perf_counter() - started, time.process_time() - worked
    print(
        f"{concurrent} at once: {len(times) / took:.1f} searches a second, "
        f"p50 {statistics.median(times):.2f} s, {cpu / len(times) * 1000:.1f} ms of processor "
        f"time a search; {answered / len(times):.2f} of 5 sources answered, "
        f"{cards / len(times):.1f} cards"
    )


@asynccontextmanager
async def _everywhere(
    container: Container, settings: dict[str, str], *, deadline_seconds: float = 2.5
) -> AsyncGenerator[Aggregator]:
    clock = SystemClock()
    four = {name: value for name, value in settings.items() if not name.startswith("ucp")}
    with tempfile.TemporaryDirectory() as folder:
        quotas = Database(Path(folder) / "quotas.db", QUOTA_MIGRATIONS)
        sources = build_sources(
            load_settings(**four, marketplace_timeout=30), clock=clock,
            ledger=SqliteQuotaLedger(quotas),
            spacing=lambda _, monotonic: CallSpacing(_UNLIMITED, monotonic),
        )  # fmt: skip
        search = SourceSearch(
            sources.configured, {}, AnswerCache(), clock,
            deadline_seconds=deadline_seconds, fresh_seconds=0,
        )  # fmt: skip
        yield Aggregator(container.service, search, clock)
        await search.aclose()
        await sources.aclose()
        quotas.close()


async def _turn(base_url: str, shop: str, fault: str, seconds: float = 0.0) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        switch = {"fault": fault, "seconds": seconds}
        (await client.put(f"{base_url}/faults/{shop}", json=switch)).raise_for_status()


@contextmanager
def _simulation() -> Generator[tuple[dict[str, str], Callable[[], float]]]:
    """The simulated marketplaces in a process of their own.

    Yields:
        The settings that lead there, and what tells the processor time of that process.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,))
    process.start()

    def shops_seconds() -> float:
        ours.send("time")
        return float(ours.recv())

    try:
        yield ours.recv(), shops_seconds
    finally:
        ours.send("end")
        process.join()


class _Later:
    """An application that is there once its address is known."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.app is None:
            raise RuntimeError("nothing is served yet")
        await self.app(scope, receive, send)


def _serve(parent: Connection) -> None:
    clock = SystemClock()
    app = _Later()
    with running(app) as base_url:
        simulation = build_simulation(bundled_feed(), base_url, lambda: clock.now().timestamp())
        app.app = simulation.app
        parent.send(simulated_settings(base_url, simulation.walmart_key))
        while parent.recv() == "time":
            parent.send(time.process_time())


if __name__ == "__main__":
    main()
