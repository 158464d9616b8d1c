"""Figures of the catalogue: import speed, search time, memory and disk, up to a million products.

Usage: python -m benchmarks.catalog_search [FEED] [--queries QUERIES.tsv] [--million [ROWS ...]]

FEED is a Google Merchant feed. QUERIES has the columns query_id and query; without it the commonest
product types of the feed are asked for. ``--million`` generates a feed of that many products (by
default a million) and asks for things in it with and without a price limit; of several sizes it
tells how times grow from one to the next. Times are wall-clock,
one search after the other, through the service, and processor time, which a busy machine changes
less; beside them stands plain full-text search in SQLite (FTS5, bm25 with the same weights) over
the same products in the same run.
"""

import argparse
import asyncio
import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.fts5 import Fts5Baseline

from talknshop.catalog.catalogue_file import INDEX_FOLDER
from talknshop.catalog.container import DATABASE_NAME, Container, build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.item_reading import read_items
from talknshop.core.settings import Settings
from talknshop.evaluation.search import load_queries
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.schemas.search import SearchRequest
from talknshop.search.text import words

_FEED = "benchmark"
_PAGE = 20
_QUERIES = 100
_ROUNDS = 5
_FTS5_LIMIT = 100
_MILLION = 1_000_000

_LIST = """
laptop; gaming laptop; laptop bag; laptop stand; smartphone; phone case; phone charger;
tablet; tablet case; monitor; computer mouse; gaming mouse; mouse pad; keyboard; printer;
ink cartridge; headphones; wireless headphones; speaker; soundbar; television; tv stand;
camera; camera bag; tripod; router; usb cable; hard drive; memory card; power bank;
coffee maker; coffee mug; kettle; toaster; blender; microwave; dishwasher; refrigerator;
vacuum cleaner; vacuum bag; air fryer; cutting board; frying pan; knife set; sofa;
armchair; dining table; desk; office chair; bookshelf; bed frame; mattress; pillow; duvet;
curtain; rug; floor lamp; desk lamp; mirror; wardrobe; running shoes; hiking boots;
sneakers; sandals; jeans; t-shirt; sweater; winter jacket; raincoat; dress; skirt; socks;
backpack; handbag; suitcase; wallet; belt; watch; necklace; sunglasses; perfume; shampoo;
hair dryer; electric shaver; toothbrush; yoga mat; dumbbell; treadmill; bicycle;
bicycle helmet; tent; sleeping bag; fishing rod; board game; jigsaw puzzle; doll; toy car;
stroller; car seat; crib; dog bed; dog food; cat litter; aquarium; guitar; violin; novel;
notebook; fountain pen; stapler; drill; hammer; screwdriver set; garden hose; lawn mower;
flower pot
"""
_THINGS = [thing.strip() for thing in _LIST.split(";")]
_MATERIALS = "steel wood leather cotton wool glass ceramic plastic bamboo linen rubber".split()  # noqa: SIM905
_COLORS = "black white red blue green grey brown pink yellow orange silver beige navy".split()  # noqa: SIM905
_USES = "home office travel outdoor kitchen garden school studio beginners kids".split()  # noqa: SIM905


def main() -> None:
    arguments = _arguments()
    if arguments.feed:
        _measure(arguments.feed, _feed_requests(arguments.queries), "real feed")
    if arguments.million is not None:
        _measure_growth(arguments.million or [_MILLION])


def _measure_growth(sizes: list[int]) -> None:
    smaller: tuple[int, Times] | None = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            feed = Path(folder) / "generated.tsv"
            _write_feed(feed, size)
            times = _measure(feed, _generated_requests, f"{size:,} generated products")
        if smaller is not None:
            print(
                f"  growth: {size / smaller[0]:.1f} times the products of {smaller[0]:,}, "
                f"p50 x{times.p50 / smaller[1].p50:.1f}, p95 x{times.p95 / smaller[1].p95:.1f} "
                "(processor time)"
            )
        smaller = (size, times)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feed", type=Path, nargs="?")
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--million", type=int, nargs="*", metavar="ROWS")
    arguments = parser.parse_args()
    if not arguments.feed and arguments.million is None:
        parser.error("give a feed, or --million")
    return arguments


class Times(NamedTuple):
    """In milliseconds."""

    p50: float
    p95: float


def _measure(feed: Path, requests: Callable[[Container], list[SearchRequest]], name: str) -> Times:
    """Prints every figure of one feed and returns the processor times of its searches."""
    print(f"{name}, {feed.stat().st_size / 1e6:,.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        _run_apart(lambda: _import(feed, Path(folder)))
        _print_disk(Path(folder))
        container = build_container(Settings(data_dir=Path(folder)))
        try:
            gc.freeze()  # As a server does before it opens its doors.
            before = _memory("RSS")
            asked = requests(container)
            wall, work = asyncio.run(_time_searches(container, asked))
            print(f"  memory while searching: {_memory('RSS'):,.0f} MB ({before:,.0f} MB at start)")
            other = _time_fts5(Path(folder), asked)
            print(f"  times FTS5: p50 x{wall.p50 / other.p50:.2f}, p95 x{wall.p95 / other.p95:.2f}")
        finally:
            container.close()
    return work


def _run_apart(work: Callable[[], None]) -> None:
    """Runs ``work`` in a process of its own, so that its memory is its own."""
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        work()
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)


def _import(feed: Path, folder: Path) -> None:
    container = build_container(Settings(data_dir=folder))
    busy, reading = time.process_time(), time.thread_time()
    report = import_feed(feed, _FEED, container.repository, clock=container.clock)
    busy, reading = time.process_time() - busy, time.thread_time() - reading
    started = time.perf_counter()
    read = read_items(container.repository)
    seconds = time.perf_counter() - started
    container.close()
    print(
        f"  import: {report.imported:,} products in {report.seconds:.1f} s, "
        f"{report.rows / report.seconds:,.0f} rows/s "
        f"(processor time: {busy:.1f} s, of it {reading:.1f} s reading and storing, "
        f"{report.rows / reading:,.0f} rows/s), peak memory {_memory('HWM'):,.0f} MB"
    )
    print(f"  items behind it: {seconds:.1f} s, {read / seconds:,.0f} products/s")


def _memory(kind: str) -> float:
    """Resident memory of this process in MB, now (``RSS``) or at most (``HWM``); Linux only."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith(f"Vm{kind}:")]
    return int(line.split()[1]) / 1_000


def _print_disk(folder: Path) -> None:
    database = (folder / DATABASE_NAME).stat().st_size
    index = sum(
        path.stat().st_size for path in (folder / INDEX_FOLDER).rglob("*") if path.is_file()
    )
    print(f"  disk: products {database / 1e6:,.0f} MB, text index {index / 1e6:,.0f} MB")


def _feed_requests(queries: Path | None) -> Callable[[Container], list[SearchRequest]]:
    def requests(container: Container) -> list[SearchRequest]:
        if queries is not None:
            return [_request(query.text) for query in load_queries(queries)]
        with container.repository.snapshot() as snapshot:
            types = snapshot.product_types(most=_QUERIES, fewest_guessed=1)
        return [_request(one.name) for one in types]

    return requests


def _generated_requests(_container: Container) -> list[SearchRequest]:
    plain = [_request(thing) for thing in _THINGS]
    limited = [
        _request(f"{color} {thing}", limit=limit)
        for thing, color, limit in zip(_THINGS, _COLORS * 20, (40, 150, 600) * 100, strict=False)
    ]
    return plain + limited


def _request(text: str, limit: float | None = None) -> SearchRequest:
    price = PriceFilter(max=limit) if limit else None
    return SearchRequest(
        requirement_spec=RequirementSpec(product_type=text, price=price), limit=_PAGE
    )


async def _time_searches(
    container: Container, requests: list[SearchRequest]
) -> tuple[Times, Times]:
    """The wall-clock and the processor times."""
    times: list[float] = []
    work: list[float] = []
    first: list[float] = []
    empty = matching = 0
    for round_number in range(_ROUNDS + 1):
        for request in requests:
            started, busy = time.perf_counter(), time.process_time()
            results = await container.service.search(request)
            busy = (time.process_time() - busy) * 1_000
            if round_number:
                times.append((time.perf_counter() - started) * 1_000)
                work.append(busy)
            else:
                first.append(busy)
                empty += results.total_count == 0
                matching += results.total_count
    print(
        f"  search: {len(requests)} requests x {_ROUNDS}, {_describe(times)} "
        f"(processor time: {_describe(work)}; asked for the first time: {_describe(first)}), "
        f"{matching // len(requests):,} products fit on "
        f"average, {empty} requests without results"
    )
    return _times(times), _times(work)


def _time_fts5(folder: Path, requests: list[SearchRequest]) -> Times:
    baseline = Fts5Baseline(folder)
    times: list[float] = []
    for request in requests:
        asked = words(request.requirement_spec.product_type)
        started = time.perf_counter()
        baseline.search(asked, every=True, limit=_FTS5_LIMIT)
        times.append((time.perf_counter() - started) * 1_000)
    baseline.close()
    print(f"  plain FTS5, ranking alone: {_describe(times)}")
    return _times(times)


def _describe(times: list[float]) -> str:
    return f"p50 {_times(times).p50:.1f} ms, p95 {_times(times).p95:.1f} ms"


def _times(times: list[float]) -> Times:
    return Times(statistics.median(times), statistics.quantiles(times, n=20)[-1])


def _write_feed(path: Path, count: int) -> None:
    columns = (
        "id title link description price brand condition availability product_type product_rating "
        "product_review_count product_detail"
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(columns.replace(" ", "\t") + "\n")
        for row in _rows(count):
            file.write("\t".join(row) + "\n")


def _rows(count: int) -> Iterator[tuple[str, ...]]:
    random_ = random.Random(20)  # noqa: S311  # the same feed every time
    brands = [
        "".join(
            random_.choice(("ba", "ko", "ri", "ten", "vo", "la", "mir", "su")) for _ in range(3)
        )
        for _ in range(400)
    ]
    for number in range(count):
        thing, color, material, use = map(random_.choice, (_THINGS, _COLORS, _MATERIALS, _USES))
        brand = random_.choice(brands).title()
        code, other = random_.choice("ABCDEFGH"), random_.choice(_THINGS)
        price = round(random_.lognormvariate(4, 1), 2)
        rated = random_.random() < 0.6  # noqa: PLR2004
        yield (
            f"g{number}",
            f"{brand} {code}{random_.randrange(100, 999)} {color} {material} {thing}",
            f"https://shop.example/{number}",
            f"A {thing} in {color} {material} for {use}, goes well with a {other}.",
            f"{price} USD",
            brand,
            random_.choice(("new", "new", "new", "used", "refurbished")),
            "in_stock",
            f"Shop > {thing}" if random_.random() < 0.7 else "",  # noqa: PLR2004
            f"{random_.uniform(2.5, 5):.1f}" if rated else "",
            str(random_.randrange(1, 3_000)) if rated else "",
            f"color: {color}; material: {material}; recommended use: {use}",
        )


if __name__ == "__main__":
    main()
