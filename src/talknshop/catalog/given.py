"""Ranking products that a caller gives by value: what is judged of them is what they say."""

from collections.abc import Sequence

from talknshop.catalog.matching import Criteria, Failure, Reason
from talknshop.catalog.product_type import derive_product_type
from talknshop.catalog.rank import KINSHIP_FACTOR, Ranked, Weights, rank
from talknshop.catalog.reasons import Rivals, reasons_of, sentence_of
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.results import to_breakdown
from talknshop.catalog.retrieval import Found
from talknshop.catalog.thing import Asked, Kinship
from talknshop.catalog.wishes import Record, wishes_of
from talknshop.core.money import to_minor
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import GivenProduct, RankRequest
from talknshop.search.synonyms import Synonyms

_WISHES_SHARE = 0.4
"""How much of the relevance hangs on the wishes, when there are any; the rest is the thing."""

_MISSES = {
    Reason.PRICE: "outside the price range",
    Reason.PRICE_UNKNOWN: "its price is not known",
    Reason.CURRENCY: "priced in another currency",
    Reason.BRAND: "not a brand that was asked for",
    Reason.CONDITION: "not in the condition that was asked for",
    Reason.RATING: "rated lower than was asked for",
    Reason.RATING_UNKNOWN: "nobody has rated it",
    Reason.EXCLUDE: "has something that was ruled out",
    Reason.CATEGORY: "not in a category that was asked for",
}


def rank_given(request: RankRequest, synonyms: Synonyms, weights: Weights) -> list[ProductResult]:
    """Puts the given products in order, each with its score and the reason for its place.

    None is dropped: those that do not meet the requirement come last and say why. The relevance is
    the one of a product's given score; where there is none, how well its own words match.
    """
    spec = request.requirement_spec
    criteria = Criteria.of(spec)
    asked = Asked(spec.product_type, synonyms)
    found: list[Found] = []
    relevances: list[float] = []
    for place, product in enumerate(request.products):
        candidate = _candidate(place, product)
        found.append(Found(candidate, asked.kinship(candidate)))
        relevances.append(_relevance(found[-1], product, asked, spec))
    ranked = rank(
        found, criteria, spec.sort, weights.adjusted(request.criteria), relevances=relevances
    )
    return _present(ranked, request.products, spec, criteria)


def _candidate(place: int, product: GivenProduct) -> Candidate:
    kind = derive_product_type(
        product.title,
        brand=product.brand,
        category=None,
        attributes=product.attributes,
        description=product.description,
    )
    return Candidate(
        key=ProductKey(0, place),
        score=0.0,
        title=product.title,
        product_type=kind.phrase,
        type_stated=kind.stated,
        brand=product.brand,
        price_minor=None if product.price is None else to_minor(product.price, product.currency),
        currency=None if product.price is None else product.currency,
        condition=product.condition,
        availability=product.availability,
        rating=product.rating,
        review_count=product.review_count,
    )


def _relevance(found: Found, product: GivenProduct, asked: Asked, spec: RequirementSpec) -> float:
    if product.score is not None:
        return min(max(product.score.relevance, 0.0), 1.0)
    record = Record(found.product, product.attributes)
    named = found.kinship is not Kinship.OTHER or record.says(asked.kind)
    thing = KINSHIP_FACTOR[found.kinship] if named else 0.0
    wishes = wishes_of(spec)
    if not wishes:
        return thing
    granted = sum(record.says(wish) for wish in wishes) / len(wishes)
    return thing * (1 - _WISHES_SHARE + _WISHES_SHARE * granted)


def _present(
    ranked: Sequence[Ranked],
    products: Sequence[GivenProduct],
    spec: RequirementSpec,
    criteria: Criteria,
) -> list[ProductResult]:
    failures = {one.product.key: criteria.failures(one.product) for one in ranked}
    fitting = [one for one in ranked if not failures[one.product.key]]
    failing = [one for one in ranked if failures[one.product.key]]
    rivals = Rivals.of(fitting)
    shown: list[ProductResult] = []
    for one in [*fitting, *failing]:
        given = products[one.product.key.row]
        miss = _miss(failures[one.product.key])
        reasons = [] if miss else reasons_of(one, given.attributes, spec, criteria, rivals)
        ours = {"score": to_breakdown(one.score), "reasons": reasons}
        ours |= {"why_ranked": miss or sentence_of(reasons)}
        plain = ProductResult.model_validate(given.model_dump(exclude=set(ours)))
        shown.append(plain.model_copy(update=ours))
    return shown


def _miss(failures: Sequence[Failure]) -> str | None:
    said = dict.fromkeys(_MISSES[failure.reason] for failure in failures)
    return f"Does not fit: {', '.join(said)}" if said else None
