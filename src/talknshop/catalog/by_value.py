"""Products that come by value, not from the index: what is judged of them is what they say."""

from talknshop.catalog.product_type import derive_product_type
from talknshop.catalog.rank import KINSHIP_FACTOR
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.retrieval import Found
from talknshop.catalog.thing import Asked, Kinship
from talknshop.catalog.wishes import Record, wishes_of
from talknshop.core.money import to_minor
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

_NO_GENERATION = 0
"""Imports are counted from 1, so that these keys are nobody else's."""

_WISHES_SHARE = 0.4
"""How much of the relevance hangs on the wishes, when there are any; the rest is the thing."""


def candidate_of(place: int, product: ProductResult) -> Candidate:
    """What is judged of a product; its place becomes its key."""
    kind = derive_product_type(
        product.title,
        brand=product.brand,
        category=None,
        attributes=product.attributes,
        description=product.description,
    )
    return Candidate(
        key=ProductKey(_NO_GENERATION, place),
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


def relevance_of(
    found: Found, product: ProductResult, asked: Asked, spec: RequirementSpec
) -> float:
    """How well a product's own words match what is asked for, from 0 to 1."""
    record = Record(found.product, product.attributes)
    named = found.kinship is not Kinship.OTHER or record.says(asked.kind)
    thing = KINSHIP_FACTOR[found.kinship] if named else 0.0
    wishes = wishes_of(spec)
    if not wishes:
        return thing
    granted = sum(record.says(wish) for wish in wishes) / len(wishes)
    return thing * (1 - _WISHES_SHARE + _WISHES_SHARE * granted)
