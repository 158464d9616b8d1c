"""Where a seller's item is."""

import re

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Reading

_NAME = r"(?P<v>[^\W\d_][^\W\d_.']+(?:[ -][^\W\d_][^\W\d_.']+){0,2})"
_AFTER = (
    r"(?=\s?(?:,|\.|$|;|:|!|-|\(|\)|\x00|/| area| pickup| pick up| only| for | and | or | obo|"
    r" cash|"
    r" local| please| if| on | at | near | by | \d))"
)
_LOCATION = re.compile(
    r"\b(?:located (?:in|near|at)|location is|location:|location|pick ?up (?:is )?(?:in|at|near|"
    r"from|"
    r"only in|around)|pick ?up|local (?:pick ?up )?(?:only )?(?:in|to|near)|"
    r"local pick ?up(?: only)?|"
    r"collect(?:ion|ed)?(?: only)? (?:from|in)|collection only|collect from|ppu(?: in)?|"
    r"based in|i'm in|im in|we're in|were in|i am in|i live in|meet (?:up )?(?:in|near|at|around)|"
    r"available in|item is in|it's in|its in|viewing in|lives in)\s(?:the |downtown )?"
    + _NAME
    + _AFTER
)
_NEARBY = re.compile(
    r"\b(?:from|near|in|craigslist|around|at)\s(?:the |downtown )?" + _NAME + _AFTER
)
"""Prepositions that stand before places as before other things."""
_FLAW_BEFORE = re.compile(
    r"\b(?:dents?|holes?|cracks?|tears?|scratch(?:es)?|stains?|chips?|rips?|burns?|scuffs?|nicks?|"
    r"marks?|lines?|spots?|rust|wear|snags?|repairs?|patch|missing|built|comes|still|put|plugs?|"
    r"broken|works?|made|came|sits?|stored|kept|been|sitting|worn|installed|used|in|bought|signed|"
    r"ordered|printed|shop|store)(?: \w+)? $"
)
_CITY_AFTER = re.compile(
    r"(?:^|[,.;\x00] ?)(?P<v>[^\W\d_]{2,}(?: [^\W\d_]{3,}){0,2}) (?:area|pick ?up|local|"
    r"pickup only|"
    r"collection)\b"
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
_MISTAKEN = frozenset({"other_product", "color", "material", "pattern", "style", "theme"})
_BEFORE_PLACE = re.compile(
    r"^.*\b(?:cash|only|obo|ono|firm|pick ?up|local|haul|please|thanks|collect|collection|each|"
    r"offer)\s"
)
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
    rest = _opened(reading, proper)
    cued = _cued(reading, rest, lexicon, proper)
    if cued is not None:
        return cued
    code = _POSTCODE.search(rest)
    if code is not None:
        return code[1]
    parts = _PARTS.split(rest)
    named = next(filter(None, (_known(part, lexicon) for part in parts)), None)
    named = named or next(filter(None, (_tail(part, lexicon, proper) for part in parts)), None)
    last = next((part for part in reversed(parts) if part.strip()), "")
    return named or _capital(last, proper, lexicon)


def _opened(reading: Reading, proper: frozenset[str]) -> str:
    """The unclaimed text, with what was typed with capitals: "Jersey City" is no jersey."""
    rest = reading.rest
    for finding in reading.findings:
        words = reading.text[finding.start : finding.end].split()
        if finding.slot in _MISTAKEN and words and all(word in proper for word in words):
            rest = rest[: finding.start] + " ".join(words) + rest[finding.end :]
    return rest


def _cued(reading: Reading, rest: str, lexicon: Lexicon, proper: frozenset[str]) -> str | None:
    """The place that a preposition or "pickup" introduces, or that ends the message."""
    for regex in (_LOCATION, _NEARBY, _CITY_AFTER, _LAST):
        for match in regex.finditer(rest):
            if regex is _NEARBY and _FLAW_BEFORE.search(reading.text[: match.start()][-40:]):
                continue
            words = match["v"].split()
            if regex is _LOCATION and set(words) <= proper | lexicon.places:
                return " ".join(words)
            if regex is _LAST and any(_is_ordinary(word, lexicon) for word in words):
                continue
            while words and _is_ordinary(words[-1], lexicon):
                words.pop()
            unsure = regex is _LAST and all(lexicon.spelling.is_plain(word) for word in words)
            if words and not unsure and not any(_is_ordinary(word, lexicon) for word in words):
                return " ".join(words)
    return None


def _capital(part: str, proper: frozenset[str], lexicon: Lexicon) -> str | None:
    words = _BEFORE_PLACE.sub("", part).split()
    alone = 0 < len(words) <= _LONGEST_NAME and all(
        word in proper and word.isalpha() for word in words
    )
    return " ".join(words) if alone and not any(_is_ordinary(w, lexicon) for w in words) else None


def _tail(part: str, lexicon: Lexicon, proper: frozenset[str]) -> str | None:
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
    if not known and state and state[0] in lexicon.grammar.stopwords and state[0] not in proper:
        return None
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
    if len(words) == 1 and words[0] in lexicon.spelling.common | lexicon.grammar.stopwords:
        return None
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
