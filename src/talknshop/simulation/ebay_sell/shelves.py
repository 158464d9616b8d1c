"""The categories of the simulated eBay: what each is found by, asks for and allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_LABELS = {
    1000: "New",
    1500: "Open box",
    2500: "Seller refurbished",
    2750: "Like New",
    2990: "Pre-owned - Excellent",
    3000: "Used",
    3010: "Pre-owned - Fair",
    4000: "Very Good",
    5000: "Good",
    6000: "Acceptable",
    7000: "For parts or not working",
}
_NUMBERS = {
    "NEW": 1000, "NEW_OTHER": 1500, "SELLER_REFURBISHED": 2500, "LIKE_NEW": 2750,
    "PRE_OWNED_EXCELLENT": 2990, "USED_EXCELLENT": 3000, "PRE_OWNED_FAIR": 3010,
    "USED_VERY_GOOD": 4000, "USED_GOOD": 5000, "USED_ACCEPTABLE": 6000,
    "FOR_PARTS_OR_NOT_WORKING": 7000,
}  # fmt: skip
_USED = (1000, 1500, 2500, 3000, 7000)
_GRADED = (1000, 2750, 4000, 5000, 6000)
_WORN = (1000, 1500, 2990, 3000, 3010)


@dataclass(frozen=True, slots=True)
class SimulatedAspect:
    """A property that a category asks for."""

    name: str
    required: bool = False
    values: tuple[str, ...] = ()
    from_list: bool = False


@dataclass(frozen=True, slots=True)
class SimulatedCategory:
    """A category."""

    number: str
    name: str
    words: frozenset[str]
    aspects: tuple[SimulatedAspect, ...] = ()
    conditions: tuple[int, ...] = _USED


_PHONE_BRANDS = ("Apple", "Google", "Motorola", "OnePlus", "Samsung", "Sony", "Unbranded")
_COLORS = ("Black", "Blue", "Brown", "Gold", "Gray", "Green", "Pink", "Purple", "Red", "Silver",
           "White", "Yellow")  # fmt: skip
_STORAGE = ("32 GB", "64 GB", "128 GB", "256 GB", "512 GB", "1 TB")

CATEGORIES = (
    SimulatedCategory(
        "9355",
        "Cell Phones & Smartphones",
        frozenset({"phone", "smartphone", "iphone", "galaxy", "pixel"}),
        (
            SimulatedAspect("Brand", required=True, values=_PHONE_BRANDS),
            SimulatedAspect("Model"),
            SimulatedAspect("Storage Capacity", values=_STORAGE, from_list=True),
            SimulatedAspect("Color", values=_COLORS),
            SimulatedAspect("Network", values=("Unlocked", "AT&T", "T-Mobile", "Verizon")),
        ),
    ),
    SimulatedCategory(
        "177",
        "PC Laptops & Netbooks",
        frozenset({"laptop", "notebook", "macbook", "chromebook", "thinkpad"}),
        (
            SimulatedAspect("Brand", required=True),
            SimulatedAspect("RAM Size", values=("8 GB", "16 GB", "32 GB")),
            SimulatedAspect("SSD Capacity", values=_STORAGE),
        ),
    ),
    SimulatedCategory(
        "15709",
        "Athletic Shoes",
        frozenset({"shoe", "shoes", "sneaker", "sneakers", "trainers"}),
        (
            SimulatedAspect("Brand", required=True),
            SimulatedAspect(
                "US Shoe Size", required=True, from_list=True,
                values=tuple(f"{half / 2:g}" for half in range(8, 31)),
            ),
            SimulatedAspect("Department", values=("Men", "Women", "Kids"), from_list=True),
            SimulatedAspect("Color", values=_COLORS),
        ),
        _WORN,
    ),
    SimulatedCategory(
        "261186",
        "Books",
        frozenset({"book", "novel", "paperback", "hardcover", "textbook"}),
        (SimulatedAspect("Author"), SimulatedAspect("Language")),
        _GRADED,
    ),
    SimulatedCategory(
        "88433",
        "Everything Else",
        frozenset(),
        (SimulatedAspect("Brand"), SimulatedAspect("Color", values=_COLORS)),
        (1000, 1500, 2500, 3000, 7000),
    ),
)  # fmt: skip


def suggested(words: str) -> list[SimulatedCategory]:
    """The categories for something, best first; whatever nothing is known of comes last."""
    said = frozenset(words.casefold().replace(",", " ").split())
    found = [one for one in CATEGORIES if one.words & said]
    return [*found, CATEGORIES[-1]]


def category(number: str) -> SimulatedCategory | None:
    """A category by its number."""
    return next((one for one in CATEGORIES if one.number == number), None)


def aspects_of(shelf: SimulatedCategory) -> dict[str, Any]:
    """The answer of ``getItemAspectsForCategory``."""
    return {"aspects": [_aspect(one) for one in shelf.aspects]}


def conditions_of(shelves: Iterable[SimulatedCategory]) -> dict[str, Any]:
    """The answer of ``getItemConditionPolicies``."""
    policies = [
        {
            "categoryTreeId": "0",
            "categoryId": shelf.number,
            "itemConditionRequired": True,
            "itemConditions": [
                {"conditionId": str(one), "conditionDescription": _LABELS[one]}
                for one in shelf.conditions
            ],
        }
        for shelf in shelves
    ]
    return {"itemConditionPolicies": policies}


def allows(shelf: SimulatedCategory, condition: str) -> bool:
    """Whether a category takes a condition, by its name in listings."""
    return _NUMBERS.get(condition) in shelf.conditions


def _aspect(aspect: SimulatedAspect) -> dict[str, Any]:
    told: dict[str, Any] = {
        "localizedAspectName": aspect.name,
        "aspectConstraint": {
            "aspectDataType": "STRING",
            "itemToAspectCardinality": "SINGLE",
            "aspectMode": "SELECTION_ONLY" if aspect.from_list else "FREE_TEXT",
            "aspectRequired": aspect.required,
            "aspectUsage": "RECOMMENDED",
            "aspectEnabledForVariations": False,
            "aspectApplicableTo": ["PRODUCT"],
            "aspectMaxLength": 65,
        },
    }
    if aspect.values:
        told["aspectValues"] = [{"localizedValue": one} for one in aspect.values]
    return told
