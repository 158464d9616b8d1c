"""Finding the candidates of a search: what the index chooses of all that there is."""

from itertools import islice
from typing import NamedTuple

from talknshop.catalog.conditions import Breach, KindConditions, breaches, meets
from talknshop.catalog.index_fields import NAME_FIELDS, TEXT_FIELDS
from talknshop.catalog.matching import Criteria
from talknshop.catalog.query import build_query
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked, Kinship
from talknshop.schemas.enums import Availability, Sort
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.index import AllOf, AnyOf, Condition, Is, Matches, Not, Order, Query
from talknshop.search.synonyms import Synonyms

_ENOUGH_THINGS = 20
"""With so many of the thing itself, what is not known to be one is left out."""

MOST_JUDGED = 150
"""Products whose place is decided by more than their text."""

_MANY = 10_000
"""Whoever needs more is asked for no more than there are."""


class Found(NamedTuple):
    """A candidate and how it relates to what was asked."""

    product: Candidate
    kinship: Kinship
    near: bool = False
    """Whether it only comes near: it lacks something of what was asked for."""


class Selection(NamedTuple):
    """What a requirement selects from the catalogue, before anything is fetched."""

    wide: Query
    """What is asked for, in any wording."""
    shown: Condition
    """Worth showing to who asked for the thing; the rest only goes with it or mentions it."""
    things: int
    """How many products are the thing, or of its kind, whatever else is required of them."""
    kinds: KindConditions
    criteria: Criteria
    """What is required of products."""
    ways: list[Breach]
    """How products fail it."""
    whole_kind: bool
    """Whether all that is the thing is shown, and nothing else; then no words need be looked up to
    count, for what is the thing has its name."""

    @property
    def worth_showing(self) -> Query:
        """What is shown of everything, whatever is required of it; for counting only."""
        return Query(None, self.shown) if self.whole_kind else self.wide.also(self.shown)

    @property
    def all_fits(self) -> Query:
        """Whatever fits, in any wording; for counting only."""
        return self.worth_showing.also(meets(self.ways))

    def fits(self, query: Query) -> Query:
        """The products that ``query`` finds, are worth showing and meet the requirement."""
        return query.also(self.shown, meets(self.ways))


class Fits(NamedTuple):
    """The products that fit: those whose place is decided with care, and the others after them."""

    judged: list[Found]
    others: list[Found]
    """In groups of ``MOST_JUDGED``, of which each stands behind the one before."""
    total: int
    best_score: float = 0.0
    """The text index's own score of the best; those of the products are shares of it."""

    @property
    def at_hand(self) -> int:
        """How many of them were fetched."""
        return len(self.judged) + len(self.others)

    @property
    def groups(self) -> list[list[Found]]:
        """The others, a group each."""
        starts = range(0, len(self.others), MOST_JUDGED)
        return [self.others[start : start + MOST_JUDGED] for start in starts]


def select(snapshot: Snapshot, spec: RequirementSpec, synonyms: Synonyms) -> Selection:
    """Decides what of the catalogue is worth showing.

    While there is something of the thing itself, accessories and passing mentions are left out: a
    mention in the description makes no air fryer a dishwasher. A kind that was only guessed, or
    another variety of it, leaves a product out solely when there is plenty to choose from. When
    there is nothing of the kind, something must be called by all the words of what was asked for,
    or nothing fits.
    """
    asked = Asked(spec.product_type, synonyms)
    kinds = KindConditions(asked, synonyms)
    wide = build_query(spec, synonyms)
    things = snapshot.count(Query(None, kinds.thing))
    whole_kind = things >= _ENOUGH_THINGS
    of_kind = things if whole_kind else snapshot.count(wide.also(kinds.of_kind))
    if whole_kind:
        shown = kinds.thing
    elif of_kind >= _ENOUGH_THINGS:
        shown = kinds.of_kind
    elif of_kind:
        shown = AnyOf((kinds.of_kind, kinds.near))
    else:
        called = kinds.called(wide.terms or (), asked.phrase)
        many = not 0 < snapshot.count(wide.also(called)) < _ENOUGH_THINGS
        shown = called if many else AnyOf((called, kinds.near))
    criteria = Criteria.of(spec)
    return Selection(
        wide=wide,
        shown=shown,
        things=things or of_kind,
        kinds=kinds,
        criteria=criteria,
        ways=breaches(criteria),
        whole_kind=whole_kind,
    )


def in_name(query: Query) -> Condition:
    """What has every required word where products are named."""
    return Matches(query.terms or (), NAME_FIELDS)


def beside(selection: Selection) -> Query:
    """What has the name of the thing and meets every requirement, and only goes with the thing."""
    named = in_name(selection.wide)
    return selection.wide.also(named, Not(selection.shown), meets(selection.ways))


def find_fits(
    snapshot: Snapshot, spec: RequirementSpec, selection: Selection, asked: Asked, *, needed: int
) -> Fits:
    """Finds the products that fit, the best first by text.

    However many are needed, the first of them are the same, so that pages fit together.

    Args:
        snapshot: The catalogue.
        spec: What is asked for.
        selection: What it selects.
        asked: The thing that is asked for.
        needed: How many are going to be put in order, from the first place on.
    """
    if needed > _MANY:
        needed = min(needed, snapshot.count(selection.all_fits))
    limit = MOST_JUDGED * max(1, -(-needed // MOST_JUDGED))
    scores, total = snapshot.find(selection.fits(selection.wide), limit=limit)
    best = max(scores.values(), default=0.0)
    scores = {key: score / best if best else 0.0 for key, score in scores.items()}
    if total > MOST_JUDGED:
        scores = _extremes_first(snapshot, spec, selection, scores, limit)
    candidates = snapshot.candidates(dict(islice(scores.items(), limit)))
    # Where only what is the thing is shown, the index has told that of each already.
    known = Kinship.THING if selection.whole_kind else None
    found = [Found(product, known or asked.kinship(product)) for product in candidates]
    return Fits(found[:MOST_JUDGED], found[MOST_JUDGED:], total, best)


def of_wider_kind(
    spec: RequirementSpec, selection: Selection, kind: str, synonyms: Synonyms
) -> Query:
    """The products of a wider kind that meet the requirement and are not shown already."""
    wider = build_query(spec.model_copy(update={"product_type": kind}), synonyms)
    thing = KindConditions(Asked(kind, synonyms), synonyms).thing
    shown = AllOf((Matches(selection.wide.terms or (), TEXT_FIELDS), selection.shown))
    return wider.also(thing, meets(selection.ways), Not(shown))


_ORDERS = {
    Sort.PRICE_ASC: Order("price", ascending=True),
    Sort.PRICE_DESC: Order("price", ascending=False),
    Sort.RATING_DESC: Order("rating", ascending=False),
}


def _extremes_first(
    snapshot: Snapshot,
    spec: RequirementSpec,
    selection: Selection,
    scores: dict[ProductKey, float],
    limit: int,
) -> dict[ProductKey, float]:
    """Puts the cheapest, dearest or best rated first where these are asked for.

    The best by text alone need not hold them when there are more products than are judged.
    """
    order = _ORDERS.get(spec.sort)
    if order is None:
        return scores
    fits = selection.fits(selection.wide)
    if order.field == "price" and (main := snapshot.values(fits, "currency", most=1)):
        fits = fits.also(Is("currency", (main[0].name,)))
    sold_out = Is("availability", (Availability.OUT_OF_STOCK,))
    # However many are asked for, a product must have the same score, or equals change places.
    best = dict(islice(scores.items(), MOST_JUDGED))
    first: dict[ProductKey, float] = {}
    for tier in (
        fits.also(Not(sold_out), selection.kinds.thing),
        fits.also(Not(sold_out), Not(selection.kinds.thing)),
        fits.also(sold_out),
    ):
        if len(first) < limit:
            found = snapshot.find(tier, limit=limit - len(first), order=order).scores
            first.update((key, best.get(key, 0.0)) for key in found)
    return first | {key: score for key, score in scores.items() if key not in first}
