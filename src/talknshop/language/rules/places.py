"""Where a seller's item is."""

import re

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Reading

_LOCATION = re.compile(
    r"\b(?:located in|location is|location:|location|pick ?up (?:in|at|near|from|"
    r"only in)|local (?:pick ?up )?(?:only )?in|local pick ?up(?: only)?|"
    r"based in|i'm in|im in|we're in|i am in|meet (?:up )?in|available in|from|near|"
    r"in|craigslist|around)\s(?:the |"
    r"downtown )?(?P<v>[a-z][a-z.]+(?: [a-z][a-z.]+){0,2})(?=\s?(?:,|\.|$|;|!|\x00|"
    r" area| pickup| pick up| only| for | and | or | obo| cash| local))"
)
_CITY_AFTER = re.compile(
    r"(?:^|[,.;\x00] ?)(?P<v>[a-z]{3,}(?: [a-z]{3,}){0,2}) (?:area|pick ?up|local|pickup only)\b"
)
_LAST = re.compile(r"(?:[,.;]|\x00) (?P<v>[a-z]{3,}(?: [a-z]{2,}){0,2})\s*[.!]?$")
"""What stands at the very end, such as ", portland oregon"."""
_POSTCODE = re.compile(r"(?<![\d$.,])(?:\bzip(?: code)? )?(\d{5})\s*[.!]?$")
_PARTS = re.compile(r"[,.;!\x00]")
_IN_NAMES = frozenset({"san", "los", "las", "new", "st", "fort", "el", "santa", "city", "lake"})
_NOT_PLACES = frozenset(
    [
        "box",
        "great",
        "good",
        "perfect",
        "excellent",
        "mint",
        "working",
        "case",
        "package",
        "condition",
        "shape",
        "garage",
        "basement",
        "storage",
        "tact",
        "hand",
        "original",
        "person",
        "smoke",
        "pet",
        "home",
        "cash",
        "stock",
        "bulk",
        "bundle",
        "mind",
        "them",
        "it",
        "smoke-free",
        "house",
    ]
)


def find_location(reading: Reading, lexicon: Lexicon) -> str | None:
    """The place a text names, as typed but in lower case; None when it names none."""
    for regex in (_LOCATION, _CITY_AFTER, _LAST):
        for match in regex.finditer(reading.rest):
            words = match["v"].split()
            while words and _is_ordinary(words[-1], lexicon):
                words.pop()
            if words and not any(_is_ordinary(word, lexicon) for word in words):
                return " ".join(words)
    code = _POSTCODE.search(reading.rest)
    if code is not None:
        return code[1]
    return next(filter(None, (_known(part, lexicon) for part in _PARTS.split(reading.rest))), None)


def _known(part: str, lexicon: Lexicon) -> str | None:
    """The part when it is the name of a known place and nothing else."""
    words = part.split()
    named = words and all(word in lexicon.places or word in _IN_NAMES for word in words)
    return part.strip() if named and any(word in lexicon.places for word in words) else None


def _is_ordinary(word: str, lexicon: Lexicon) -> bool:
    return (
        word in lexicon.grammar.stopwords
        or lexicon.phrases["vague"].get(word) is not None
        or lexicon.attributes.get(word) is not None
        or lexicon.phrases["condition"].get(word) is not None
        or word in _NOT_PLACES
        or lexicon.phrases["offers"].get(word) is not None
        or word in lexicon.spelling.common
        or word in lexicon.product_words
    )
