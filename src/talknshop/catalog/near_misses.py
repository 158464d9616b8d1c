"""The products that one requirement alone keeps out, as the text index counts them."""

from talknshop.catalog.conditions import apart_from, meets
from talknshop.catalog.matching import BESIDE, Failure, Reason
from talknshop.catalog.retrieval import Selection, beside
from talknshop.catalog.snapshot import Snapshot
from talknshop.search.index import Between, Order, Query


class IndexedNearMisses:
    """Implements ``ledger.NearMisses`` for a selection from the catalogue."""

    def __init__(
        self, snapshot: Snapshot, selection: Selection, *, fits: int, listed: int = 0
    ) -> None:
        """Takes what was selected.

        Args:
            snapshot: The catalogue.
            selection: What was selected.
            fits: How many products fit.
            listed: How many that only go with the thing are listed all the same, as coming near.
        """
        self._snapshot = snapshot
        self._selection = selection
        self._fits = fits
        self._listed = listed
        self._by_failure = {way.failure: way for way in selection.ways}

    def counts(self) -> dict[Failure, int]:
        """How many products fail each requirement and no other, or several."""
        chosen, snapshot = self._selection, self._snapshot
        counts: dict[Failure, int] = {}
        left = snapshot.count(chosen.worth_showing) - self._fits if chosen.ways else 0
        for failure in self._by_failure:
            if left:
                counts[failure] = snapshot.count(self._only(failure))
                left -= counts[failure]
        counts[Failure(Reason.SEVERAL, Reason.SEVERAL)] = left
        counts[BESIDE] = snapshot.count(Query(None, beside(chosen).where)) - self._listed
        return {failure: count for failure, count in counts.items() if count > 0}

    def cheapest(self, failure: Failure, most: int) -> list[int]:
        """The lowest prices among those that fail this alone, in minor units."""
        order = Order("price", ascending=True)
        found = self._snapshot.find(self._only(failure), limit=most, order=order)
        return [int(price) for price in found.scores.values()]

    def up_to(self, failure: Failure, price_minor: int) -> int:
        """How many of those that fail this alone cost no more."""
        return self._snapshot.count(self._only(failure).also(Between("price", high=price_minor)))

    def best_rating(self, failure: Failure) -> float:
        """The best rating among those that fail this alone; 0 when none is rated."""
        order = Order("rating", ascending=False)
        found = self._snapshot.find(self._only(failure), limit=1, order=order)
        return max(found.scores.values(), default=0.0)

    def rated(self, failure: Failure, at_least: float) -> int:
        """How many of those that fail this alone are rated no lower."""
        return self._snapshot.count(self._only(failure).also(Between("rating", low=at_least)))

    def _only(self, failure: Failure) -> Query:
        way = self._by_failure[failure]
        others = apart_from(self._selection.ways, way)
        return self._selection.worth_showing.also(way.condition, meets(others))
