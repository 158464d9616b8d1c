"""Reading JSON of a shop, which may hold anything anywhere."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeGuard

from talknshop.catalog.feeds.fields import clean

_MOST_LISTED = 50


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a value is a JSON object; its keys are strings then."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)


def objects(value: object) -> list[Mapping[str, object]]:
    """The objects of an array; nothing when it is none."""
    return [one for one in value if is_object(one)] if is_list(value) else []


def text(value: object) -> str:
    """A scalar as the text of a cell, cleaned; nothing for null, arrays and objects."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float | Decimal) else ""


def cell(value: object) -> str:
    """Any value as the text of a cell.

    Arrays of scalars are divided by commas; an object is a price, such as
    ``{"value": "9.95", "currency": "USD"}``, or nothing.
    """
    if is_list(value):
        return ",".join(filter(None, map(text, value[:_MOST_LISTED])))
    if is_object(value):
        return _price(value)
    return text(value)


def amount_or_cell(value: object) -> str:
    """Any value as the text of a cell; a number so that its point can be no mark of thousands."""
    found = cell(value)
    if isinstance(value, str) or found.partition(" ")[0][-4:-3] != ".":
        return found
    amount, blank, currency = found.partition(" ")
    return f"{amount}0{blank}{currency}"


def _price(value: Mapping[str, object]) -> str:
    currency = text(value.get("currency") or value.get("currencyCode"))
    micros = value.get("amountMicros")
    if text(micros).isdigit():
        return f"{Decimal(text(micros)).scaleb(-6).normalize():f} {currency}".strip()
    amount = text(value.get("value") or value.get("amount"))
    return f"{amount} {currency}".strip()
