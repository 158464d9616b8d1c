"""From ranked products to cards: one for each item, with every offer of it.

Only the best products of a search are compared: what a person is shown, and what could stand on
the same card with it. Products behind them are cards of their own, so that what is counted is
what the pages show. What is compared was read behind the import; only what is not kept yet is read
here.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from talknshop.catalog.cluster import block_keys, cluster
from talknshop.catalog.item import Item, ItemRecord, read_item
from talknshop.catalog.rank import Ranked
from talknshop.catalog.records import Candidate, ProductKey, StoredProduct
from talknshop.catalog.retrieval import MOST_JUDGED
from talknshop.catalog.snapshot import Snapshot

MOST_COMPARED = MOST_JUDGED
"""Products of a search that may share a card, best first: those whose place is judged with care."""


class Card(NamedTuple):
    """An item with its products, the best ranked first."""

    members: list[Ranked]

    @property
    def best(self) -> Ranked:
        """The product that stands for the item."""
        return self.members[0]


def make_cards(snapshot: Snapshot, ranked: Sequence[Ranked]) -> list[Card]:
    """Brings the products of the same item together, in the order of the best of each."""
    together = bring_together(snapshot, [one.product for one in ranked[:MOST_COMPARED]])
    cards = [Card([ranked[place] for place in places]) for places in together]
    return [*cards, *(Card([one]) for one in ranked[MOST_COMPARED:])]


def bring_together(snapshot: Snapshot, compared: Sequence[Candidate]) -> list[list[int]]:
    """The places of the products of each item; see ``cluster``."""
    fresh = _read(snapshot, [product.key for product in compared if product.item_keys is None])

    def items(places: Sequence[int]) -> Mapping[int, Item]:
        asked = {place: compared[place].key for place in places}
        kept = snapshot.items([key for key in asked.values() if key not in fresh]) | fresh
        return {place: kept[key] for place, key in asked.items()}

    keys = [
        block_keys(fresh[product.key]) if product.item_keys is None else product.item_keys.split()
        for product in compared
    ]
    return cluster(keys, items)


def _read(snapshot: Snapshot, keys: Sequence[ProductKey]) -> dict[ProductKey, Item]:
    if not keys:
        return {}
    found = snapshot.products(keys).items()
    return {key: read_item(item_record(stored)) for key, stored in found}


def item_record(product: StoredProduct) -> ItemRecord:
    """What tells which item a stored product is."""
    return ItemRecord(
        product.feed.name, product.title, product.brand, product.gtin, product.attributes
    )
