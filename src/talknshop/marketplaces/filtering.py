"""Filters of ours, for where a marketplace says that it ignored its own."""

from collections.abc import Iterable

from talknshop.schemas.enums import Condition
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

_NOT_USED = frozenset({Condition.NEW, Condition.REFURBISHED})


def within_requirement(
    products: Iterable[ProductResult], requirement: RequirementSpec
) -> tuple[ProductResult, ...]:
    """Leaves out what is known to fail the price limit or the condition.

    What is not known stays, and so does a price in another currency: those are judged with
    everything else, where they are counted.
    """
    return tuple(
        product
        for product in products
        if _price_fits(product, requirement) and _condition_fits(product, requirement)
    )


def _price_fits(product: ProductResult, requirement: RequirementSpec) -> bool:
    limit = requirement.price
    if limit is None or product.price is None or product.currency != limit.currency:
        return True
    over = limit.max is not None and product.price > limit.max
    under = limit.min is not None and product.price < limit.min
    return not over and not under


def _condition_fits(product: ProductResult, requirement: RequirementSpec) -> bool:
    wanted, found = requirement.condition, product.condition
    if wanted is None or found is None:
        return True
    if wanted is Condition.USED:
        return found not in _NOT_USED
    # A used item whose grade is not stated may be of any.
    return found is wanted or (found is Condition.USED and wanted not in _NOT_USED)
