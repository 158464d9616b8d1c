"""The order of products that fit, and the parts of the score that make it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import NamedTuple, Self

from talknshop.catalog.matching import Criteria
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.retrieval import Found
from talknshop.catalog.thing import Kinship
from talknshop.catalog.usual_price import UsualPrice
from talknshop.schemas.enums import Availability, Condition, Sort
from talknshop.schemas.search import USUAL_WEIGHTS, RankingCriteria

KINSHIP_FACTOR = {
    Kinship.THING: 1.0,
    Kinship.SAME_KIND: 0.8,
    Kinship.OTHER: 0.7,
    Kinship.ACCESSORY: 0.5,
}
"""What is left of the relevance of a product that is not the thing itself."""

NEAR_FACTOR = 0.3
"""What is left of it when the product only comes near what was asked for."""

_DOUBT_FACTOR = 0.8
"""What is left of the relevance of a product that is only guessed to be of the kind, and is priced
like something else."""

# A product with this many ratings is judged half by them and half by the average of its rivals.
_PRIOR_RATINGS = 20
_WORST_RATING, _BEST_RATING = 1.0, 5.0

_CONDITION_SCORE: dict[Condition | None, float] = {
    Condition.NEW: 1.0,
    Condition.LIKE_NEW: 0.9,
    Condition.REFURBISHED: 0.8,
    Condition.GOOD: 0.7,
    Condition.USED: 0.6,
    Condition.FAIR: 0.5,
    Condition.POOR: 0.3,
    Condition.FOR_PARTS: 0.1,
}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts in the total.

    A product without ratings counts as one of middling rating, other parts that are unknown do not
    count.
    """

    relevance: float = USUAL_WEIGHTS["relevance_weight"]
    price: float = USUAL_WEIGHTS["price_weight"]
    """For who sets a limit."""
    rating: float = USUAL_WEIGHTS["rating_weight"]
    condition: float = USUAL_WEIGHTS["condition_weight"]
    price_without_limit: float = 0.0

    def adjusted(self, criteria: RankingCriteria | None) -> Self:
        """These weights, with those that a caller names in their place."""
        if criteria is None:
            return self
        named: dict[str, float | None] = {
            "relevance": criteria.relevance_weight,
            "price": criteria.price_weight,
            "price_without_limit": criteria.price_weight,
            "rating": criteria.rating_weight,
            "condition": criteria.condition_weight,
        }
        return replace(
            self, **{part: weight for part, weight in named.items() if weight is not None}
        )


class Score(NamedTuple):
    """The parts of a score, each from 0 to 1 or None when unknown, and their weighted mean."""

    total: float
    relevance: float
    price: float | None
    rating: float | None
    condition: float | None


class Ranked(NamedTuple):
    """A product in its place."""

    product: Candidate
    kinship: Kinship
    score: Score
    near: bool = False
    """Whether it only comes near what was asked for."""


def rank(
    fits: Sequence[Found],
    criteria: Criteria,
    sort: Sort,
    weights: Weights,
    *,
    relevances: Sequence[float] | None = None,
    usual: UsualPrice | None = None,
) -> list[Ranked]:
    """Puts products in order; sold-out ones come last in any order.

    By price or rating, what was asked for comes before what only goes with it, and what has no
    price or rating comes after what has; prices in another than the commonest currency come after
    those in it.

    Args:
        fits: The products.
        criteria: What is asked for.
        sort: The order.
        weights: How much each part of the score counts.
        relevances: Of each product, from 0 to 1; by default by the scores of the text index.
        usual: What the kind usually costs, when that is known. What is priced far below it, and is
            not stated to be of the kind, counts as less likely to be the thing.
    """
    if not fits:
        return []
    main = criteria.currency or main_currency([fit.product for fit in fits])
    scored = _scored(fits, relevances or _relevances(fits, usual), criteria, weights, usual)
    scored.sort(key=lambda ranked: _ORDERS[sort](ranked, main))
    return scored


def rating_prior(products: Sequence[Candidate]) -> float | None:
    """The median rating of products that are rated; None when none is."""
    ratings = [product.rating for product in products if product.rating is not None]
    return median(ratings) if ratings else None


def shrunk_rating(product: Candidate, prior: float) -> float:
    """The rating, drawn towards ``prior`` the more, the fewer people gave it."""
    count = 0 if product.rating is None else product.review_count or 1
    return ((product.rating or 0) * count + prior * _PRIOR_RATINGS) / (count + _PRIOR_RATINGS)


def _relevances(fits: Sequence[Found], usual: UsualPrice | None) -> list[float]:
    return to_credible(fits, [relevance_by_text(fit) for fit in fits], usual)


def relevance_by_text(found: Found) -> float:
    """What the score of the text index says, as it is for what the product is."""
    return found.product.score * KINSHIP_FACTOR[found.kinship]


def to_credible(
    fits: Sequence[Found], relevances: Sequence[float], usual: UsualPrice | None
) -> list[float]:
    """Relevances on the scale from 0 to 1, less where a price makes a product doubtful."""
    best = max(relevances, default=0.0)
    return [
        (relevance / best if best > 0 else 1.0) * _credence(fit.product, usual)
        for fit, relevance in zip(fits, relevances, strict=True)
    ]


def _credence(product: Candidate, usual: UsualPrice | None) -> float:
    doubtful = usual is not None and not product.type_stated and usual.doubts(product)
    return _DOUBT_FACTOR if doubtful else 1.0


def _scored(
    fits: Sequence[Found],
    relevances: Sequence[float],
    criteria: Criteria,
    weights: Weights,
    usual: UsualPrice | None,
) -> list[Ranked]:
    products = [fit.product for fit in fits]
    price_weight = weights.price if criteria.currency else weights.price_without_limit
    price_fit = _price_fit(products, criteria, usual)
    prior = rating_prior(products)
    ranked: list[Ranked] = []
    for fit, relevance in zip(fits, relevances, strict=True):
        price = price_fit(fit.product)
        rating = None if prior is None else _on_scale(shrunk_rating(fit.product, prior))
        condition = _CONDITION_SCORE.get(fit.product.condition)
        total = _total(
            (relevance, weights.relevance),
            (price, price_weight),
            (rating, weights.rating),
            (condition, weights.condition),
        )
        known = None if fit.product.rating is None else rating
        score_parts = Score(total, relevance, price, known, condition)
        ranked.append(Ranked(fit.product, fit.kinship, score_parts, fit.near))
    return ranked


def _total(*parts: tuple[float | None, float]) -> float:
    total = weights = 0.0
    for value, weight in parts:
        if value is not None:
            total += value * weight
            weights += weight
    return total / weights if weights else 0.0


def _price_fit(
    products: Sequence[Candidate], criteria: Criteria, usual: UsualPrice | None
) -> Callable[[Candidate], float | None]:
    """Cheap is good, but nothing is gained by being cheaper than most, and far too cheap is bad.

    Under a limit the fit falls from 1, at the price that a third of the products stay below, to 0
    at the limit; without a limit it is 0.5 at the median price. A price far below the usual one
    has no fit at all.
    """
    currency = criteria.currency or main_currency(products)
    prices = sorted(p.price_minor for p in products if p.price_minor and p.currency == currency)
    middle = median(prices) if prices else 1
    low = prices[len(prices) // 3] if prices else 0

    def fit(product: Candidate) -> float | None:
        if product.price_minor is None or product.currency != currency:
            return None
        if usual is not None and usual.doubts(product):
            return 0.0
        if not criteria.price_max:
            return middle / (middle + max(product.price_minor, low))
        if criteria.price_max <= low:
            return 1.0
        above = max(product.price_minor - low, 0)
        return 1 - min(above / (criteria.price_max - low), 1.0)

    return fit


def main_currency(products: Sequence[Candidate]) -> str | None:
    """The currency that most of the products are priced in; None when none is priced."""
    counts: dict[str, int] = {}
    for product in products:
        if product.currency:
            counts[product.currency] = counts.get(product.currency, 0) + 1
    return max(counts, key=lambda name: counts[name]) if counts else None


def _on_scale(rating: float) -> float:
    return max(0.0, (rating - _WORST_RATING) / (_BEST_RATING - _WORST_RATING))


def _sold_out(ranked: Ranked) -> bool:
    return ranked.product.availability is Availability.OUT_OF_STOCK


def _by_relevance(ranked: Ranked, _main: str | None) -> tuple[object, ...]:
    return (_sold_out(ranked), *_by_total(ranked))


def _by_price(ranked: Ranked, main: str | None, *, sign: int) -> tuple[object, ...]:
    price, currency = ranked.product.price_minor, ranked.product.currency
    order = (price is None, currency != main, currency or "", sign * (price or 0))
    return (_sold_out(ranked), -ranked.kinship, *order, *_by_total(ranked))


def _by_rating(ranked: Ranked, _main: str | None) -> tuple[object, ...]:
    rating = ranked.score.rating
    order = (rating is None, -(rating or 0))
    return (_sold_out(ranked), -ranked.kinship, *order, *_by_total(ranked))


def _by_total(ranked: Ranked) -> tuple[float, ProductKey]:
    return (-ranked.score.total, ranked.product.key)


_ORDERS: dict[Sort, Callable[[Ranked, str | None], tuple[object, ...]]] = {
    Sort.RELEVANCE: _by_relevance,
    Sort.PRICE_ASC: partial(_by_price, sign=1),
    Sort.PRICE_DESC: partial(_by_price, sign=-1),
    Sort.RATING_DESC: _by_rating,
}
