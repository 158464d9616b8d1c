"""The single fields of a product, each parsed by a pure function; prices have their own module."""

import re
from datetime import datetime
from functools import lru_cache

from talknshop.catalog.feeds.rows import FieldError
from talknshop.core.text import sanitise
from talknshop.schemas.enums import Availability, Condition

# One plain blank, which most texts have many of, is none of them.
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_SCHEME = re.compile(r"https?:", re.IGNORECASE)
# A host without user name or backslash: both are used to disguise where a link goes.
_LINK = re.compile(
    r"https?://(?:[^\s/?#:@\\\[\]]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
_SEPARATORS = re.compile(r"[\s_-]+")
_LONGEST_LINK = 2_000
_BEST_RATING = 5.0

_AVAILABILITY = {
    "in stock": Availability.IN_STOCK,
    "instock": Availability.IN_STOCK,
    "available": Availability.IN_STOCK,
    "limited availability": Availability.IN_STOCK,
    "limited stock": Availability.IN_STOCK,
    "low stock": Availability.IN_STOCK,
    "yes": Availability.IN_STOCK,
    "true": Availability.IN_STOCK,
    "no": Availability.OUT_OF_STOCK,
    "false": Availability.OUT_OF_STOCK,
    "unavailable": Availability.OUT_OF_STOCK,
    "discontinued": Availability.OUT_OF_STOCK,
    "onbackorder": Availability.BACKORDER,
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
    "secondhand": Condition.USED,
    "second hand": Condition.USED,
    "pre owned": Condition.USED,
    "fair": Condition.FAIR,
    "acceptable": Condition.FAIR,
    "poor": Condition.POOR,
    "for parts": Condition.FOR_PARTS,
    "refurbished": Condition.REFURBISHED,
    "renewed": Condition.REFURBISHED,
}


def clean(value: str) -> str:
    """Removes control characters and needless blanks; most values come back as they are."""
    if not value.isprintable():
        if not all(character.isprintable() or character.isspace() for character in set(value)):
            return sanitise(value)
        value = _BLANKS.sub(" ", value)
    elif "  " in value:
        value = _BLANKS.sub(" ", value)
    return value.strip()


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
    """Reads the availability in any of its spellings, or as a number in stock.

    Others are unknown.
    """
    if not value:
        return Availability.UNKNOWN
    if value.isascii() and value.isdigit():
        return Availability.IN_STOCK if value.strip("0") else Availability.OUT_OF_STOCK
    return _AVAILABILITY.get(_as_key(value), Availability.UNKNOWN)


def parse_condition(value: str) -> Condition | None:
    """Reads the condition; None when it is absent or no known one."""
    return _CONDITION.get(_as_key(value)) if value else None


@lru_cache(maxsize=1_024)
def _as_key(value: str) -> str:
    return _SEPARATORS.sub(" ", value.casefold())


def parse_link(name: str, value: str) -> str:
    """Checks that a link is an absolute one to a web page.

    Raises:
        FieldError: The scheme is not http or https, or there is no host.
    """
    if len(value) > _LONGEST_LINK:
        raise FieldError(name, "longer than 2,000 characters")
    if _LINK.fullmatch(value):
        return value
    raise FieldError(name, "not a link" if _SCHEME.match(value) else "not an http or https link")


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
        content = content.strip()
        if content and (known := detail_name(name)):
            details[known] = content
    return details


@lru_cache(maxsize=4_096)
def detail_name(name: str) -> str:
    """The name of an attribute as it is kept: without blanks around it, in lower case."""
    return name.strip().casefold()
