"""Turning what a shopper says into operations on the requirement."""

import re
from dataclasses import replace

from talknshop.language.base import UNREAD_LANGUAGE, Dialogue, RequirementUpdate, Turn
from talknshop.language.rules.assembly import Wish
from talknshop.language.rules.currency import bare_currency, in_currency, names_currency
from talknshop.language.rules.intents import Patterns
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.money import Price
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.refinement import Refiner, order_operations
from talknshop.language.rules.wish import read_wish
from talknshop.language.rules.wish_operations import (
    Operations,
    add_to,
    first_operations,
    price_operations,
    set_slot,
)
from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.requirement import Operation, OperationName, Requirement

_SEEN = ("color", "material", "style", "pattern", "shape")
"""What a picture can tell besides product and brand."""
_GIFT = "gift"
_PRONOUN = re.compile(r"\b(?:one|ones|it|some|another|them)\b")
_PART_OF_IT = re.compile(
    r"^(?:and |but |ok |also |preferably |ideally |one |ones |only )*"
    r"(?:with|without|has|having|including|that has|that have|that comes with)\b"
)
"""What follows belongs to the product that is wanted: "with a grill function"."""
_PRESENT = re.compile(r"\b(?:gift|present)s?\b")
_ANSWERED_BY_PRODUCTS = frozenset(
    {"compatibility", "recipient", "theme", "features", "use_case", "occasion"}
)
"""Slots whose answer may name a product without wanting it."""


class BuyerReader:
    """Reads a shopper's turn against the requirement so far; holds no state between turns."""

    def __init__(self, lexicon: Lexicon, patterns: Patterns) -> None:
        """Keeps the knowledge."""
        self._lexicon = lexicon
        self._patterns = patterns
        self._refiner = Refiner(patterns)

    def read(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        """The operations of one turn; ``dialogue.locale`` is its language."""
        update = self._read(turn, dialogue)
        if not names_currency(turn.words, self._lexicon.spelling):
            before = dialogue.requirement
            bare = bare_currency(dialogue.locale, dialogue.currency, self._lexicon.currencies)
            operations = in_currency(update.operations, before, bare)
            update = replace(update, operations=operations)
        # The price of a record is in the record's own currency.
        limit = self._cheaper_than_shown(turn)
        return replace(update, operations=(*update.operations, *limit)) if limit else update

    def _read(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        text = normalise(turn.words, self._lexicon.spelling)
        if dialogue.asked_slot and self._patterns.whole("no_preference", text):
            return RequirementUpdate((), no_preference=True)
        requirement = dialogue.requirement
        if requirement is None or requirement == Requirement():
            return self._first(turn, text, dialogue)
        if self._patterns.dropped_slots(text):
            turn = Turn(self._patterns.without_drops(text))
        wish = self._wish(turn, text, requirement, dialogue)
        if requirement.product_type is not None and _PART_OF_IT.match(text):
            wish = replace(wish, product=None, product_name=None)
        if self._is_other_product(wish, requirement, text, dialogue):
            return self._other_product(wish, requirement, text)
        operations = self._refiner.refine(wish, requirement, text, dialogue)
        if requirement.product_type is None:
            operations += _gift_operations(wish, requirement)
        declined = bool(dialogue.asked_slot) and not operations
        return RequirementUpdate(tuple(operations), no_preference=declined)

    def _first(self, turn: Turn, text: str, dialogue: Dialogue) -> RequirementUpdate:
        # An unknown word of a language that is not read is hardly the product.
        readable = dialogue.locale != UNREAD_LANGUAGE
        wish = read_wish(turn.words, self._lexicon, open_vocabulary=readable)
        operations = first_operations(wish)
        operations += self._seen(turn, wish)
        offered = dialogue.listing.product if dialogue.listing else None
        if offered and not wish.product_name and _PRONOUN.search(text):
            # "Actually I want to buy one", after the talk was of selling it.
            operations.append(set_slot("product_type", offered))
        operations += order_operations(self._patterns, text, wish)
        if not any(operation.slot == "product_type" for operation in operations):
            operations += _gift_operations(wish, Requirement())
        return RequirementUpdate(tuple(operations), starts_over=bool(wish.product_name))

    def _seen(self, turn: Turn, wish: Wish) -> Operations:
        """What a picture shows, where words say nothing else."""
        seen = turn.image_attributes or {}
        operations: Operations = []
        name = seen.get("product_type") or seen.get("category")
        if isinstance(name, str) and name.strip() and not wish.product_name:
            known = self._lexicon.product(name.lower())
            operations.append(set_slot("product_type", known.name if known else name.lower()))
        brand = seen.get("brand")
        if isinstance(brand, str) and brand.strip() and not wish.brands:
            operations.append(add_to("brands", [brand]))
        for slot in _SEEN:
            value = seen.get(slot)
            if isinstance(value, str) and value.strip() and slot not in wish.attributes:
                operations.append(set_slot(f"attributes.{slot}", value.lower()))
        return operations

    def _cheaper_than_shown(self, turn: Turn) -> Operations:
        """The price of the product in the picture, as its record has it, is the limit."""
        record = (turn.image_attributes or {}).get("product")
        if record is None:
            return []
        text = normalise(turn.words, self._lexicon.spelling)
        if read_wish(turn.words, self._lexicon, open_vocabulary=False).price is not None:
            return []
        product = BarcodeProduct.model_validate(record)
        if product.price is None or product.currency is None:
            return []
        if not self._patterns.anywhere("cheaper", text):
            return []
        return price_operations(Price(None, product.price, product.currency))

    def _wish(self, turn: Turn, text: str, requirement: Requirement, dialogue: Dialogue) -> Wish:
        """An unknown noun is taken for a new product only where one is plainly asked for."""
        about = self._lexicon.product(requirement.product_type)
        belongs = (
            requirement.product_type is not None
            and dialogue.asked_slot != "product_type"
            and not self._patterns.anywhere("find", text, "asked")
        )
        wish = read_wish(
            turn.words, self._lexicon, open_vocabulary=False, about=about, belongs=belongs
        )
        wanted = dialogue.asked_slot == "product_type" or requirement.product_type is None
        names = wanted or self._patterns.starts_search(text)
        if wish.product_name or not names or (not wish.is_empty and not wanted):
            return wish
        if self._patterns.dropped_slots(text) or self._patterns.anywhere("cheaper", text):
            return wish
        return read_wish(turn.words, self._lexicon, about=about)

    def _is_other_product(
        self, wish: Wish, requirement: Requirement, text: str, dialogue: Dialogue
    ) -> bool:
        name, wanted = requirement.product_type, wish.product_name
        if name is None or wanted is None or wanted == name:
            return False
        if dialogue.asked_slot in _ANSWERED_BY_PRODUCTS:
            return self._patterns.starts_search(text)
        return not (name.endswith(wanted) or wanted.endswith(name))

    def _other_product(self, wish: Wish, requirement: Requirement, text: str) -> RequirementUpdate:
        operations: Operations = [Operation(op=OperationName.RESET)]
        price = requirement.price
        replaces = self._patterns.anywhere("replace", text, "swap")
        if replaces and price is not None and wish.price is None:
            kept = price_operations(Price(price.min, price.max, price.currency))
            operations += [operation for operation in kept if operation.value is not None]
        operations += first_operations(wish)
        return RequirementUpdate(tuple(operations), starts_over=True)


def _gift_operations(wish: Wish, requirement: Requirement) -> Operations:
    """A gift for somebody with a known interest can be searched for as a gift."""
    told = wish.attributes.keys() | requirement.attributes.keys()
    people = {"recipient", "occasion", "age", "gender"} & told
    if wish.product_name or "theme" not in told:
        return []
    if not people and not _PRESENT.search(wish.reading.text):
        return []
    return [set_slot("product_type", _GIFT)]
