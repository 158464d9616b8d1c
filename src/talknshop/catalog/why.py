"""Why a product is not among the results, or not higher: from the figures of the ranking itself."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from talknshop.catalog.cards import Card
from talknshop.catalog.matching import Criteria, Failure, Reason
from talknshop.catalog.rank import Score, Weights
from talknshop.catalog.records import Candidate
from talknshop.core.money import from_minor
from talknshop.schemas.catalog import ScorePart, WhyFailure
from talknshop.schemas.enums import Availability, Marketplace, Sort
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.text import words

_SURE = 75
"""Per cent of likeness from which a title is taken to be meant."""

_POINTING = frozenset(["a", "an", "one", "that", "the", "this"])
_SHOWN_FIRST = 3
_DIGITS = 4
_ASPECTS = {
    "price_max": "Price",
    "price_min": "Price",
    "currency": "Currency",
    "brands": "Brand",
    "brands_excluded": "Brand",
    "condition": "Condition",
    "rating_min": "Rating",
    "exclude": "What you ruled out",
    "product_type": "Kind",
    "categories": "Category",
}
_SORTED_BY = {
    Sort.PRICE_ASC: "by price, lowest first",
    Sort.PRICE_DESC: "by price, highest first",
    Sort.RATING_DESC: "by rating",
}


class Standing(NamedTuple):
    """Where a card stands among all, from 0."""

    place: int
    cards: Sequence[Card]
    """The best of them."""
    total_count: int

    @property
    def score(self) -> Score:
        """The score of the card."""
        return self.cards[self.place].best.score

    @property
    def places_above(self) -> list[int]:
        """The first three and the one just above, as far as they stand above."""
        first = range(min(_SHOWN_FIRST, self.place))
        return sorted({*first, self.place - 1} - {-1})


def words_of_title(name: str) -> list[str]:
    """The words by which a product is meant, without those that only point at it."""
    return [word for word in words(name) if word not in _POINTING]


def meant_by(name: str, products: Sequence[Candidate]) -> Candidate | None:
    """The product whose title comes nearest to the words; of equals the first; None when unsure."""
    asked = " ".join(words_of_title(name))
    titles = [" ".join(words(product.title)) for product in products]
    close = process.extract(
        asked, titles, scorer=fuzz.token_set_ratio, score_cutoff=_SURE, limit=None
    )
    if not close:
        return None
    # Who names a bag means no laptop, although every word of its title was said.
    likeness = {place: score + fuzz.token_sort_ratio(asked, title) for title, score, place in close}
    return products[min(likeness, key=lambda place: (-likeness[place], place))]


def describe_failure(failure: Failure, product: Candidate, spec: RequirementSpec) -> WhyFailure:
    """A requirement that a product fails, with what is wanted and what its record says."""
    if failure.reason is Reason.MARKETPLACE:
        wanted, found = ", ".join(spec.marketplaces), Marketplace.STORE
    else:
        wanted, found = _wanted_and_found(failure, product, spec)
    return WhyFailure(reason=failure.reason, slot=failure.slot, wanted=wanted, found=found)


def _wanted_and_found(
    failure: Failure, product: Candidate, spec: RequirementSpec
) -> tuple[str | None, str | None]:
    if failure.reason in {Reason.PRODUCT_TYPE, Reason.CATEGORY}:
        of_kind = failure.reason is Reason.PRODUCT_TYPE
        wanted = spec.product_type if of_kind else ", ".join(map(str, spec.filters["categories"]))
        return wanted, product.product_type
    if failure.reason in {Reason.PRICE, Reason.PRICE_UNKNOWN, Reason.CURRENCY}:
        return _limits(spec), _price(product)
    if failure.reason is Reason.BRAND:
        brands = spec.brand_preferences or [f"not {one}" for one in spec.brands_excluded]
        return ", ".join(brands), product.brand
    if failure.reason is Reason.CONDITION:
        return str(spec.condition), product.condition
    if failure.reason in {Reason.RATING, Reason.RATING_UNKNOWN}:
        rating = None if product.rating is None else f"{product.rating:.1f}"
        return f"{spec.rating_min or 0:.1f} or better", rating
    return f"not {', '.join(spec.exclude)}", product.title


def _limits(spec: RequirementSpec) -> str | None:
    if spec.price is None:
        return None
    parts = [
        f"{word} {limit:,.2f}"
        for word, limit in (("from", spec.price.min), ("up to", spec.price.max))
        if limit is not None
    ]
    return f"{' '.join(parts)} {spec.price.currency}"


def _price(product: Candidate) -> str | None:
    if product.price_minor is None or product.currency is None:
        return None
    return f"{from_minor(product.price_minor, product.currency):,} {product.currency}"


def score_parts(
    own: Score, other: Score, weights: Weights, criteria: Criteria, *, rated: bool
) -> list[ScorePart]:
    """How much of the other's lead each part of the score makes, the largest first.

    Args:
        own: The score that is asked about.
        other: The one that is above.
        weights: How much each part counts.
        criteria: Decides how much the price counts.
        rated: Whether any product has ratings; then every product counts as rated somehow.
    """
    price = weights.price if criteria.currency else weights.price_without_limit
    counted = {"relevance": weights.relevance, "price": price, "condition": weights.condition}
    rating = weights.rating if rated else 0.0
    leads = {
        part: _share(other, part, counted, rating) - _share(own, part, counted, rating)
        for part in counted
    }
    # What a product without ratings counts as is no part of its score: the rest is the rating's.
    leads["rating"] = other.total - own.total - sum(leads.values())
    parts = [
        ScorePart(
            part=part,
            own=_rounded(getattr(own, part)),
            other=_rounded(getattr(other, part)),
            lead=round(lead, _DIGITS),
        )
        for part, lead in leads.items()
    ]
    return sorted((one for one in parts if one.lead), key=lambda one: -abs(one.lead))


def _share(score: Score, part: str, counted: dict[str, float], rating: float) -> float:
    whole = rating + sum(w for name, w in counted.items() if getattr(score, name) is not None)
    value: float | None = getattr(score, part)
    return 0.0 if value is None or not whole else value * counted[part] / whole


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def sentence_of_failures(title: str, failures: Sequence[WhyFailure]) -> str:
    """Says what is wanted and what the record says instead."""
    said = [
        f"{_ASPECTS.get(failure.slot, failure.slot)}: wanted is {failure.wanted}, "
        f"the record says {failure.found or 'nothing'}"
        for failure in failures
    ]
    return f"{title} is left out. {'; '.join(said)}."


def sentence_of_rest(title: str, ranked: int, count: int) -> str:
    """Says that a product fits, and that so many stand before it."""
    return f"{title} fits, but stands behind the first {ranked:,} of {count:,}."


def sentence_of_place(standing: Standing, parts: Sequence[ScorePart], sort: Sort) -> str:
    """Says where it stands, and which part of the score makes the most of the first's lead."""
    card, count = standing.cards[standing.place].best, standing.total_count
    line = f"{card.product.title} is number {standing.place + 1:,} of {count:,}"
    if standing.place == 0:
        return f"{line}."
    if card.product.availability is Availability.OUT_OF_STOCK:
        return f"{line}: it is out of stock, and what is comes last."
    if sort is not Sort.RELEVANCE:
        return f"{line}, sorted {_SORTED_BY[sort]}."
    line += f" with a score of {card.score.total:.2f}"
    top = standing.cards[0].best.score.total
    if not parts:
        return f"{line}, as much as the first."
    most = parts[0]
    return f"{line}; the first has {top:.2f}, and {most.part} makes {most.lead:+.2f} of the lead."
