"""What a picture adds to a requirement: what is certain, and no figure but a record's; pure."""

import re
from dataclasses import replace

from talknshop.language.base import RequirementUpdate, Turn
from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.emphasis import Emphasis, RankingPart
from talknshop.schemas.enums import Sort
from talknshop.schemas.operations import PRICE_SLOTS
from talknshop.schemas.recognition import ImageAttributes, RecognisedAttribute, Source
from talknshop.schemas.requirement import Operation, OperationName, Requirement

_CERTAIN = 0.7
_CERTAIN_COLOR = 0.6
"""Of colours the confidence is their part of the thing: a coat with buttons is not all red."""
_SINGLE = ("brand", "model", "product_type", "color")
_WISHES = ("model", "color", "material", "style", "pattern", "shape", "storage")
"""What of a picture is asked for beside kind and maker."""
_NO_WISH = frozenset({"product type", "weight", "gtin"})
"""What a record says of every such product, or nobody would ask for."""
_MOST_WISHES = 8
_DIGIT = re.compile(r"\d")


def certain(found: ImageAttributes) -> ImageAttributes:
    """The same without what is not certain enough to be acted on."""
    kept = [one for one in found.attributes if _is_certain(one)]
    names = {one.name for one in kept}
    doubtful = {
        one.name: None for one in found.attributes if one.name in _SINGLE and one.name not in names
    }
    return found.model_copy(update={"attributes": kept, **doubtful})


def _is_certain(one: RecognisedAttribute) -> bool:
    return one.confidence >= (_CERTAIN_COLOR if one.source is Source.COLOR else _CERTAIN)


def with_seen(update: RequirementUpdate, turn: Turn, before: Requirement) -> RequirementUpdate:
    """The update with what the turn's picture tells and its words leave open.

    Args:
        update: What the language engine read in the words.
        turn: The words and what the picture shows.
        before: The requirement so far.
    """
    if turn.image_attributes is None:
        return update
    seen = ImageAttributes.model_validate(turn.image_attributes)
    operations = update.operations
    wants_less = _wants_less(update)
    given = {operation.slot for operation in operations}
    another = _is_another_thing(seen, before, given) and not update.starts_over
    if another and not _DIGIT.search(turn.words):
        # A limit without a number was reckoned from the one before, which was for another thing.
        wants_less = wants_less or bool(given & PRICE_SLOTS)
        operations = tuple(one for one in operations if one.slot not in PRICE_SLOTS)
        given = {operation.slot for operation in operations}
    shown = [one for one in _shown(seen, turn) if one.slot not in given]
    shown += _limit(seen.product, given) if wants_less else []
    if another:
        operations = (Operation(op=OperationName.RESET), *operations)
    starts_over = update.starts_over or another
    return replace(update, operations=(*operations, *shown), starts_over=starts_over)


def _wants_less(update: RequirementUpdate) -> bool:
    """Whether the words ask for something cheaper, whichever engine read them."""
    sorts = any(one.slot == "sort" and one.value == Sort.PRICE_ASC for one in update.operations)
    return sorts or any(
        one.part is RankingPart.PRICE and one.emphasis in {Emphasis.MORE, Emphasis.MOST}
        for one in update.priorities
    )


def _is_another_thing(seen: ImageAttributes, before: Requirement, given: set[str | None]) -> bool:
    known = before.product_type
    return (
        known is not None
        and seen.product_type is not None
        and seen.product_type != known
        and "product_type" not in given
    )


def _shown(seen: ImageAttributes, turn: Turn) -> list[Operation]:
    operations: list[Operation] = []
    if seen.product_type is not None:
        operations.append(_set("product_type", seen.product_type.lower()))
    if seen.brand is not None:
        operations.append(Operation(op=OperationName.ADD, slot="brands", value=[seen.brand]))
    wishes = {one.name: one.value for one in seen.attributes if one.name in _WISHES}
    if seen.product is not None and not turn.words.strip():
        # A barcode by itself means this very product, and its record tells it from its siblings.
        record = {n: v for n, v in seen.product.attributes.items() if n.lower() not in _NO_WISH}
        wishes = record | wishes
    operations += [
        _set(f"attributes.{name}", value.lower() if name == "color" else value)
        for name, value in list(wishes.items())[:_MOST_WISHES]
    ]
    return operations


def _limit(product: BarcodeProduct | None, given: set[str | None]) -> list[Operation]:
    """The price of the product itself as the limit; without a record there is none."""
    if product is None or product.price is None or given & PRICE_SLOTS:
        return []
    limit = [_set("price_max", product.price)]
    return limit if product.currency is None else [*limit, _set("currency", product.currency)]


def _set(slot: str, value: str | float) -> Operation:
    return Operation(op=OperationName.SET, slot=slot, value=value)
