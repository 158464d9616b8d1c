"""Changes to a requirement that is already there: refinements and answers to questions."""

import re

from talknshop.language.base import Dialogue
from talknshop.language.rules.assembly import Wish
from talknshop.language.rules.intents import Patterns
from talknshop.language.rules.money import Price
from talknshop.language.rules.wish_operations import (
    Operations,
    add_to,
    price_operations,
    set_slot,
    single_slots,
)
from talknshop.schemas.requirement import Operation, OperationName, Requirement

CHEAPER = 0.8
"""What "cheaper" makes of the present price limit."""
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+|(?<![\w.])\d+(?:\.\d+)?")
_RESIZED = re.compile(
    r"\b(?:bigger|smaller|larger|wider|narrower|up|down|size|(?:make|change) (?:it|that|them))\b"
    r"[^\d$€£]{0,20}"
    r"(?P<n>\d{1,2}(?:\.5)?)(?!\s?[\w\"'$€£%]|[.,]\d)"
)
_TOLERATES = re.compile(
    r"\b(?:fine|ok|okay|alright|all right|acceptable|after all|welcome|allowed|too|also|again)\b"
)
_UNDOES = re.compile(r"\b(?:remove|drop|forget|clear|undo|lose|delete|take off|skip)(?: the)? $")
_NEAR = 20
_LONGEST_ANSWER = 80
_BRAND_WORDS = 4
_OWN_WORDS = frozenset(
    [
        "theme",
        "recipient",
        "occasion",
        "compatibility",
        "use_case",
        "features",
        "style",
        "size",
        "material",
        "flavor",
        "color",
        "age",
        "gender",
        "storage",
        "ram",
        "screen_size",
    ]
)
"""Slots an answer fills with the person's own words when the lexicon knows none of them."""
_GROWING = frozenset({"features", "theme"})
"""Attributes to which a further wish adds."""


def order_operations(patterns: Patterns, text: str, wish: Wish) -> Operations:
    """The order of results a text asks for."""
    if patterns.anywhere("cheaper", text, "lowest"):
        return [set_slot("sort", "price_asc")]
    if patterns.anywhere("cheaper", text, "highest"):
        return [set_slot("sort", "price_desc")]
    if wish.rating_min is None and patterns.anywhere("cheaper", text, "better_rated"):
        return [set_slot("sort", "rating_desc")]
    return []


class Refiner:
    """Reads changes to a requirement; holds no state between turns."""

    def __init__(self, patterns: Patterns) -> None:
        """Keeps the intent lexicon."""
        self._patterns = patterns

    def refine(
        self, wish: Wish, requirement: Requirement, text: str, dialogue: Dialogue
    ) -> Operations:
        """The operations of a turn that keeps the product."""
        if dialogue.asked_slot == "compatibility":
            return [*self._fit(wish, text), *price_operations(wish.price), *single_slots(wish)]
        operations = self._dropped(text)
        dropped = {operation.slot for operation in operations}
        operations += _narrowed(wish, requirement)
        operations += self._price(wish, requirement, text, dialogue)
        operations += self._brands(wish, requirement, text)
        operations += single_slots(wish)
        operations += _tolerated(wish, requirement)
        operations += [
            self._attribute(name, values, requirement, text)
            for name, values in wish.attributes.items()
            if f"attributes.{name}" not in dropped
        ]
        operations += _excluded(wish, requirement)
        operations += _resized(wish, requirement, text)
        return operations or self._answer(text, dialogue)

    def _fit(self, wish: Wish, text: str) -> Operations:
        """The answer to "what must it fit" is taken as typed."""
        for slot in ("compatibility", "size", "dimensions"):
            if slot in wish.attributes:
                return [set_slot(f"attributes.{slot}", wish.attributes[slot][0])]
        named = re.sub(r"^(?:it's |its |it is |i have |for |my |a |an |the |i've got )+", "", text)
        named = named.strip(" .!,")[:_LONGEST_ANSWER]
        return [set_slot("attributes.compatibility", named)] if named else []

    def _dropped(self, text: str) -> Operations:
        operations: Operations = []
        several = {"price": ("price_min", "price_max"), "brands": ("brands", "brands_excluded")}
        for slot in self._patterns.dropped_slots(text):
            for name in several.get(slot, (slot,)):
                operations.append(Operation(op=OperationName.RESET, slot=name))
        return operations

    def _brands(self, wish: Wish, requirement: Requirement, text: str) -> Operations:
        taken_back = self._taken_back(wish)
        wanted = [brand for brand in wish.brands if brand not in taken_back]
        operations: Operations = [
            Operation(op=OperationName.REMOVE, slot="brands", value=brand) for brand in taken_back
        ]
        pardoned = [b for b in wanted if b in requirement.brands_excluded]
        if pardoned and _TOLERATES.search(text):
            # Who lets a refused maker in again does not ask for it alone.
            operations.append(
                Operation(op=OperationName.REMOVE, slot="brands_excluded", value=pardoned)
            )
            wanted = [brand for brand in wanted if brand not in pardoned]
        if wanted and self._patterns.anywhere("replace", text, "more_too"):
            operations.append(add_to("brands", wanted))
        elif wanted:
            operations.append(set_slot("brands", wanted))
        operations += [
            Operation(op=OperationName.EXCLUDE, slot="brands", value=brand)
            for brand in wish.brands_excluded
        ]
        return operations

    def _taken_back(self, wish: Wish) -> list[str]:
        """Brands after "drop" or "forget"."""
        text = wish.reading.text
        return [
            str(finding.value)
            for finding in wish.reading.of("brand")
            if self._patterns.anywhere("taken_back", text[: finding.start][-40:], "before")
        ]

    def _attribute(
        self, name: str, values: list[str], requirement: Requirement, text: str
    ) -> Operation:
        value: str | list[str] = values[0] if len(values) == 1 else values
        swaps = self._patterns.anywhere("replace", text, "swap")
        if name in _GROWING and name in requirement.attributes and not swaps:
            return Operation(op=OperationName.ADD, slot=f"attributes.{name}", value=value)
        return set_slot(f"attributes.{name}", value)

    def _price(
        self, wish: Wish, requirement: Requirement, text: str, dialogue: Dialogue
    ) -> Operations:
        if wish.price is not None:
            return [*price_operations(wish.price), *order_operations(self._patterns, text, wish)]
        number = _NUMBER.search(text) if dialogue.asked_slot == "price" else None
        if number is not None and not wish.attributes:
            present = requirement.price.currency if requirement.price else "USD"
            return price_operations(Price(None, float(number.group().replace(",", "")), present))
        if self._patterns.anywhere("cheaper", text):
            return _cheaper(requirement)
        return order_operations(self._patterns, text, wish)

    def _answer(self, text: str, dialogue: Dialogue) -> Operations:
        """An answer in the person's own words fills the slot that was asked for."""
        slot = dialogue.asked_slot or ""
        value = text.strip(" .!,?")[:_LONGEST_ANSWER]
        if not value or self._patterns.starts_search(text):
            return []
        if slot == "brand":
            short = len(value.split()) <= _BRAND_WORDS and value.replace(" ", "").isalnum()
            return [add_to("brands", [value])] if short else []
        return [set_slot(f"attributes.{slot}", value)] if slot in _OWN_WORDS else []


def _resized(wish: Wish, requirement: Requirement, text: str) -> Operations:
    """Reads "a little bigger, 8.5" where a size was said before."""
    match = _RESIZED.search(text)
    if match is None or "size" in wish.attributes or "size" not in requirement.attributes:
        return []
    return [set_slot("attributes.size", match["n"])]


def _narrowed(wish: Wish, requirement: Requirement) -> Operations:
    """Reads "running shoes" after "shoes" makes the product more precise, never less."""
    name, wanted = requirement.product_type, wish.product_name
    if wanted is None or wanted == name or (name is not None and name.endswith(wanted)):
        return []
    return [set_slot("product_type", wanted)]


def _cheaper(requirement: Requirement) -> Operations:
    price = requirement.price
    if price is None or price.max is None:
        return [set_slot("sort", "price_asc")]
    lower = round(price.max * CHEAPER, 2)
    operations = [set_slot("price_max", lower)]
    if price.min is not None and price.min >= lower:
        operations.insert(0, set_slot("price_min", None))
    return operations


def _tolerated(wish: Wish, requirement: Requirement) -> Operations:
    """Reads "used is fine too" lifts a condition that was asked for."""
    named = wish.reading.of("condition")
    if requirement.condition is None or not named:
        return []
    text = wish.reading.text
    before = text[: named[0].start][-_NEAR:]
    other = wish.condition not in (None, requirement.condition) and _TOLERATES.search(text)
    if wish.condition and not other and not _UNDOES.search(before):
        return []
    return [Operation(op=OperationName.RESET, slot="condition")]


def _excluded(wish: Wish, requirement: Requirement) -> Operations:
    if not wish.exclude:
        return []
    operations = [add_to("exclude", wish.exclude)]
    for name, present in requirement.attributes.items():
        values = present if isinstance(present, list) else [present]
        gone = [value for value in values if value in wish.exclude]
        if gone:
            operations.append(
                Operation(op=OperationName.REMOVE, slot=f"attributes.{name}", value=gone)
            )
    return operations
