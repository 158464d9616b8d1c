"""The single fields of a Google Merchant feed, each parsed by a pure function."""

import re
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from talknshop.catalog.feeds.rows import FieldError
from talknshop.core.money import is_currency, to_minor
from talknshop.core.text import sanitise
from talknshop.schemas.enums import Availability, Condition

_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,4})?|\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,4})?")
_DECIMAL_COMMA = re.compile(r"(\d+),(\d{1,2})")
_BLANKS = re.compile(r"[^\S\n]+")
_SCHEME = re.compile(r"https?:", re.IGNORECASE)
# A host without user name or backslash: both are used to disguise where a link goes.
_LINK = re.compile(
    r"https?://(?:[^\s/?#:@\\\[\]]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
_SEPARATORS = re.compile(r"[\s_-]+")
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_LONGEST_LINK = 2_000
_BEST_RATING = 5.0

_AVAILABILITY = {
    "in stock": Availability.IN_STOCK,
    "instock": Availability.IN_STOCK,
    "available": Availability.IN_STOCK,
    "limited availability": Availability.IN_STOCK,
    "out of stock": Availability.OUT_OF_STOCK,
    "outofstock": Availability.OUT_OF_STOCK,
    "sold out": Availability.OUT_OF_STOCK,
    "preorder": Availability.PREORDER,
    "pre order": Availability.PREORDER,
    "backorder": Availability.BACKORDER,
    "back order": Availability.BACKORDER,
}
_CONDITION = {
    "new": Condition.NEW,
    "like new": Condition.LIKE_NEW,
    "open box": Condition.LIKE_NEW,
    "good": Condition.GOOD,
    "very good": Condition.GOOD,
    "used": Condition.USED,
    "fair": Condition.FAIR,
    "acceptable": Condition.FAIR,
    "poor": Condition.POOR,
    "for parts": Condition.FOR_PARTS,
    "refurbished": Condition.REFURBISHED,
    "renewed": Condition.REFURBISHED,
}


class Price(NamedTuple):
    """An amount in minor units of its currency."""

    minor: int
    currency: str


def clean(value: str) -> str:
    """Removes control characters and needless blanks; most values come back as they are."""
    if not value.isprintable():
        if not all(character.isprintable() or character.isspace() for character in set(value)):
            return sanitise(value)
        value = _BLANKS.sub(" ", value)
    elif "  " in value:
        value = _BLANKS.sub(" ", value)
    return value.strip()


def parse_price(name: str, value: str) -> Price | None:
    """Reads ``49.95 USD``, ``USD 49.95`` or ``1,299.00 USD``.

    Returns:
        The price; None when the field is empty or 0, which in a feed means that it is unknown.

    Raises:
        FieldError: There is no currency, or no amount.
    """
    if not value:
        return None
    parts = value.split()
    currency = next((part.upper() for part in parts if is_currency(part.upper())), None)
    if currency is None:
        raise FieldError(name, "no currency")
    amount = "".join(part for part in parts if part.upper() != currency)
    if not _AMOUNT.fullmatch(amount):
        raise FieldError(name, "not an amount")
    comma = _DECIMAL_COMMA.fullmatch(amount)
    plain = f"{comma[1]}.{comma[2]}" if comma else amount.replace(",", "")
    minor = to_minor(Decimal(plain), currency)
    return Price(minor, currency) if minor else None


def sale_is_on(interval: str, at: datetime) -> bool:
    """Whether ``at`` lies in an interval ``start/end`` of ISO 8601 times; an empty one always does.

    An interval that cannot be read counts as over: a price that may have ended is not promised.
    """
    if not interval:
        return True
    try:
        start, end = (datetime.fromisoformat(part.strip()) for part in interval.split("/"))
        on = start <= at < end
    except (ValueError, TypeError):
        return False
    return on


def parse_availability(value: str) -> Availability:
    """Reads the availability in any of its spellings; others are unknown."""
    return _AVAILABILITY.get(_SEPARATORS.sub(" ", value.casefold()), Availability.UNKNOWN)


def parse_condition(value: str) -> Condition | None:
    """Reads the condition; None when it is absent or no known one."""
    return _CONDITION.get(_SEPARATORS.sub(" ", value.casefold()))


def is_gtin(value: str) -> bool:
    """Whether ``value`` is a GTIN of 8, 12, 13 or 14 digits with the right check digit."""
    if len(value) not in _GTIN_LENGTHS or not (value.isascii() and value.isdigit()):
        return False
    digits = [int(digit) for digit in reversed(value)]
    weighted = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return weighted % 10 == 0


def parse_link(name: str, value: str) -> str:
    """Checks that a link is an absolute one to a web page.

    Raises:
        FieldError: The scheme is not http or https, or there is no host.
    """
    if len(value) > _LONGEST_LINK:
        raise FieldError(name, "longer than 2,000 characters")
    if not _SCHEME.match(value):
        raise FieldError(name, "not an http or https link")
    if not _LINK.fullmatch(value):
        raise FieldError(name, "not a link")
    return value


def parse_rating(value: str) -> float | None:
    """Reads a mean rating of 0 to 5; anything else is unknown."""
    try:
        rating = float(value)
    except ValueError:
        return None
    return rating if 0 <= rating <= _BEST_RATING else None


def parse_count(value: str) -> int | None:
    """Reads a number of ratings, with or without thousands separators."""
    digits = value.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def parse_details(value: str) -> dict[str, str]:
    """Reads ``name: value; name: value``; parts without a name or a value are left out."""
    details: dict[str, str] = {}
    for part in value.split(";"):
        name, _, content = part.partition(":")
        name, content = name.strip().casefold(), content.strip()
        if name and content:
            details[name] = content
    return details
