"""Requirements in the form the scorer of language reads."""

from typing import Any

from talknshop.schemas.requirement import Requirement


def spec_of(requirement: Requirement) -> dict[str, Any]:
    """The requirement in the scorer's form: flat prices, ``exclude`` among the attributes."""
    price = requirement.price
    attributes: dict[str, Any] = dict(requirement.attributes)
    if requirement.exclude:
        attributes["exclude"] = list(requirement.exclude)
    return {
        "product_type": requirement.product_type,
        "price_min": price.min if price else None,
        "price_max": price.max if price else None,
        "currency": price.currency if price else None,
        "brands": list(requirement.brand_preferences),
        "brands_excluded": list(requirement.brands_excluded),
        "condition": requirement.condition,
        "rating_min": requirement.rating_min,
        "marketplaces": [market.value for market in requirement.marketplaces],
        "attributes": attributes,
        "sort": requirement.sort.value,
    }
