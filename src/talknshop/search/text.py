"""Analysis of text: one spelling for units and words, for documents and queries alike.

Stemming belongs to the index; what is here makes ``16GB`` and ``16 GB``, ``55"`` and ``55-inch``
the same words before the index sees them.
"""

import re
from functools import lru_cache

_UNIT_SPELLINGS = {
    '"': "inch",
    "″": "inch",
    "”": "inch",
    "''": "inch",
    "inches": "inch",
    "gbyte": "gb",
    "tbyte": "tb",
    "lbs": "lb",
    "litre": "l",
    "litres": "l",
    "liter": "l",
    "liters": "l",
    "watt": "w",
    "watts": "w",
    "volt": "v",
    "volts": "v",
}
_UNITS = [
    "kb", "mb", "gb", "tb", "hz", "khz", "mhz", "ghz", "mah", "wh", "kw", "w", "v", "mm", "cm",
    "inch", "ft", "g", "kg", "oz", "lb", "ml", "l", "mp", "dpi", "fps", "gbps", "mbps",
]  # fmt: skip
_LONGEST_FIRST = sorted({*_UNITS, *_UNIT_SPELLINGS}, key=len, reverse=True)
_FIRST_LETTERS = "".join(sorted({unit[0] for unit in _LONGEST_FIRST}))
_MEASURE = re.compile(
    # The figure comes first and then what may not stand before it: a pattern that begins with a
    # class of characters is looked for twice as fast. A figure is never tried again with fewer of
    # its digits, and a letter that begins no unit ends the trying.
    r"(\d(?<![\w.,]\d)\d*+(?:[.,]\d++)?+)[ \t\xa0-]*+"
    rf"(?=[{re.escape(_FIRST_LETTERS)}])({'|'.join(map(re.escape, _LONGEST_FIRST))})(?!\w)"
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")

# Words that end in s without being plurals, and things that are always spoken of in the plural.
_INVARIANT = frozenset(
    [
        "always", "binoculars", "bus", "canvas", "chess", "christmas", "eyeglasses", "gas",
        "goggles", "gps", "jeans", "leggings", "lens", "news", "overalls", "pajamas", "pants",
        "pliers", "plus", "pyjamas", "scissors", "series", "shorts", "sunglasses", "tights",
        "trousers", "tweezers", "wireless",
    ]
)  # fmt: skip
_IRREGULAR = {
    "beanies": "beanie",
    "bookshelves": "bookshelf",
    "buses": "bus",
    "children": "child",
    "cookies": "cookie",
    "feet": "foot",
    "hoodies": "hoodie",
    "knives": "knife",
    "lenses": "lens",
    "men": "man",
    "mice": "mouse",
    "movies": "movie",
    "scarves": "scarf",
    "shelves": "shelf",
    "ties": "tie",
    "women": "woman",
}
# The first rule whose ending fits decides; an ending that stays the same is no plural.
_PLURALS = (
    (re.compile(r"(.+)ies"), "y"),
    (re.compile(r"(.+(?:ch|sh|ss|x|zz))es"), ""),
    (re.compile(r"(.*[sui]s)"), ""),
    (re.compile(r"(.{3,}|[b-df-hj-np-tv-xz]+)s"), ""),
)


def normalise(text: str) -> str:
    """Folds case, drops possessives and writes measures with a blank (``16 gb``, ``55 inch``)."""
    folded = text.casefold()
    if "'s" in folded or "’s" in folded:
        folded = _POSSESSIVE.sub("", folded)
    if not _DIGIT.search(folded):
        return folded
    return _MEASURE.sub(_spell_measure, folded)


def _spell_measure(match: re.Match[str]) -> str:
    unit = match[2]
    return f"{match[1]} {_UNIT_SPELLINGS.get(unit, unit)} "


def words(text: str) -> list[str]:
    """The words of ``text`` in their one spelling; no punctuation is left in them."""
    return split_words(normalise(text))


def split_words(normalised: str) -> list[str]:
    """The words of a text that ``normalise`` has been over."""
    return _WORD.findall(normalised)


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """The singular of an English noun in lower case, by rule; other words come back unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("s") and word not in _INVARIANT:
        for pattern, ending in _PLURALS:
            if match := pattern.fullmatch(word):
                return match[1] + ending
    return word


@lru_cache(maxsize=8_192)
def noun_phrase(text: str) -> tuple[str, ...]:
    """The words of ``text``, each in the singular, so that noun phrases compare equal."""
    return tuple(map(singular, words(text)))
