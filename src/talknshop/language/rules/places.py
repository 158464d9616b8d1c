"""Where a seller's item is."""

import re

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Reading

_LOCATION = re.compile(
    r"\b(?:located in|location is|location:|location|pick ?up (?:in|at|near|from|"
    r"only in)|local (?:pick ?up )?(?:only )?in|local pick ?up(?: only)?|"
    r"based in|i'm in|im in|we're in|i am in|meet (?:up )?in|available in|from|near|"
    r"in|craigslist|around)\s(?:the |"
    r"downtown )?(?P<v>[a-z][a-z.]+(?: [a-z][a-z.]+){0,2})(?=\s?(?:,|\.|$|;|:|!|-|\(|\x00|"
    r" area| pickup| pick up| only| for | and | or | obo| cash| local))"
)
_CITY_AFTER = re.compile(
    r"(?:^|[,.;\x00] ?)(?P<v>[a-z]{3,}(?: [a-z]{3,}){0,2}) (?:area|pick ?up|local|pickup only)\b"
)
_LAST = re.compile(r"(?:[,.;]|\x00) (?P<v>[a-z]{3,}(?: [a-z]{2,}){0,2})\s*[.!]?$")
"""What stands at the very end, such as ", portland oregon"."""
_POSTCODE = re.compile(r"(?<![\d$.,])(?:\bzip(?: code)? )?(\d{5})\s*[.!]?$")
_PARTS = re.compile(r"[,.;:!()\x00]| - ")
_STATES = frozenset(
    re.findall(
        "..",
        "alakazarcacoctdeflgahiidiliniakskylamemdmamimnmsmomtnenvnhnjnmnyncndohokorpariscsdtntxut"
        "vtvawawvwiwydc",
    )
)
_LONGEST_NAME = 3
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
        "apiece",
        "cond",
    ]
)


def find_location(
    reading: Reading, lexicon: Lexicon, proper: frozenset[str] = frozenset()
) -> str | None:
    """The place a text names, as typed but in lower case; None when it names none.

    ``proper`` are words typed with a capital; a part of only such words that nothing else claimed
    is a place.
    """
    for regex in (_LOCATION, _CITY_AFTER, _LAST):
        for match in regex.finditer(reading.rest):
            words = match["v"].split()
            while words and _is_ordinary(words[-1], lexicon):
                words.pop()
            unsure = regex is _LAST and all(lexicon.spelling.is_plain(word) for word in words)
            if words and not unsure and not any(_is_ordinary(word, lexicon) for word in words):
                return " ".join(words)
    code = _POSTCODE.search(reading.rest)
    if code is not None:
        return code[1]
    parts = _PARTS.split(reading.rest)
    named = next(filter(None, (_known(part, lexicon) for part in parts)), None)
    named = named or next(filter(None, (_tail(part, lexicon) for part in parts)), None)
    last = next((part for part in reversed(parts) if part.strip()), "")
    return named or _capital(last, proper, lexicon)


def _capital(part: str, proper: frozenset[str], lexicon: Lexicon) -> str | None:
    words = part.split()
    alone = 0 < len(words) <= _LONGEST_NAME and all(
        word in proper and word.isalpha() for word in words
    )
    return " ".join(words) if alone and not any(_is_ordinary(w, lexicon) for w in words) else None


def _tail(part: str, lexicon: Lexicon) -> str | None:
    """A place at the end of a part: a known name, or any name before the letters of a state."""
    words = part.split()
    state = [words.pop()] if len(words) > 1 and words[-1] in _STATES else []
    name: list[str] = []
    while (
        words
        and len(name) < _LONGEST_NAME
        and (words[-1] in lexicon.places or words[-1] in _IN_NAMES or (state and not name))
    ):
        name.insert(0, words.pop())
    if name and words and len(name) < _LONGEST_NAME and _is_rare(words[-1], lexicon):
        name.insert(0, words.pop())
    if not name or not any(len(word) > len("st") and word.isalpha() for word in name):
        return None
    known = any(word in lexicon.places for word in name)
    if not known and (not state or any(_is_ordinary(word, lexicon) for word in name)):
        return None
    return " ".join([*name, *state])


def _is_rare(word: str, lexicon: Lexicon) -> bool:
    return (
        word.isalpha() and not lexicon.spelling.is_plain(word) and not _is_ordinary(word, lexicon)
    )


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
