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
from talknshop.schemas.enums import Availability, ReasonCode
from talknshop.schemas.product import RankReason
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


def reasons_of(
    ranked: Ranked,
    attributes: Mapping[str, str],
    spec: RequirementSpec,
    criteria: Criteria,
    rivals: Rivals,
) -> list[RankReason]:
    """Says why a product stands where it does; empty when its record gives no reason.

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
        [_reason(ReasonCode.FAR_BELOW_USUAL_PRICE, product_type=spec.product_type)]
        if doubtful
        else _price_reasons(product, criteria, rivals),
        _rating_reasons(product, rivals),
        _match_reasons(ranked, attributes, spec),
    ]
    said = [part for part in parts if part][:_MOST_PARTS]
    if ranked.near:
        said.insert(0, [_reason(ReasonCode.NEAR, product_type=spec.product_type)])
    if product.availability is Availability.OUT_OF_STOCK:
        said.insert(0, [_reason(ReasonCode.OUT_OF_STOCK)])
    return [reason for part in said for reason in part]


def sentence_of(reasons: Sequence[RankReason]) -> str | None:
    """Reasons as one English line; None without any."""
    line = ""
    for before, reason in zip([None, *reasons], reasons, strict=False):
        joint = _JOINTS.get((before.code, reason.code), "; ") if before else ""
        plural = "" if reason.values.get("reviews") == 1 else "s"
        line += joint + _WORDINGS[reason.code].format(**reason.values, plural=plural)
    return line[0].upper() + line[1:] if line else None


_WORDINGS = {
    ReasonCode.OUT_OF_STOCK: "out of stock",
    ReasonCode.NEAR: "only comes near “{product_type}”",
    ReasonCode.FAR_BELOW_USUAL_PRICE: "far below the usual price for {product_type}",
    ReasonCode.CHEAPEST: "cheapest of {count:,} that fit",
    ReasonCode.UNDER_LIMIT: "{percent}% under your limit",
    ReasonCode.STARS: "{rating:.1f} stars",
    ReasonCode.STARS_OF: "{rating:.1f} stars from {reviews:,} rating{plural}",
    ReasonCode.BEST_RATED: "best rated of {count:,} that fit",
    ReasonCode.MATCHES: "matches {words}",
}
_JOINTS = {
    (ReasonCode.CHEAPEST, ReasonCode.UNDER_LIMIT): ", ",
    (ReasonCode.BEST_RATED, ReasonCode.STARS): ": ",
    (ReasonCode.BEST_RATED, ReasonCode.STARS_OF): ": ",
}
"""What stands between two reasons that belong together."""


def _reason(code: ReasonCode, **values: str | float) -> RankReason:
    return RankReason(code=code, values=values)


def _price_reasons(product: Candidate, criteria: Criteria, rivals: Rivals) -> list[RankReason]:
    reasons: list[RankReason] = []
    if product.key in rivals.cheapest:
        reasons.append(_reason(ReasonCode.CHEAPEST, count=rivals.count))
    if under := _percent_under(product, criteria):
        reasons.append(_reason(ReasonCode.UNDER_LIMIT, percent=under))
    return reasons


def _percent_under(product: Candidate, criteria: Criteria) -> int | None:
    if not criteria.price_max or product.price_minor is None:
        return None
    percent = int(100 * (criteria.price_max - product.price_minor) / criteria.price_max)
    return percent if percent >= _WORTH_SAYING_PERCENT else None


def _rating_reasons(product: Candidate, rivals: Rivals) -> list[RankReason]:
    if product.rating is None:
        return []
    reviews = product.review_count
    stars = (
        _reason(ReasonCode.STARS_OF, rating=product.rating, reviews=reviews)
        if reviews
        else _reason(ReasonCode.STARS, rating=product.rating)
    )
    if product.key in rivals.best_rated:
        return [_reason(ReasonCode.BEST_RATED, count=rivals.count), stars]
    return [stars]


def _match_reasons(
    ranked: Ranked, attributes: Mapping[str, str], spec: RequirementSpec
) -> list[RankReason]:
    wishes = wishes_of(spec)
    named = ranked.kinship is Kinship.THING and not ranked.near
    if named and not wishes:
        return [_reason(ReasonCode.MATCHES, words=spec.product_type)]
    # Without wishes only the name is asked for, which long attributes need not be read for.
    record = Record(ranked.product, attributes if wishes else {})
    matched = [wish for wish in wishes if record.says(wish)]
    if named or (not ranked.near and record.says(spec.product_type)):
        matched.insert(0, spec.product_type)
    if not matched:
        return []
    return [_reason(ReasonCode.MATCHES, words=", ".join(matched[:_MOST_MATCHES]))]
