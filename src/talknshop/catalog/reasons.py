"""One line that says why a product stands where it does, from its record and its rivals only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from talknshop.catalog.matching import Criteria
from talknshop.catalog.rank import Ranked, main_currency, rating_prior, shrunk_rating
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.thing import Kinship
from talknshop.catalog.usual_price import UsualPrice
from talknshop.catalog.wishes import Record, wishes_of
from talknshop.schemas.enums import Availability
from talknshop.schemas.requirement import RequirementSpec

_MOST_PARTS = 2
_MOST_MATCHES = 3
_WORTH_SAYING_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Rivals:
    """What is special among the products that fit."""

    count: int
    cheapest: frozenset[ProductKey]
    best_rated: frozenset[ProductKey]
    usual: UsualPrice | None = None
    """What the kind usually costs, when that is known."""

    @classmethod
    def of(
        cls, ranked: Sequence[Ranked], *, total: int | None = None, usual: UsualPrice | None = None
    ) -> Self:
        """Compares the products with each other.

        Args:
            ranked: The products at hand.
            total: How many fit; with more than are at hand, none is known to be the cheapest.
            usual: What the kind usually costs, when that is known.
        """
        if total is not None and total > len(ranked):
            return cls(total, frozenset(), frozenset(), usual)
        products = [one.product for one in ranked]
        return cls(len(products), _cheapest(products), _best_rated(products), usual)


def _cheapest(products: Sequence[Candidate]) -> frozenset[ProductKey]:
    currency = main_currency(products)
    priced = [p for p in products if p.price_minor is not None and p.currency == currency]
    # Among unpriced products or those in other currencies, a cheaper one may hide.
    if len(priced) < len(products):
        return frozenset()
    return _at_best(priced, [-(product.price_minor or 0) for product in priced])


def _best_rated(products: Sequence[Candidate]) -> frozenset[ProductKey]:
    prior = rating_prior(products)
    if prior is None:
        return frozenset()
    rated = [product for product in products if product.rating is not None]
    return _at_best(rated, [shrunk_rating(product, prior) for product in rated])


def _at_best(products: Sequence[Candidate], values: Sequence[float]) -> frozenset[ProductKey]:
    best = max(values, default=0)
    keys = frozenset(p.key for p, value in zip(products, values, strict=True) if value == best)
    # A place that most share, or that nobody contests, is none.
    return keys if len(keys) * 2 <= len(products) else frozenset()


def explain(
    ranked: Ranked,
    attributes: Mapping[str, str],
    spec: RequirementSpec,
    criteria: Criteria,
    rivals: Rivals,
) -> str | None:
    """Says why a product stands where it does; None when its record gives no reason.

    Args:
        ranked: The product in its place.
        attributes: What its record says besides.
        spec: What is asked for.
        criteria: The same, made ready.
        rivals: What is special among the products that fit.
    """
    product = ranked.product
    doubtful = rivals.usual is not None and rivals.usual.doubts(product)
    parts = [
        f"far below the usual price for {spec.product_type}"
        if doubtful
        else _price_reason(product, criteria, rivals),
        _rating_reason(product, rivals),
        _match_reason(ranked, attributes, spec),
    ]
    said = [part for part in parts if part][:_MOST_PARTS]
    if ranked.near:
        said.insert(0, f"only comes near “{spec.product_type}”")
    if product.availability is Availability.OUT_OF_STOCK:
        said.insert(0, "Out of stock")
    if not said:
        return None
    line = "; ".join(said)
    return line[0].upper() + line[1:]


def _price_reason(product: Candidate, criteria: Criteria, rivals: Rivals) -> str | None:
    cheapest = product.key in rivals.cheapest
    under = _percent_under(product, criteria)
    if cheapest:
        line = f"cheapest of {rivals.count:,} that fit"
        return f"{line}, {under}% under your limit" if under else line
    return f"{under}% under your limit" if under else None


def _percent_under(product: Candidate, criteria: Criteria) -> int | None:
    if not criteria.price_max or product.price_minor is None:
        return None
    percent = int(100 * (criteria.price_max - product.price_minor) / criteria.price_max)
    return percent if percent >= _WORTH_SAYING_PERCENT else None


def _rating_reason(product: Candidate, rivals: Rivals) -> str | None:
    if product.rating is None:
        return None
    line = f"{product.rating:.1f} stars"
    if product.review_count:
        line += f" from {product.review_count:,} rating{'s' if product.review_count > 1 else ''}"
    if product.key in rivals.best_rated:
        line = f"best rated of {rivals.count:,} that fit: {line}"
    return line


def _match_reason(
    ranked: Ranked, attributes: Mapping[str, str], spec: RequirementSpec
) -> str | None:
    wishes = wishes_of(spec)
    named = ranked.kinship is Kinship.THING and not ranked.near
    if named and not wishes:
        return f"matches {spec.product_type}"
    # Without wishes only the name is asked for, which long attributes need not be read for.
    record = Record(ranked.product, attributes if wishes else {})
    matched = [wish for wish in wishes if record.says(wish)]
    if named or (not ranked.near and record.says(spec.product_type)):
        matched.insert(0, spec.product_type)
    return f"matches {', '.join(matched[:_MOST_MATCHES])}" if matched else None
