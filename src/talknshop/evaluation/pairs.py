"""How well records of the same item are known among records of several shops."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from talknshop.catalog.cluster import cluster_items
from talknshop.evaluation.intervals import wilson
from talknshop.evaluation.pair_listings import Listing


class Share(NamedTuple):
    """A share of cases."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share; 0 of none."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval by Wilson, which holds for few cases and near 1, too."""
        return wilson(self.hits, self.of)


class Pair(NamedTuple):
    """Two records of one family and of different shops, and whether they were taken for one."""

    one: Listing
    other: Listing
    found: bool

    @property
    def same(self) -> bool:
        """Whether they are of the same item, by their labels."""
        return self.one.item == self.other.item


class PairReport(NamedTuple):
    """What was found of the pairs of a sample."""

    pairs: list[Pair]

    @property
    def precision(self) -> Share:
        """Of the pairs that were taken for one item, those that are."""
        found = [pair for pair in self.pairs if pair.found]
        return Share(sum(pair.same for pair in found), len(found))

    @property
    def recall(self) -> Share:
        """Of the pairs that are one item, those that were found."""
        same = [pair for pair in self.pairs if pair.same]
        return Share(sum(pair.found for pair in same), len(same))

    @property
    def wrong(self) -> list[Pair]:
        """The pairs that were judged otherwise than they are labelled."""
        return [pair for pair in self.pairs if pair.found != pair.same]


def judge_pairs(listings: Sequence[Listing]) -> PairReport:
    """Brings records together, as a search does, and compares that with their labels.

    All are brought together at once, so that a record that joins two others wrongly counts for
    both.
    """
    groups = cluster_items([one.read for one in listings])
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    return PairReport(
        [
            Pair(listings[one], listings[other], group_of[one] == group_of[other])
            for one, other in combinations(range(len(listings)), 2)
            if listings[one].family == listings[other].family
            and listings[one].shop != listings[other].shop
        ]
    )
