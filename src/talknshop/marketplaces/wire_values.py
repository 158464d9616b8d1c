"""Single values out of an answer that may hold anything; what makes no sense is None.

Every function is total over what JSON can hold: a marketplace that answers nonsense costs the
field that it is in, never the search.
"""

import html
import math
import re
from functools import lru_cache
from typing import cast

from talknshop.core.html_text import is_html, to_plain_text
from talknshop.core.money import from_minor, is_currency, to_minor
from talknshop.core.text import sanitise
from talknshop.schemas.requirement import MOST_MONEY
from talknshop.schemas.search import MOST_COUNTED

_LONGEST_TITLE = 500
_LONGEST_TEXT = 5_000
_LONGEST_READ = 20_000
_LONGEST_ID = 200
_LONGEST_ADDRESS = 4_000
# Escaped once by the shop and once more by the marketplace.
_MOST_ESCAPES = 3
_MOST_PAIRS = 50
_BEST_RATING = 5.0
# A host without user name or backslash: both are used to disguise where a link goes.
_ADDRESS = re.compile(
    r"https?://(?:[^\s/?#:@\\\[\]<>\"]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?",
    re.IGNORECASE,
)
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")


def member(value: object, *path: str | int) -> object:
    """What stands at the end of a path of names and positions; None where it breaks off."""
    # The casts say what the type checker cannot know: whatever is inside is looked at as object.
    for step in path:
        if isinstance(value, dict):
            value = cast("dict[object, object]", value).get(step)
        elif isinstance(value, list) and isinstance(step, int):
            found = cast("list[object]", value)
            value = found[step] if 0 <= step < len(found) else None
        else:
            return None
    return value


def entries(value: object, *path: str | int) -> list[object]:
    """The list at the end of a path; empty where there is none."""
    found = member(value, *path)
    return cast("list[object]", found) if isinstance(found, list) else []


def text(value: object) -> str | None:
    """A text in plain characters, its lines kept: without markup, escapes and control characters.

    At most 5,000 characters.
    """
    if not isinstance(value, str):
        return None
    plain = sanitise(value[:_LONGEST_READ])
    if "&" in plain or "<" in plain:
        plain = _unescaped(plain)
    return plain[:_LONGEST_TEXT].rstrip() or None


# The same products come again from one search to the next.
@lru_cache(maxsize=2_048)
def _unescaped(escaped: str) -> str:
    plain = escaped
    for _ in range(_MOST_ESCAPES):
        if "&" not in plain and not is_html(plain):
            break
        plain = to_plain_text(plain) if is_html(plain) else html.unescape(plain)
    return sanitise(plain)


def line(value: object) -> str | None:
    """A text as ``text`` gives it, on one line of at most 500 characters."""
    plain = text(value)
    return " ".join(plain.split())[:_LONGEST_TITLE].rstrip() if plain else None


def lines(value: object, *path: str | int) -> list[str]:
    """The texts of a list."""
    return [plain for entry in entries(value, *path) if (plain := line(entry))]


def identifier(value: object) -> str | None:
    """An id, given as a text or a whole number, without blanks in it."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value or len(value) > _LONGEST_ID:
        return None
    return value if value.isprintable() and " " not in value else None


def number(value: object) -> float | None:
    """A finite number, also when it is given as a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        stripped = value.strip()
        return float(stripped) if _NUMBER.fullmatch(stripped) else None
    if not isinstance(value, int | float) or abs(value) > MOST_MONEY * 1_000:
        return None
    return float(value) if math.isfinite(value) else None


def count(value: object) -> int | None:
    """A whole number from 0 on."""
    found = number(value)
    whole = found is not None and found.is_integer() and 0 <= found <= MOST_COUNTED
    return int(found) if whole and found is not None else None


def rating(value: object, *, best: float = _BEST_RATING) -> float | None:
    """A mean rating as one of 0 to 5.

    Args:
        value: What is stated.
        best: The best rating of its scale.
    """
    found = number(value)
    if found is None or best <= 0 or not 0 <= found <= best:
        return None
    return round(found * _BEST_RATING / best, 2)


def currency(value: object) -> str | None:
    """An ISO 4217 code."""
    return value if isinstance(value, str) and is_currency(value) else None


def price(value: object, code: str | None) -> float | None:
    """An amount in units of a currency, rounded to what the currency has.

    Args:
        value: A number, or a text that is one.
        code: Its currency; without one an amount means nothing.
    """
    found = number(value)
    if found is None or code is None or not 0 <= found <= MOST_MONEY:
        return None
    return float(from_minor(to_minor(str(value).strip(), code), code))


def address(value: object) -> str | None:
    """The absolute address of a web page or picture."""
    if not isinstance(value, str) or len(value) > _LONGEST_ADDRESS:
        return None
    return value if value.isprintable() and _ADDRESS.fullmatch(value) else None


def gtin(value: object) -> str | None:
    """A trade item number, by its length and digits."""
    found = identifier(value)
    known = found and found.isascii() and found.isdigit() and len(found) in _GTIN_LENGTHS
    return found if known else None


def pairs(value: object, list_name: str, *, key: str, told: str) -> dict[str, str]:
    """Attributes that come as a list of objects, by name in lower case; fifty at most.

    Args:
        value: What holds the list.
        list_name: Its name.
        key: The name of each object's name.
        told: The name of each object's value.
    """
    found: dict[str, str] = {}
    for entry in entries(value, list_name)[:_MOST_PAIRS]:
        name, content = line(member(entry, key)), line(member(entry, told))
        if name and content:
            found[name.casefold()] = content
    return found


def named(**values: object) -> dict[str, str]:
    """The attributes of a product: each value on one line, absent ones left out."""
    told = {name: _told(value) for name, value in values.items()}
    return {name: value for name, value in told.items() if value}


def _told(value: object) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        told = ", ".join(lines(cast("list[object]", value)))
        return told[:_LONGEST_TITLE].rstrip(", ") or None
    return line(value) or (identifier(value) if not isinstance(value, str) else None)
