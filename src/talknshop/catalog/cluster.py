"""Bringing together the records of the same item.

Records are compared only when they share a barcode, a model number or a name, so that the work
grows with the number of records and not with its square.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from talknshop.catalog.item import Item
from talknshop.catalog.item_identifiers import is_of_one_shop
from talknshop.catalog.same_item import same_item, tell_apart

_LARGEST_BLOCK = 100
"""A name or model number that more records share tells nothing."""

_LEADING = 3
"""Words of a title's beginning of which two in a row lead to a comparison."""

_SHORTEST_CODE = 5
_LONG_WORD = 4

_BARCODE, _SHOP_BARCODE = "g", "i"
_SUREST = "gicnstl"
"""Kinds of keys in the order in which they are tried."""


# The same products come again from one search to the next.
@lru_cache(maxsize=8_192)
def block_keys(item: Item) -> Sequence[str]:
    """What a record must share with another to be compared with it, the surest first."""
    keys = [f"{_barcode_kind(item)}{item.gtin}"] if item.gtin else []
    keys += [f"c{code}" for code in item.codes]
    # Shops also say the beginning of a model number only.
    keys += [f"c{code[:_SHORTEST_CODE]}" for code in item.codes]
    if item.name or item.marks:
        sold = item.numbers.get("gb", []), item.traits.get("size", [])
        keys.append(f"n{item.brand}{item.name}{sold}")
        keys.append(f"s{item.brand}{''.join(item.words)}{sold}")
    named = [word for word in item.lead if word not in item.brand_words]
    if len(named) <= 1:
        maker = item.brand_words[:1] or item.lead[:1]
        keys += [f"t{maker} {thing} {item.numbered}" for thing in item.things or [""]]
    leading = [*item.brand_words[-1:], *named[:_LEADING]]
    keys += [f"l{one} {following}" for one, following in pairwise(leading)]
    keys += [f"l{word}" for word in named[:_LEADING] if len(word) >= _LONG_WORD]
    told = [*item.brand_words[-1:], *(one for one in item.own if one not in item.brand_words)]
    keys += [f"l{one} {following}" for one, following in pairwise(told[:_LEADING])]
    if len(item.own) <= 1:
        keys += [f"l{word}" for word in item.own]
    keys += [f"l{word}" for word in item.marks if not word.isdigit()]
    return tuple(_short(key) for key in dict.fromkeys(keys))


def _barcode_kind(item: Item) -> str:
    # One for use inside a shop does not tell its product from those of other shops.
    return _SHOP_BARCODE if is_of_one_shop(item.gtin) else _BARCODE


def _short(key: str) -> str:
    # That two keys look the same by chance costs a comparison and decides nothing.
    return f"{key[0]}{crc32(key.encode()):x}"


def cluster_items(items: Sequence[Item]) -> list[list[int]]:
    """Brings the records of the same item together.

    Args:
        items: What the records say, best first.

    Returns:
        The places of each item's records, ascending; items stand in the order of their first.
    """
    keys = [block_keys(item) for item in items]
    return cluster(keys, lambda places: {place: items[place] for place in places})


def cluster(
    keys: Sequence[Sequence[str]], read: Callable[[Sequence[int]], Mapping[int, Item]]
) -> list[list[int]]:
    """The same for records whose ``block_keys`` are known: only those that share one are read.

    Args:
        keys: The keys of each record, best first.
        read: Reads the records at these places; asked once, if at all.
    """
    blocks = _blocks(keys)
    if not blocks:
        return [[place] for place in range(len(keys))]
    items = read(sorted({place for block in blocks for place in block}))
    groups = {place: [place] for place in items}
    # Who shares one key often shares others, and no second look finds more.
    compared: set[tuple[int, int]] = set()
    for block in blocks:
        _join(block, items, groups, compared)
    grouped = {id(group): group for group in groups.values()}
    first = {min(group): sorted(group) for group in grouped.values()}
    return [
        first.get(place, [place])
        for place in range(len(keys))
        if place in first or place not in items
    ]


def _blocks(keys: Sequence[Sequence[str]]) -> list[list[int]]:
    found: dict[str, list[int]] = {}
    for place, own in enumerate(keys):
        for key in own:
            found.setdefault(key, []).append(place)
    barcodes = [own[0] if own and own[0][0] == _BARCODE else None for own in keys]
    shared = {
        key: places
        for key, places in found.items()
        if len(places) > 1
        and (key[0] in {_BARCODE, _SHOP_BARCODE} or len(places) <= _LARGEST_BLOCK)
        and not _all_differ([barcodes[place] for place in places])
    }
    return [shared[key] for key in sorted(shared, key=lambda key: _SUREST.index(key[0]))]


def _all_differ(barcodes: Sequence[str | None]) -> bool:
    """Whether each has a barcode of its own: then no two are the same, whatever else they share."""
    return None not in barcodes and len(set(barcodes)) == len(barcodes)


def _join(
    block: Sequence[int],
    items: Mapping[int, Item],
    groups: dict[int, list[int]],
    compared: set[tuple[int, int]],
) -> None:
    for number, place in enumerate(block):
        for other in block[:number]:
            mine, theirs = groups[place], groups[other]
            if mine is theirs or (place, other) in compared:
                continue
            compared.add((place, other))
            if same_item(items[place], items[other]) is None:
                continue
            # One record that leaves the colour out must not join the red one with the blue one.
            if any(tell_apart(items[one], items[two]) for one in mine for two in theirs):
                continue
            theirs += mine
            for moved in mine:
                groups[moved] = theirs
