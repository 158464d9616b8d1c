"""From a requirement to the cards that fit it, best first."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from talknshop.catalog.aggregate.elsewhere import NOTHING, Elsewhere, judge_elsewhere
from talknshop.catalog.cards import MOST_COMPARED, Card, make_cards
from talknshop.catalog.contradictions import refuse_unknown_currency
from talknshop.catalog.corrections import Speller
from talknshop.catalog.matching import Criteria
from talknshop.catalog.meaning import Meaning, fused_relevances
from talknshop.catalog.nearby import NOTHING_NEAR, Nearby, find_near
from talknshop.catalog.rank import (
    NEAR_FACTOR,
    Ranked,
    Weights,
    rank,
    relevance_by_text,
    to_credible,
)
from talknshop.catalog.records import ProductKey
from talknshop.catalog.retrieval import Fits, Found, Selection, find_fits, select
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked
from talknshop.catalog.usual_price import UsualPrice, usual_price
from talknshop.catalog.variety import vary
from talknshop.schemas.enums import Marketplace, Sort
from talknshop.schemas.product import ProductResult
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
    """How many of our own products fit."""
    total_count: int
    """How many cards they make, also those behind the ones at hand."""
    near_count: int = 0
    """How many further cards only come near."""
    near_beside: int = 0
    """How many products on them have the name of the thing."""
    elsewhere: Elsewhere = NOTHING
    """What other marketplaces offer."""

    def counting(self, cards: Sequence[Card], found: "_AllFound") -> Self:
        """The same with the numbers of cards."""
        near = sum(card.best.near for card in cards)
        total = found.fits.total - found.fits.at_hand + len(cards) - near
        members = (one for card in cards for one in card.members if one.near)
        named = sum(one.product.key in found.nearby.named for one in members)
        return self._replace(total_count=total, near_count=near, near_beside=named)

    @property
    def all_products(self) -> int:
        """How many products fit, wherever they are offered."""
        return self.products + len(self.elsewhere.fits)


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
        spec, _, selection = self._select(snapshot, spec)
        return spec, selection

    def find(
        self,
        snapshot: Snapshot,
        spec: RequirementSpec,
        weights: RankingCriteria | None,
        *,
        end: int,
        near: int = 0,
        elsewhere: Sequence[Sequence[ProductResult]] = (),
    ) -> tuple[Judged, list[Card]]:
        """Finds the cards from the first place on.

        Args:
            snapshot: The catalogue.
            spec: What is asked for.
            weights: What the caller wants to count, and how much.
            end: How many cards are needed; there may be more, and fewer where fewer fit.
            near: Up to how many cards there shall be with what only comes near.
            elsewhere: What other marketplaces answered, each in its own order.

        Raises:
            ValidationError: The requirement names a currency that does not exist.
        """
        spec, corrections, selection = self._select(snapshot, spec)
        others = self._judge(spec, selection, elsewhere)
        usual = usual_price(snapshot, selection, selection.criteria.currency)
        order = _Order(spec, selection.criteria, self.weights.adjusted(weights), usual)

        def best_cards(needed: int) -> tuple[_AllFound, list[Card]]:
            found = self._found(snapshot, spec, selection, needed=needed, near=near > 0)
            ranked = [*order.of(found, others), *order.of_near(found)]
            cards = make_cards(snapshot, ranked, others.items)
            return found, _up_to(near, order.varied(cards, found, others), found.fits)

        found, cards = best_cards(end)
        if len(cards) < end and found.fits.at_hand < found.fits.total:
            # Many share a card; at worst, all that are compared are one.
            found, cards = best_cards(end + MOST_COMPARED)
        decided = (spec, corrections, selection.criteria, selection, usual, found.fits.total)
        return Judged(*decided, 0, elsewhere=others).counting(cards, found), cards

    def _select(
        self, snapshot: Snapshot, spec: RequirementSpec
    ) -> tuple[RequirementSpec, list[Correction], Selection]:
        refuse_unknown_currency(spec)
        spec, corrections = self._speller.spell(snapshot, spec)
        return spec, corrections, select(snapshot, spec, self.synonyms)

    def _judge(
        self,
        spec: RequirementSpec,
        selection: Selection,
        answers: Sequence[Sequence[ProductResult]],
    ) -> Elsewhere:
        if not any(answers):
            return NOTHING
        asked = Asked(spec.product_type, self.synonyms)
        return judge_elsewhere(answers, spec, selection.criteria, asked)

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
            return _AllFound(Fits([], [], 0), NOTHING_NEAR, {})
        asked = Asked(spec.product_type, self.synonyms)
        fits = find_fits(snapshot, spec, selection, asked, needed=needed)
        # Who sorts by something else compares what is the same.
        if spec.sort is not Sort.RELEVANCE:
            return _AllFound(fits, NOTHING_NEAR, {})
        # Where enough is stated to be the thing, words know better which of it is meant.
        unsure = fits.total and not selection.whole_kind
        similar: Mapping[ProductKey, float] = {}
        if self._meaning and (near or unsure):
            similar = self._meaning.similar(snapshot, spec.product_type)
        nearby = find_near(snapshot, selection, asked, fits, similar) if near else NOTHING_NEAR
        return _AllFound(fits, nearby, similar, by_meaning=bool(unsure and similar))


def asks_store(spec: RequirementSpec) -> bool:
    """Whether our own catalogue is to be searched."""
    return not spec.marketplaces or Marketplace.STORE in spec.marketplaces


class _AllFound(NamedTuple):
    """What was found, before it is put in order."""

    fits: Fits
    nearby: Nearby
    similar: Mapping[ProductKey, float]
    """Cosines of what is alike in meaning; empty where nobody knows."""
    by_meaning: bool = False
    """Whether meaning has a say in the order of what fits; in that of what comes near it always
    has."""


class _Order(NamedTuple):
    """How products are put in order."""

    spec: RequirementSpec
    criteria: Criteria
    weights: Weights
    usual: UsualPrice | None

    def of(self, found: _AllFound, elsewhere: Elsewhere) -> list[Ranked]:
        first = [*found.fits.judged, *elsewhere.fits]
        own = _relevances(found.fits.judged, found.similar if found.by_meaning else {})
        relevances = [*own, *elsewhere.relevances]
        ranked = self._ranked(first, to_credible(first, relevances, self.usual))
        for group in found.fits.groups:
            ranked += self._ranked(group, [relevance_by_text(one) for one in group])
        return ranked

    def of_near(self, found: _AllFound) -> list[Ranked]:
        near = found.nearby.found
        relevances = to_credible(near, _relevances(near, found.similar), self.usual)
        return self._ranked(near, [NEAR_FACTOR * one for one in relevances])

    def varied(self, cards: list[Card], found: _AllFound, elsewhere: Elsewhere) -> list[Card]:
        """Who sorts by something else gets exactly that order."""
        if self.spec.sort is not Sort.RELEVANCE:
            return cards
        judged = [*found.fits.judged, *found.nearby.found, *elsewhere.fits]
        fitting = sum(not card.best.near for card in cards)
        keys = [one.product.key for one in judged]
        return [*vary(cards[:fitting], keys), *vary(cards[fitting:], keys)]

    def _ranked(self, found: Sequence[Found], relevances: Sequence[float]) -> list[Ranked]:
        return rank(
            found, self.criteria, self.spec.sort, self.weights,
            relevances=relevances, usual=self.usual,
        )  # fmt: skip


def _relevances(found: Sequence[Found], similar: Mapping[ProductKey, float]) -> Sequence[float]:
    """By words, and by meaning where it is known of something."""
    return fused_relevances(found, similar) if similar else [relevance_by_text(o) for o in found]


def _up_to(enough: int, cards: list[Card], fits: Fits) -> list[Card]:
    """The cards, without what comes near beyond ``enough``."""
    near = [card for card in cards if card.best.near]
    behind = fits.total - fits.at_hand
    room = max(0, enough - behind - (len(cards) - len(near)))
    left_out = {id(card) for card in near[room:]}
    return [card for card in cards if id(card) not in left_out]
