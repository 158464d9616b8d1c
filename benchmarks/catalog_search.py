"""Figures of the catalogue: import speed, search time, and relevance when judgements are at hand.

Usage: python benchmarks/catalog_search.py FEED [--queries QUERIES.tsv] [--split dev] [--run OUT]

FEED is a Google Merchant feed. QUERIES has the columns query_id, query and, where queries are
split, split; without it the commonest product types of the feed are asked for. OUT receives the
ranking, one line per result (query_id, product_id, rank), for any scorer of such files. Times are
wall-clock, one search after the other, through the service.
"""

import argparse
import asyncio
import csv
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from talknshop.catalog.container import Container, build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.results import from_wire_id
from talknshop.core.settings import Settings
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest

_FEED = "benchmark"
_DEPTH = 100
_PAGE = 20
_QUERIES = 100
_ROUNDS = 5


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        container = build_container(Settings(data_dir=Path(folder)))
        try:
            _import(container, arguments.feed)
            queries = _queries(container, arguments.queries, arguments.split)
            asyncio.run(_time_searches(container, [text for _, text in queries]))
            if arguments.run:
                lines = asyncio.run(_ranking(container, queries))
                arguments.run.write_text("".join(lines), encoding="utf-8")
                print(f"ranking of {len(queries)} queries written to {arguments.run}")
        finally:
            container.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feed", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--run", type=Path)
    return parser.parse_args()


def _import(container: Container, feed: Path) -> None:
    for attempt in ("first import", "import again"):
        report = import_feed(feed, _FEED, container.repository, clock=container.clock)
        speed = report.rows / report.seconds
        print(
            f"{attempt}: {report.rows:,} rows, {report.imported:,} products, "
            f"{report.seconds:.2f} s, {speed:,.0f} rows/s"
        )


def _queries(container: Container, path: Path | None, split: str) -> list[tuple[str, str]]:
    if path is None:
        with container.repository.snapshot() as snapshot:
            types = snapshot.product_types(most=_QUERIES, fewest_guessed=1)
        return [(str(number), one.name) for number, one in enumerate(types)]
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [(r["query_id"], r["query"]) for r in rows if r.get("split", split) == split]


async def _time_searches(container: Container, texts: Iterable[str]) -> None:
    requests = [_request(text, _PAGE) for text in texts]
    times: list[float] = []
    empty = 0
    for _ in range(_ROUNDS):
        for request in requests:
            started = time.perf_counter()
            results = await container.service.search(request)
            times.append((time.perf_counter() - started) * 1000)
            empty += results.total_count == 0
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"search: {len(requests)} queries x {_ROUNDS}, p50 {statistics.median(times):.1f} ms, "
        f"p95 {p95:.1f} ms, max {max(times):.1f} ms, {empty // _ROUNDS} without results"
    )


async def _ranking(container: Container, queries: list[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for query_id, text in queries:
        results = await container.service.search(_request(text, _DEPTH))
        for place, product in enumerate(results.products, start=1):
            parts = from_wire_id(product.product_id)
            if parts is not None:
                lines.append(f"{query_id}\t{parts[1]}\t{place}\n")
    return lines


def _request(text: str, limit: int) -> SearchRequest:
    return SearchRequest(requirement_spec=RequirementSpec(product_type=text), limit=limit)


if __name__ == "__main__":
    main()
