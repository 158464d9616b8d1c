"""Clarifying questions and the answers offered with them."""

import itertools
from typing import Any

from talknshop.language.base import Assessment, Question
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.sufficiency import is_known
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets, PriceFacet

_MOST = 4
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "CAD": "CA$", "AUD": "A$", "JPY": "¥"}
_CONDITIONS = {
    "new": "New",
    "like_new": "Like new",
    "good": "Good",
    "fair": "Fair",
    "refurbished": "Refurbished",
    "used": "Used",
}
_STEPS = (1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)


def ask_question(
    requirement: Requirement, assessment: Assessment, facets: Facets, lexicon: Lexicon
) -> Question:
    """One question for the best slot that is still unknown."""
    slot = next(
        (slot for slot in assessment.ask_about if not is_known(requirement, slot)),
        "price" if requirement.product_type else "product_type",
    )
    wordings: list[str] = lexicon.suggestions["question"].get(slot) or [
        "What else matters to you for {product}?"
    ]
    name = requirement.product_type
    index = len(name or "") % len(wordings)
    text = wordings[index].format(product=f"the {name}" if name else "it")
    suggestions = _from_facets(slot, facets) or _from_lexicon(slot, requirement, lexicon)
    return Question(text, slot, tuple(suggestions[:_MOST]), assessment.reason or None)


def _from_facets(slot: str, facets: Facets) -> list[str]:
    if slot == "price" and facets.price is not None:
        return price_suggestions(facets.price)
    if slot == "brand" and facets.brands:
        return [*(brand.name for brand in facets.brands[: _MOST - 1]), "No preference"]
    if slot == "condition" and facets.conditions:
        return [_CONDITIONS.get(c.name, c.name) for c in facets.conditions[:_MOST]]
    return []


def _from_lexicon(slot: str, requirement: Requirement, lexicon: Lexicon) -> list[str]:
    data: dict[str, Any] = lexicon.suggestions
    product = lexicon.product(requirement.product_type)
    if product is not None:
        for group in (data["type"].get(product.name), data["department"].get(product.department)):
            if group and slot in group:
                return list(group[slot])
    return list(data["answers"].get(slot, ["No preference"]))


def price_suggestions(facet: PriceFacet) -> list[str]:
    """Says "Under $500", "$500 to $900", "Over $900"; the bounds are rounded quantiles."""
    sign = _SIGNS.get(facet.currency)
    bounds = sorted({rounded(q) for q in facet.quantiles if q > 0})
    bounds = bounds[:: len(bounds) - 1] if len(bounds) > 2 else bounds  # noqa: PLR2004 - lower and upper
    if not bounds:
        return ["No preference"]

    def say(amount: float) -> str:
        figure = f"{amount:,.0f}"
        return f"{sign}{figure}" if sign else f"{figure} {facet.currency}"

    middle = [f"{say(low)} to {say(high)}" for low, high in itertools.pairwise(bounds)]
    return [f"Under {say(bounds[0])}", *middle, f"Over {say(bounds[-1])}", "No preference"]


def rounded(amount: float) -> float:
    """The nearest figure a person would say: steps of a tenth to a fifth of the amount."""
    step = max((s for s in _STEPS if s <= amount / 5), default=1)
    return max(step, round(amount / step) * step)
