"""Learns what speaks for one item: ``python -m talknshop.evaluation.pair_training FEED``.

Examples are the pairs of records that may be looked at (``item_pairs/dev.txt``) and those of a
feed with barcodes, as far as no rule decides for certain. The feed of the weights that ship is
``demo/products.tsv``. The weights go to the standard output, as ``catalog/item_weights.tsv`` has
them; what each sum would have joined goes to the error output, told by cross-validation: families
of items are kept together, and each is judged by weights that were learned without it. The same
pairs and rules give the same weights. Needs numpy (the extra ``semantic``).
"""

import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from talknshop.catalog.cluster import block_keys
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow
from talknshop.catalog.feeds.source import open_source
from talknshop.catalog.feeds.tables import read_google_tsv
from talknshop.catalog.item import Item, ItemRecord, read_item
from talknshop.catalog.item_differences import leave_open
from talknshop.catalog.item_evidence import BIAS, evidence
from talknshop.catalog.same_item import Evidence, may_be_one, same_item, sounds_alike
from talknshop.evaluation.pair_listings import Listing, Part, bundled_listings

_AT = datetime(2026, 11, 1, tzinfo=UTC)
_SEED = 1
_PARTS = 10
_ROUNDS = 40
_DECAY = 1.0
"""Keeps weights of what is seen seldom near nothing."""
_FREE = 1e-3
_SUMS = (0.0, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5)
_HEADER = "# Learned from written pairs (docs/guides/marketplaces.md); do not edit by hand.\n"

Floats = NDArray[np.float64]


class Example(NamedTuple):
    """A pair of records, and what speaks for one item where no rule decides."""

    family: str
    same: bool
    found: bool
    """Whether a rule takes them for one item."""
    evidence: dict[str, float] | None
    """None where a rule decides, either way."""


def look_at(listings: Sequence[Listing]) -> Iterator[Example]:
    """The pairs of one family and of different shops."""
    for one, other in combinations(listings, 2):
        if one.family == other.family and one.shop != other.shop:
            yield _example(one.read, other.read, one.family, same=one.item == other.item)


def look_at_feed(path: Path) -> Iterator[Example]:
    """The pairs of products of one brand, with their barcodes hidden, as if of many shops.

    Raises:
        ValidationError: The file is no feed in tab-separated values.
    """
    with open_source(path) as source:
        rows = [
            row
            for row in read_google_tsv(source, Reading(_AT))
            if isinstance(row, FeedRow) and row.gtin
        ]
    by_brand: dict[str, list[tuple[str | None, Item]]] = {}
    for place, row in enumerate(rows):
        record = ItemRecord(str(place), row.title, row.brand, None, row.attributes)
        by_brand.setdefault(str(row.brand), []).append((row.gtin, read_item(record)))
    for brand, told in by_brand.items():
        for (code, one), (other_code, other) in combinations(told, 2):
            if not {*block_keys(one)}.isdisjoint(block_keys(other)):
                yield _example(one, other, brand, same=code == other_code)


def _example(one: Item, other: Item, family: str, *, same: bool) -> Example:
    by_rule = same_item(one, other) in {Evidence.GTIN, Evidence.MODEL}
    told = None
    if not by_rule and may_be_one(one, other) and not leave_open(one, other):
        told = evidence(one, other, sure=sounds_alike(one, other))
    return Example(family, same, by_rule, told)


def learn(examples: Sequence[Example], names: Sequence[str]) -> Floats:
    """Fits a logistic regression by Newton's method, with a penalty on the squares of weights."""
    weighed = [one for one in examples if one.evidence is not None]
    rows = _rows(weighed, names)
    wanted = np.array([float(one.same) for one in weighed])
    penalty = np.array([_FREE if name == BIAS else _DECAY for name in names])
    weights = np.zeros(len(names))
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-(rows @ weights)))
        gradient = rows.T @ (chances - wanted) + penalty * weights
        curve = (rows * (chances * (1 - chances))[:, None]).T @ rows + np.diag(penalty)
        weights -= np.linalg.solve(curve, gradient)
    return weights


def _rows(examples: Sequence[Example], names: Sequence[str]) -> Floats:
    told = [one.evidence or {} for one in examples]
    return np.array([[one.get(name, 0.0) for name in names] for one in told])


def cross_validate(examples: Sequence[Example], names: Sequence[str]) -> list[float | None]:
    """The sum of each pair by weights that do not know its family; None where a rule decides."""
    families = sorted({one.family for one in examples})
    random.Random(_SEED).shuffle(families)  # noqa: S311 - examples, no secret
    part_of = {family: number % _PARTS for number, family in enumerate(families)}
    sums: list[float | None] = [None] * len(examples)
    for part in range(_PARTS):
        weights = learn([one for one in examples if part_of[one.family] != part], names)
        for place, one in enumerate(examples):
            if part_of[one.family] == part and one.evidence is not None:
                sums[place] = float(_rows([one], names)[0] @ weights)
    return sums


def tell(examples: Sequence[Example], sums: Sequence[float | None]) -> Iterator[str]:
    """What each sum would have joined."""
    same = sum(one.same for one in examples)
    for enough in _SUMS:
        joined = [
            one.same
            for one, reached in zip(examples, sums, strict=True)
            if one.found or (reached is not None and reached >= enough)
        ]
        hits = sum(joined)
        yield f"{enough:4.2f}  precision {hits / len(joined):.3f}  recall {hits / same:.3f}"


def main(feed: Path) -> None:
    """Learns from the pairs that may be looked at and those of a feed, and prints the weights."""
    examples = [*look_at(bundled_listings(Part.DEV)), *look_at_feed(feed)]
    names = list(next(one.evidence for one in examples if one.evidence is not None))
    sums = cross_validate(examples, names)
    sys.stderr.writelines(f"{line}\n" for line in tell(examples, sums))
    sys.stdout.write(_HEADER)
    for name, weight in zip(names, learn(examples, names), strict=True):
        sys.stdout.write(f"{name}\t{weight:.2f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
