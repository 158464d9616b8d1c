"""Applying operations to a requirement: one meaning for words, chips and models."""

from collections.abc import Iterable
from typing import Any

from talknshop.core.errors import ValidationError
from talknshop.schemas.requirement import (
    ATTRIBUTE_PREFIX,
    REQUIREMENT_SLOTS,
    AttributeValue,
    Operation,
    OperationName,
    Requirement,
    is_slot_of,
)

_LISTS = {
    "brands": "brand_preferences",
    "brands_excluded": "brands_excluded",
    "exclude": "exclude",
    "marketplaces": "marketplaces",
}
_PRICE = {"price_min": "min", "price_max": "max", "currency": "currency"}
PRICE_SLOTS = frozenset({"price_min", "price_max"})
"""Slots that hold an amount of money."""


def apply_operations(requirement: Requirement, operations: Iterable[Operation]) -> Requirement:
    """Applies operations in order and returns the changed requirement; the given one stays.

    ``set`` replaces a slot; ``add`` adds to a list; ``exclude`` on ``brands`` moves a value to
    ``brands_excluded``, on an attribute to ``exclude``; ``remove`` drops the value, or without a
    value the slot; ``reset`` empties the slot, or without a slot everything. A price range that
    ends up inverted is swapped only when both ends came from these operations; otherwise the older
    end gives way. Another product is searched for with its spelling corrected again.

    Raises:
        ValidationError: A value does not fit its slot, or the slot is one of a listing. Nothing is
            changed.
    """
    fields = requirement.model_dump()
    changed: set[str] = set()
    for operation in operations:
        if operation.slot is not None and not is_slot_of(REQUIREMENT_SLOTS, operation.slot):
            raise ValidationError(
                f"“{operation.slot}” is a part of a listing, not of a search.",
                details={"slots": [operation.slot]},
            )
        _apply(fields, operation)
        if operation.slot is not None:
            changed.add(operation.slot)
    _settle_price(fields, changed)
    try:
        return Requirement.model_validate(fields)
    except ValueError as error:
        raise ValidationError(
            "That change does not fit: a price must be 0 or more, a rating from 0 to 5, "
            "and condition and marketplace must be known ones.",
            details={"slots": sorted(changed)},
        ) from error


def limit_gave_way(
    before: Requirement, after: Requirement, operations: Iterable[Operation]
) -> bool:
    """Whether a price limit was lost to another one that it does not go with."""
    touched = {operation.slot for operation in operations}
    if before.price is None or after.price is None:
        return False
    return any(
        getattr(before.price, end) is not None
        and getattr(after.price, end) is None
        and f"price_{end}" not in touched
        for end in ("min", "max")
    )


def _apply(fields: dict[str, Any], operation: Operation) -> None:
    slot = operation.slot
    if slot is None:
        fields.clear()
    elif slot in _PRICE:
        _apply_price(fields, operation, _PRICE[slot])
    elif slot in _LISTS:
        _apply_list(fields, operation, _LISTS[slot])
    elif slot.startswith(ATTRIBUTE_PREFIX):
        _apply_attribute(fields, operation, slot.removeprefix(ATTRIBUTE_PREFIX))
    elif operation.op in {OperationName.SET, OperationName.ADD}:
        fields[slot] = operation.value
        if slot == "product_type":
            fields.pop("literal", None)
    else:
        fields.pop(slot, None)


def _apply_price(fields: dict[str, Any], operation: Operation, key: str) -> None:
    price: dict[str, Any] = fields.get("price") or {"min": None, "max": None, "currency": "USD"}
    if operation.op in {OperationName.SET, OperationName.ADD}:
        price[key] = operation.value
    elif key == "currency":
        price[key] = "USD"
    else:
        price[key] = None
    open_ended = price["min"] is None and price["max"] is None
    # A currency set before its amount must survive until the amount arrives.
    fields["price"] = None if open_ended and key != "currency" else price


def _settle_price(fields: dict[str, Any], changed: set[str]) -> None:
    price: dict[str, Any] | None = fields.get("price")
    if price is None:
        return
    low, high = price["min"], price["max"]
    if low is None and high is None:
        fields["price"] = None
    elif isinstance(low, int | float) and isinstance(high, int | float) and high < low:
        if {"price_min", "price_max"} <= changed:
            price["min"], price["max"] = high, low
        elif "price_max" in changed:
            price["min"] = None
        else:
            price["max"] = None


def _values(operation: Operation) -> list[str]:
    if operation.value is None:
        return []
    if isinstance(operation.value, list):
        return operation.value
    return [str(operation.value)]


def _without(values: list[str], dropped: list[str]) -> list[str]:
    keys = {value.casefold() for value in dropped}
    return [value for value in values if value.casefold() not in keys]


def _merged(values: list[str], added: list[str]) -> list[str]:
    return _without(values, added) + added


def _apply_list(fields: dict[str, Any], operation: Operation, key: str) -> None:
    current: list[str] = list(fields.get(key) or [])
    values = _values(operation)
    match operation.op:
        case OperationName.SET:
            fields[key] = values
        case OperationName.ADD:
            fields[key] = _merged(current, values)
        case OperationName.EXCLUDE:
            fields[key] = _without(current, values)
            target = "brands_excluded" if key == "brand_preferences" else "exclude"
            fields[target] = _merged(list(fields.get(target) or []), values)
        case OperationName.REMOVE if values:
            fields[key] = _without(current, values)
        case OperationName.REMOVE | OperationName.RESET:
            fields[key] = []
    if key == "brand_preferences" and operation.op in {OperationName.SET, OperationName.ADD}:
        fields["brands_excluded"] = _without(list(fields.get("brands_excluded") or []), values)


def _apply_attribute(fields: dict[str, Any], operation: Operation, name: str) -> None:
    attributes: dict[str, AttributeValue] = dict(fields.get("attributes") or {})
    value = changed_value(attributes.pop(name, None), operation)
    if operation.op is OperationName.EXCLUDE:
        fields["exclude"] = _merged(list(fields.get("exclude") or []), _values(operation))
    fields["attributes"] = attributes if value is None else {**attributes, name: value}


def changed_value(present: AttributeValue | None, operation: Operation) -> AttributeValue | None:
    """An attribute after an operation; None where nothing of it is left."""
    current = [present] if isinstance(present, str) else list(present or [])
    changed = changed_list(current, operation)
    return None if not changed else changed[0] if len(changed) == 1 else changed


def changed_list(present: list[str], operation: Operation) -> list[str]:
    """A list of values after an operation."""
    values = _values(operation)
    match operation.op:
        case OperationName.SET:
            return values
        case OperationName.ADD:
            return _merged(present, values)
        case OperationName.EXCLUDE:
            return _without(present, values)
        case OperationName.REMOVE if values:
            return _without(present, values)
        case OperationName.REMOVE | OperationName.RESET:
            return []
