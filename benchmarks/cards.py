"""Figures of bringing the same items together: reading, comparing, and cards of a search.

Usage: python benchmarks/cards.py FEED [--query cable]

FEED is a Google Merchant feed. Records are read and compared without their barcodes; a search is
divided into cards while nothing was read of the products, and again behind the reading.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from talknshop.catalog.cards import MOST_COMPARED, item_record, make_cards
from talknshop.catalog.cluster import cluster_items
from talknshop.catalog.container import Container, build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.item import ItemRecord, read_item
from talknshop.catalog.item_reading import read_items
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
        unread, _ = _cards(container, arguments.query)
        read_items(container.repository)
        read, records = _cards(container, arguments.query)
        print(f"cards of the best {MOST_COMPARED}: {unread:.1f} ms unread, {read:.1f} ms read")
        container.close()
    started = time.perf_counter()
    items = [read_item(record) for record in records]
    seconds = time.perf_counter() - started
    print(f"reading: {seconds / max(len(items), 1) * 1e6:.0f} µs a record")
    took = _milliseconds(lambda: cluster_items(items))
    print(f"comparing {len(items):,} records that were read: {took:.1f} ms")


def _cards(container: Container, query: str) -> tuple[float, list[ItemRecord]]:
    """How long bringing together takes, in ms, and the records behind the cards."""
    with container.repository.snapshot() as snapshot:
        spec = RequirementSpec(product_type=query)
        _, cards = container.service.ranked_cards(snapshot, spec, None, end=_RECORDS)
        ranked = [member for card in cards for member in card.members]
        times = [_milliseconds(lambda: make_cards(snapshot, ranked)) for _ in range(_ROUNDS)]
        found = snapshot.products([member.product.key for member in ranked[:_RECORDS]])
        records = [item_record(stored)._replace(gtin=None) for stored in found.values()]
    return statistics.median(times), records


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
