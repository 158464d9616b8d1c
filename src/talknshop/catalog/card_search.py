"""From a requirement to the cards that fit it, best first."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from talknshop.catalog.cards import MOST_COMPARED, Card, make_cards
from talknshop.catalog.contradictions import refuse_unknown_currency
from talknshop.catalog.corrections import Speller
from talknshop.catalog.matching import Criteria
from talknshop.catalog.meaning import Meaning, fused_relevances
from talknshop.catalog.nearby import find_near
from talknshop.catalog.rank import Ranked, Weights, rank, relevance_by_text, to_credible
from talknshop.catalog.records import ProductKey
from talknshop.catalog.retrieval import Fits, Found, Selection, find_fits, select
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked
from talknshop.catalog.usual_price import UsualPrice, usual_price
from talknshop.schemas.enums import Marketplace, Sort
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import Correction, RankingCriteria
from talknshop.search.synonyms import Synonyms


class Judged(NamedTuple):
    """What was decided about a requirement, and how much fits."""

    spec: RequirementSpec
    """What is searched for, in the catalogue's spelling."""
    corrections: list[Correction]
    criteria: Criteria
    selection: Selection
    usual: UsualPrice | None
    products: int
    """How many products fit."""
    total_count: int
    """How many cards they make, also those behind the ones at hand."""
    near_count: int = 0
    """How many further cards only come near."""


class CardSearch:
    """Finds products, puts them in order and brings those of one item together."""

    def __init__(
        self,
        synonyms: Synonyms,
        speller: Speller,
        weights: Weights,
        *,
        meaning: Meaning | None = None,
    ) -> None:
        """Takes its collaborators.

        Args:
            synonyms: Other wordings of things.
            speller: Corrects what is asked for.
            weights: How much each part of the score counts.
            meaning: Tells what is alike in meaning; without it, words alone decide.
        """
        self.synonyms = synonyms
        self._meaning = meaning
        self.weights = weights
        self._speller = speller

    def select(
        self, snapshot: Snapshot, spec: RequirementSpec
    ) -> tuple[RequirementSpec, Selection]:
        """The requirement as the catalogue spells it, and what it selects.

        Raises:
            ValidationError: The requirement names a currency that does not exist.
        """
        refuse_unknown_currency(spec)
        spec = self._speller.spell(snapshot, spec).spec
        return spec, select(snapshot, spec, self.synonyms)

    def find(
        self,
        snapshot: Snapshot,
        spec: RequirementSpec,
        weights: RankingCriteria | None,
        *,
        end: int,
        near: bool = False,
    ) -> tuple[Judged, list[Card]]:
        """Finds the cards from the first place on.

        Args:
            snapshot: The catalogue.
            spec: What is asked for.
            weights: What the caller wants to count, and how much.
            end: How many cards are needed; there may be more, and fewer where fewer fit.
            near: Whether products are added that only come near, where few fit.

        Raises:
            ValidationError: The requirement names a currency that does not exist.
        """
        refuse_unknown_currency(spec)
        spec, corrections = self._speller.spell(snapshot, spec)
        selection = select(snapshot, spec, self.synonyms)
        usual = usual_price(snapshot, selection, selection.criteria.currency)
        order = _Order(spec, selection.criteria, self.weights.adjusted(weights), usual)

        def best_cards(needed: int) -> tuple[_AllFound, list[Card]]:
            found = self._found(snapshot, spec, selection, needed=needed, near=near)
            return found, make_cards(snapshot, order.of(found))

        found, cards = best_cards(end)
        if len(cards) < end and found.fits.at_hand < found.fits.total:
            # Many share a card; at worst, all that are compared are one.
            found, cards = best_cards(end + MOST_COMPARED)
        fits = found.fits
        near_cards = sum(all(one.near for one in card.members) for card in cards)
        judged = Judged(
            spec, corrections, selection.criteria, selection, usual, fits.total,
            total_count=fits.total - fits.at_hand + len(cards) - near_cards,
            near_count=near_cards,
        )  # fmt: skip
        return judged, cards

    def _found(
        self,
        snapshot: Snapshot,
        spec: RequirementSpec,
        selection: Selection,
        *,
        needed: int,
        near: bool,
    ) -> "_AllFound":
        if not asks_store(spec):
            return _AllFound(Fits([], [], 0), [], {})
        asked = Asked(spec.product_type, self.synonyms)
        fits = find_fits(snapshot, spec, selection, asked, needed=needed)
        # Who sorts by something else compares what is the same.
        if not fits.total or spec.sort is not Sort.RELEVANCE:
            return _AllFound(fits, [], {})
        similar = self._meaning.similar(snapshot, spec.product_type) if self._meaning else {}
        others = find_near(snapshot, selection, asked, fits, similar) if near else []
        return _AllFound(fits, others, similar)


def asks_store(spec: RequirementSpec) -> bool:
    """Whether our own catalogue is to be searched."""
    return not spec.marketplaces or Marketplace.STORE in spec.marketplaces


class _AllFound(NamedTuple):
    """What was found, before it is put in order."""

    fits: Fits
    near: list[Found]
    similar: Mapping[ProductKey, float]
    """Cosines of what is alike in meaning; empty where nobody knows."""


class _Order(NamedTuple):
    """How products are put in order."""

    spec: RequirementSpec
    criteria: Criteria
    weights: Weights
    usual: UsualPrice | None

    def of(self, found: _AllFound) -> list[Ranked]:
        first = [*found.fits.judged, *found.near]
        if found.similar:
            relevances = fused_relevances(first, found.similar)
        else:
            relevances = [relevance_by_text(one) for one in first]
        ranked = self._ranked(first, to_credible(first, relevances, self.usual))
        for group in found.fits.groups:
            ranked += self._ranked(group, [relevance_by_text(one) for one in group])
        return ranked

    def _ranked(self, found: Sequence[Found], relevances: Sequence[float]) -> list[Ranked]:
        return rank(
            found, self.criteria, self.spec.sort, self.weights,
            relevances=relevances, usual=self.usual,
        )  # fmt: skip
