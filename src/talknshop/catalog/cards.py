"""From ranked products to cards: one for each item, with every offer of it.

Only the best products of a search are compared: what a person is shown, and what could stand on
the same card with it. Products behind them are cards of their own, so that what is counted is
what the pages show.
"""

import threading
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from talknshop.catalog.cluster import cluster_items
from talknshop.catalog.item import Item, ItemRecord, read_item
from talknshop.catalog.rank import Ranked
from talknshop.catalog.records import ProductKey, StoredProduct
from talknshop.catalog.snapshot import Snapshot

MOST_COMPARED = 200
"""Products of a search that may share a card, best first."""

_MOST_REMEMBERED = 20_000


class Card(NamedTuple):
    """An item with its products, the best ranked first."""

    members: list[Ranked]

    @property
    def best(self) -> Ranked:
        """The product that stands for the item."""
        return self.members[0]


class Cards:
    """Makes cards; remembers what it read of products. Safe to use from several threads."""

    def __init__(self, *, most_remembered: int = _MOST_REMEMBERED) -> None:
        """Remembers at most ``most_remembered`` products, the latest ones."""
        self._items: dict[ProductKey, Item] = {}
        self._most = most_remembered
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._items)

    def of(self, snapshot: Snapshot, ranked: Sequence[Ranked]) -> list[Card]:
        """Brings the products of the same item together, in the order of the best of each."""
        compared = ranked[:MOST_COMPARED]
        items = self._read(snapshot, [one.product.key for one in compared])
        together = cluster_items([items[one.product.key] for one in compared])
        cards = [Card([compared[place] for place in places]) for places in together]
        return [*cards, *(Card([one]) for one in ranked[MOST_COMPARED:])]

    def _read(self, snapshot: Snapshot, keys: Sequence[ProductKey]) -> dict[ProductKey, Item]:
        with self._lock:
            known = {key: self._items[key] for key in keys if key in self._items}
        missing = [key for key in keys if key not in known]
        fresh = {
            key: read_item(item_record(stored))
            for key, stored in snapshot.products(missing).items()
        }
        with self._lock:
            # A key never comes to mean another product: generations are counted upwards.
            self._items |= fresh
            surplus = max(0, len(self._items) - self._most)
            for key in list(islice(self._items, surplus)):
                del self._items[key]
        return known | fresh


def item_record(product: StoredProduct) -> ItemRecord:
    """What tells which item a stored product is."""
    return ItemRecord(
        product.feed.name, product.title, product.brand, product.gtin, product.attributes
    )
