"""Figures of bringing the same items together: reading, comparing, and cards of a search.

Usage: python benchmarks/cards.py FEED [--query cable]

FEED is a Google Merchant feed. Records are read and compared without their barcodes; a search is
then divided into cards with nothing remembered (cold) and again (warm).
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from talknshop.catalog.cards import MOST_COMPARED, Cards, item_record
from talknshop.catalog.cluster import cluster_items
from talknshop.catalog.container import build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.item import read_item
from talknshop.core.settings import Settings
from talknshop.schemas.requirement import RequirementSpec

_RECORDS = 2_000
_ROUNDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feed", type=Path)
    parser.add_argument("--query", default="cable")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        container = build_container(Settings(data_dir=Path(folder)))
        import_feed(arguments.feed, "benchmark", container.repository, clock=container.clock)
        with container.repository.snapshot() as snapshot:
            spec = RequirementSpec(product_type=arguments.query)
            judged, cards = container.service.ranked_cards(snapshot, spec, None, end=_RECORDS)
            ranked = [member for card in cards for member in card.members]
            cold = [_milliseconds(lambda: Cards().of(snapshot, ranked)) for _ in range(_ROUNDS)]
            kept = Cards()
            warm = [_milliseconds(lambda: kept.of(snapshot, ranked)) for _ in range(_ROUNDS + 1)][
                1:
            ]
            print(f"cards of {judged.products:,} fits, the best {MOST_COMPARED} compared:")
            print(f"  cold {statistics.median(cold):.1f} ms, warm {statistics.median(warm):.1f} ms")
            keys = [member.product.key for member in ranked[:_RECORDS]]
            records = [
                item_record(stored)._replace(gtin=None)
                for stored in snapshot.products(keys).values()
            ]
        container.close()
    started = time.perf_counter()
    items = [read_item(record) for record in records]
    seconds = time.perf_counter() - started
    print(f"reading: {seconds / max(len(items), 1) * 1e6:.0f} µs a record")
    took = _milliseconds(lambda: cluster_items(items))
    print(f"comparing {len(items):,} records that were read: {took:.1f} ms")


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
