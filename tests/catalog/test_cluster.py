from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import pytest

from talknshop.catalog.cluster import block_keys, cluster, cluster_items
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow
from talknshop.catalog.feeds.source import open_source
from talknshop.catalog.feeds.tables import read_google_tsv
from talknshop.catalog.item import Item, ItemRecord, read_item
from talknshop.catalog.item_identifiers import normal_brand, normal_gtin
from talknshop.catalog.item_json import item_of_json, to_json
from talknshop.catalog.same_item import Evidence, same_item
from talknshop.catalog.stored_items import ITEM_RULES
from talknshop.demo.feed import bundled_feed

LISTINGS = Path(__file__).with_name("same_items.txt")
"""Written for this test: families of items that are easily confused, as shops list them."""


class Listing(NamedTuple):
    family: str
    item: str
    record: ItemRecord


def listings() -> list[Listing]:
    found: list[Listing] = []
    family = item = ""
    for line in LISTINGS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            family = line[3:]
        elif line.startswith("= "):
            item = line[2:]
        elif line.strip() and not line.startswith("#"):
            found.append(Listing(family, item, _record(line, f"shop{len(found)}")))
    return found


def _record(line: str, source: str) -> ItemRecord:
    title, brand, attributes, gtin = ([part.strip() for part in line.split("|")] + [""] * 3)[:4]
    pairs = (part.partition(":") for part in attributes.split(";") if part)
    named = {name.strip(): value.strip() for name, _, value in pairs}
    return ItemRecord(source, title, brand or None, gtin or None, named)


def read(title: str, brand: str | None = "Lumo", *, source: str = "", **more: str) -> Item:
    gtin = more.pop("gtin", None)
    return read_item(ItemRecord(source or title, title, brand, gtin, more))


def test_the_labelled_listings_are_brought_together() -> None:
    labelled = listings()
    groups = cluster_items([read_item(one.record) for one in labelled])
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    judged = right = wrong = missed = 0
    for one, two in combinations(range(len(labelled)), 2):
        same_family = labelled[one].family == labelled[two].family
        same = same_family and labelled[one].item == labelled[two].item
        together = group_of[one] == group_of[two]
        judged += same_family
        right += same and together
        wrong += together and not same
        missed += same and not together
    assert judged >= 1_000
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.85


def test_demo_products_are_known_again_without_their_barcodes() -> None:
    with open_source(bundled_feed()) as source:
        rows = [
            row
            for row in read_google_tsv(source, Reading(datetime.now(UTC)))
            if isinstance(row, FeedRow) and row.gtin
        ]
    items = [
        read_item(ItemRecord(str(place), row.title, row.brand, None, row.attributes))
        for place, row in enumerate(rows)
    ]
    same = Counter(row.gtin for row in rows)
    expected = sum(count * (count - 1) // 2 for count in same.values())
    together = [pair for group in cluster_items(items) for pair in combinations(group, 2)]
    right = sum(rows[one].gtin == rows[two].gtin for one, two in together)
    assert expected > 20
    assert right / len(together) >= 0.95
    assert right / expected >= 0.85


def test_the_order_of_the_listings_does_not_decide() -> None:
    labelled = listings()
    expected = {
        frozenset(group) for group in cluster_items([read_item(x.record) for x in labelled])
    }
    order = sorted(range(len(labelled)), key=lambda place: (place * 7919) % len(labelled))
    shuffled = cluster_items([read_item(labelled[place].record) for place in order])
    found = {frozenset(order[place] for place in group) for group in shuffled}
    assert len(found & expected) / len(expected) > 0.98


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Lumo Arc 2 Lamp", "Lumo Arc 3 Lamp"),
        ("Lumo Arc Lamp 40 W, 2-Pack", "Lumo Arc Lamp 40 W, 4-Pack"),
        ("Lumo Arc Lamp 40 W, 2-Pack", "Lumo Arc Lamp 40 W"),
        ("Lumo Arc Lamp, 30 cm", "Lumo Arc Lamp, 60 cm"),
        ("Lumo Arc Lamp, Red", "Lumo Arc Lamp, Blue"),
        ("Lumo Arc Lamp, Light Blue", "Lumo Arc Lamp, Blue"),
        ("Lumo Arc Lamp (2nd Generation)", "Lumo Arc Lamp"),
        ("Lumo Arc Lamp", "Shade for Lumo Arc Lamp"),
        ("Case for Lumo Arc 2", "Case for Lumo Arc 3"),
        ("Case for Lumo Arc 2", "Strap for Lumo Arc 2"),
        ("Lumo Arc Phone 128 GB", "Lumo Arc Phone 256 GB"),
        ("Lumo Arc Phone 128 GB", "Lumo Arc Pro Phone 128 GB"),
        ("Lumo Arc Sofa", "Lumo Arc Armchair"),
        ("Lumo AX1200 Router", "Lumo AX1800 Router"),
        ("Lumo Men's Arc Boots", "Lumo Women's Arc Boots"),
    ],
)
def test_what_makes_another_item_is_never_overlooked(one: str, two: str) -> None:
    assert same_item(read(one), read(two)) is None


def test_the_evidence_is_named() -> None:
    arc = read("Lumo Arc Lamp 40 W")
    assert same_item(arc, read("Arc lamp by Lumo, 40 watts")) is Evidence.TITLE
    router = read("Lumo AX1800 WiFi Router")
    assert same_item(router, read("Dual Band Router AX-1800 by Lumo")) is Evidence.MODEL
    coded = read("Lamp", gtin="4006381333931")
    assert same_item(coded, read("Leuchte", gtin="04006381333931")) is Evidence.GTIN


def test_one_that_leaves_the_colour_out_joins_only_one_colour() -> None:
    titles = ["Lumo Arc Lamp, Red", "Lumo Arc Lamp - new model", "Lumo Arc Lamp, Blue"]
    assert cluster_items([read(title) for title in titles]) == [[0, 1], [2]]


def test_one_shop_lists_the_same_twice_only_in_the_same_words() -> None:
    new = read("Lumo Arc Lamp 40 W", source="shop")
    assert same_item(new, read("Lumo Arc Lamp 40 W (Refurbished)", source="shop"))
    assert same_item(new, read("Lumo Arc Lamp 40 W bright", source="shop")) is None


@pytest.mark.parametrize(
    ("gtin", "expected"),
    [
        ("4006381333931", "04006381333931"),
        ("400-6381 333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("0000000000000", None),
        ("1111111111116", None),
        ("1234567890128", None),
        ("4006381333930", None),
        ("", None),
        (None, None),
        ("2000000000015", "shop 02000000000015"),
        ("9800000000015", None),
    ],
)
def test_only_real_barcodes_count(gtin: str | None, expected: str | None) -> None:
    assert normal_gtin(gtin, "shop") == expected


def test_companies_are_known_by_their_name() -> None:
    assert normal_brand("Brumo GmbH") == normal_brand("BRUMO") == "brumo"
    assert normal_brand("Harrow & Pine Co.") == normal_brand("harrow and pine".replace("and", "&"))
    assert normal_brand(None) == ""


@pytest.mark.parametrize(
    "title", ["", " ", "!?", "12", "ﷺ", "for for for", "x" * 5_000, "a " * 2_000]
)
def test_any_title_can_be_read(title: str) -> None:
    assert cluster_items([read(title, None), read(title, None, source="other")])


def test_only_records_that_share_something_are_read() -> None:
    items = [read("Lumo Arc Lamp"), read("Sedo Fold Chair", "Sedo"), read("Lamp Arc, Lumo", "Lumo")]
    asked: list[Sequence[int]] = []

    def read_at(places: Sequence[int]) -> Mapping[int, Item]:
        asked.append(places)
        return {place: items[place] for place in places}

    assert cluster([block_keys(item) for item in items], read_at) == [[0, 2], [1]]
    assert cluster([block_keys(item) for item in items[:2]], read_at) == [[0], [1]]
    assert asked == [[0, 2]]


@pytest.mark.parametrize("listing", listings()[::40])
def test_an_item_that_was_kept_is_the_same(listing: Listing) -> None:
    item = read_item(listing.record)
    assert item_of_json(item.source, to_json(item)) == item


def test_other_rules_have_another_version() -> None:
    everything = [read_item(one.record) for one in listings()]
    made = "".join(f"{to_json(item)}{block_keys(item)}" for item in everything)
    assert (ITEM_RULES, f"{crc32(made.encode()):08x}") == (4, "fe3e453a"), (
        "Items are read in another way: count ITEM_RULES up and write the new sum here."
    )


def test_a_barcode_for_use_inside_a_shop_tells_nothing_elsewhere() -> None:
    def record(source: str, gtin: str) -> Item:
        return read_item(ItemRecord(source, "Acme Volt 300 Desk Lamp, Black", "Acme", gtin, {}))

    mine, theirs = record("one", "2000000000008"), record("other", "2000000000015")
    assert same_item(mine, theirs) is Evidence.TITLE
    assert cluster_items([mine, theirs]) == [[0, 1]]
    assert same_item(mine, record("one", "2000000000015")) is None
