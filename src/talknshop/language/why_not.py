"""Why a product is not among the results, or not higher, in the words of one language."""

from talknshop.language.phrasebook import Phrasebook
from talknshop.schemas.catalog import WhyAnswer, WhyFailure, WhyOutcome
from talknshop.schemas.enums import Availability, Sort
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.wording import short_title

_FROM_RECORD = frozenset({"price", "currency", "brand", "condition", "rating"})
"""Reasons that name what the record says; without it nothing is known to compare."""


def explain(
    answer: WhyAnswer, asked: str, spec: RequirementSpec, book: Phrasebook, *, near: bool = False
) -> str:
    """One or two sentences from the figures of the search itself.

    Args:
        answer: What became of the product.
        asked: How the person named it.
        spec: What was searched for.
        book: The words.
        near: Whether it is on show, as what only comes near.
    """
    product = answer.product
    if product is None:
        return book.say("why", "not_found", name=asked)
    name = short_title(product.title)
    match answer.outcome:
        case WhyOutcome.LEFT_OUT:
            failures = [_failure(one, product, spec, book) for one in answer.failures]
            return book.say("why", "left_out", name=name, failures="; ".join(failures))
        case WhyOutcome.NOT_OF_THIS_KIND:
            wanted = book.name(spec.product_type)
            key = "near" if near else "other_kind"
            return book.say("why", key, name=name, wanted=wanted)
        case _:
            return _standing(answer, product, spec, book)


def _standing(
    answer: WhyAnswer, product: ProductResult, spec: RequirementSpec, book: Phrasebook
) -> str:
    name, count = short_title(product.title), book.number(answer.total_count)
    if answer.place is None:
        return book.say("why", "behind", name=name, count=count)
    place = book.number(answer.place)
    if answer.place == 1:
        return book.say("why", "first", name=name, count=count)
    line = book.say("why", "ranked", name=name, place=place, count=count)
    if product.availability is Availability.OUT_OF_STOCK:
        return f"{line} {book.say('why', 'out_of_stock')}"
    if spec.sort is not Sort.RELEVANCE:
        return f"{line} {book.say('why', spec.sort)}"
    top = answer.above[0] if answer.above else None
    ahead = [part for part in top.parts if part.lead > 0] if top else []
    if top is None or not ahead:
        return f"{line} {book.say('why', 'as_good')}"
    lead = book.say("why", f"lead_{ahead[0].part}", first=short_title(top.title))
    return f"{line} {lead}"


def _failure(
    failure: WhyFailure, product: ProductResult, spec: RequirementSpec, book: Phrasebook
) -> str:
    key, found, wanted = failure.reason, "", ""
    price = None if product.price is None else book.price(product.price, product.currency)
    match failure.reason:
        case "price" | "currency":
            found = price or ""
            wanted = "" if spec.price is None else book.limits(spec.price)
        case "brand":
            key = "brand" if spec.brand_preferences else "brand_excluded"
            found = product.brand or ""
            wanted = book.either(spec.brand_preferences) if spec.brand_preferences else ""
        case "condition":
            found = book.condition(product.condition) if product.condition else ""
            wanted = book.condition(spec.condition) if spec.condition else ""
        case "rating":
            found = "" if product.rating is None else book.rating(product.rating)
            wanted = book.number(spec.rating_min or 0)
        case "exclude":
            wanted = book.either([book.name(one) for one in spec.exclude])
        case _:
            pass
    if key in _FROM_RECORD and not found:
        key = f"{key}_unknown"
    return book.say("why_failure", key, found=found, wanted=wanted)
