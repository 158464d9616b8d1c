"""From a requirement to the cards that fit it, best first."""

from typing import NamedTuple

from talknshop.catalog.cards import MOST_COMPARED, Card, make_cards
from talknshop.catalog.contradictions import refuse_unknown_currency
from talknshop.catalog.corrections import Speller
from talknshop.catalog.matching import Criteria
from talknshop.catalog.rank import KINSHIP_FACTOR, Ranked, Weights, rank
from talknshop.catalog.retrieval import Fits, Found, Selection, find_fits, select
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked
from talknshop.catalog.usual_price import UsualPrice, usual_price
from talknshop.schemas.enums import Marketplace
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


class CardSearch:
    """Finds products, puts them in order and brings those of one item together."""

    def __init__(self, synonyms: Synonyms, speller: Speller, weights: Weights) -> None:
        """Takes its collaborators.

        Args:
            synonyms: Other wordings of things.
            speller: Corrects what is asked for.
            weights: How much each part of the score counts.
        """
        self.synonyms = synonyms
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
    ) -> tuple[Judged, list[Card]]:
        """Finds the cards from the first place on.

        Args:
            snapshot: The catalogue.
            spec: What is asked for.
            weights: What the caller wants to count, and how much.
            end: How many cards are needed; there may be more, and fewer where fewer fit.

        Raises:
            ValidationError: The requirement names a currency that does not exist.
        """
        refuse_unknown_currency(spec)
        spec, corrections = self._speller.spell(snapshot, spec)
        selection = select(snapshot, spec, self.synonyms)
        asked = Asked(spec.product_type, self.synonyms)
        criteria = Criteria.of(spec)
        usual = usual_price(snapshot, selection, criteria.currency)
        weighed = self.weights.adjusted(weights)

        def best_cards(needed: int) -> tuple[Fits, list[Card]]:
            fits = Fits([], [], 0)
            if asks_store(spec):
                fits = find_fits(snapshot, spec, selection, asked, needed=needed)
            return fits, make_cards(snapshot, _in_order(fits, criteria, spec, weighed, usual))

        fits, cards = best_cards(end)
        if len(cards) < end and fits.at_hand < fits.total:
            # Many share a card; at worst, all that are compared are one.
            fits, cards = best_cards(end + MOST_COMPARED)
        total_count = fits.total - fits.at_hand + len(cards)
        judged = Judged(spec, corrections, criteria, selection, usual, fits.total, total_count)
        return judged, cards


def asks_store(spec: RequirementSpec) -> bool:
    """Whether our own catalogue is to be searched."""
    return not spec.marketplaces or Marketplace.STORE in spec.marketplaces


def _in_order(
    fits: Fits,
    criteria: Criteria,
    spec: RequirementSpec,
    weights: Weights,
    usual: UsualPrice | None,
) -> list[Ranked]:
    ranked = rank(fits.judged, criteria, spec.sort, weights, usual=usual)
    for group in fits.groups:
        relevances = [_relevance(one) for one in group]
        ranked += rank(group, criteria, spec.sort, weights, relevances=relevances, usual=usual)
    return ranked


def _relevance(found: Found) -> float:
    return found.product.score * KINSHIP_FACTOR[found.kinship]
