"""From our conditions to those that a category of eBay allows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from talknshop.schemas.enums import Condition

NAMES: Mapping[int, str] = MappingProxyType(
    {
        1000: "NEW",
        1500: "NEW_OTHER",
        1750: "NEW_WITH_DEFECTS",
        2000: "CERTIFIED_REFURBISHED",
        2010: "EXCELLENT_REFURBISHED",
        2020: "VERY_GOOD_REFURBISHED",
        2030: "GOOD_REFURBISHED",
        2500: "SELLER_REFURBISHED",
        2750: "LIKE_NEW",
        2990: "PRE_OWNED_EXCELLENT",
        3000: "USED_EXCELLENT",
        3010: "PRE_OWNED_FAIR",
        4000: "USED_VERY_GOOD",
        5000: "USED_GOOD",
        6000: "USED_ACCEPTABLE",
        7000: "FOR_PARTS_OR_NOT_WORKING",
    }
)
"""The names of conditions in listings, by their numbers in policies."""

# Most fitting first. 3000 means just "used" where a category knows no grades. Nothing is ever
# called better than its seller says.
_FITTING: Mapping[Condition, tuple[int, ...]] = MappingProxyType(
    {
        Condition.NEW: (1000, 1500),
        Condition.LIKE_NEW: (2750, 2990, 3000, 4000),
        Condition.GOOD: (5000, 3000, 6000),
        Condition.FAIR: (6000, 3010, 3000),
        Condition.POOR: (6000, 3010, 3000),
        Condition.USED: (3000, 5000, 6000),
        Condition.REFURBISHED: (2500, 2030),
        Condition.FOR_PARTS: (7000,),
    }
)
_SAID: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.LIKE_NEW: "The seller describes the condition as like new.",
        Condition.GOOD: "The seller describes the condition as good.",
        Condition.FAIR: "The seller describes the condition as fair.",
        Condition.POOR: "The seller describes the condition as poor.",
    }
)
# A description of these is ignored, with a warning.
_NOT_DESCRIBED = frozenset({1000, 1500, 1750, 2750})


@dataclass(frozen=True, slots=True)
class AllowedCondition:
    """A condition that a category allows, as its policy has it."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class ChosenCondition:
    """The condition of a listing.

    Attributes:
        name: As listings have it.
        description: What the seller said more exactly; None where there is nothing to add.
    """

    name: str
    description: str | None


def choose(condition: Condition, allowed: Iterable[AllowedCondition]) -> ChosenCondition | None:
    """The most fitting condition that a category allows; None when none of them is true."""
    numbers = {one.number for one in allowed}
    number = next((one for one in _FITTING[condition] if one in numbers), None)
    if number is None:
        return None
    described = number not in _NOT_DESCRIBED
    return ChosenCondition(NAMES[number], _SAID.get(condition) if described else None)
