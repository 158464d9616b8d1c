"""Figures of a title that tell items apart: measures, counts, generations, years."""

import re
from typing import NamedTuple

from talknshop.catalog.item_words import ItemWords

GONE = " ; "
"""Stands where figures stood: a name does not go on across them."""

Numbers = dict[str, list[float]]
"""Values by dimension, ascending, in base units."""

_COUNTED = (
    "pack|pk|count|ct|roll|tablet|capsule|caplet|softgel|gummy|gummies|pod|wipe|pair|can|"
    "bottle|bar|diaper|nappy|nappies|load|serving|sheet|cartridge|bag|packet|sachet|stick|battery|"
    "batteries|bulb|filter|refill|mask|pen|pencil|marker|crayon|chair|towel|cup|book|volume|pouch|box"
)
_COUNT = re.compile(
    rf"(?<![\w.,])(\d{{1,4}})(?:[ -]?)(?:{_COUNTED})(?:s|es)?(?![\w])"
    r"|\b(?:pack|set|case|box|bundle|lot) of (\d+)"
    r"|\b(\d+) ?x (?=\d+(?:[.,]\d+)? ?(?:ml|l|g|oz|kg|cl)\b)"
)
_WORD_COUNT = re.compile(r"\b(twin|double|triple|single)[ -]packs?\b")
_WORD_COUNTS = {"single": 1, "twin": 2, "double": 2, "triple": 3}
_PIECES = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)[ -]?(?:pieces?|pcs?)\b")

# "13th Gen Intel" tells the generation of a part.
_GENERATION = re.compile(
    r"\b(\d+)(?:st|nd|rd|th)[ -]?gen(?:eration)?\b(?! intel| core| amd)"
    r"|\bgen(?:eration)?\.?[ -]?(\d+)\b"
    r"|\b(?:mark|mk)\.? ?(ii|iii|iv|v|\d+)\b"
    r"|\b(first|second|third|fourth|fifth|sixth)[ -]gen(?:eration)?\b"
)
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
}
_NUMBERED = re.compile(
    r"\b(vol(?:ume)?|book|part|season|stage|level|size|shade|no|number|us|uk|eu|step|episode)"
    r"\.? ?#?(\d+(?:\.\d+)?)\b|\b(spf) ?(\d+)\b"
)
_FORMAT = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?) ?(?:cm|mm|inch|in|ft)? ?x ?(\d+(?:\.\d+)?) ?(?:cm|mm|inch|in|ft)?"
    r"(?: ?x ?(\d+(?:\.\d+)?))? ?(cm|mm|inch|in|ft)\b"
)
_WAIST = re.compile(r"(?<![\w.])(\d\d)w? ?x ?(\d\d)l?(?!\w)")
_FUNCTIONS = re.compile(r"\b(\d+)[ -]?in[ -]?1\b")
_YEAR = re.compile(r"(?<![\w.,-])((?:19|20)\d\d)(?![\w,-]|\.\d)")
_SPECIFICATION = re.compile(
    r"\b(?:bluetooth|wi-?fi|usb|hdmi|android|ios|windows|ddr|ip[x\d]|version|pcie)[ -]?"
    r"(?:\d+(?:\.\d+)*[a-z]?)\b|\b\d+ ?(?:st|nd|rd|th) gen(?:eration)? (?:intel|core|amd)"
    r"|\b\d{3,4}[pi]\b|\b\d+ ?[x×] ?\d{3,4}\b"
)
_NEAR = 0.03


class Figures(NamedTuple):
    """The figures of a text, and the text without them."""

    numbers: Numbers
    numbered: list[str]
    """Such as ``book 3``."""
    rest: str


def read_figures(text: str, words: ItemWords) -> Figures:
    """Takes the figures with a meaning out of a folded text; bare ones stay in it."""
    numbers: dict[str, set[float]] = {}
    numbered: list[str] = []

    def keep(dimension: str, value: float) -> str:
        numbers.setdefault(dimension, set()).add(round(value, 4))
        return GONE

    def count(match: re.Match[str]) -> str:
        return keep("count", float(next(group for group in match.groups() if group)))

    def measure(match: re.Match[str]) -> str:
        dimension, factor = words.units[match[2]]
        return keep(dimension, _number(match[1]) * factor)

    def sides(match: re.Match[str]) -> str:
        dimension, factor = words.units[match[4]]
        for side in match.groups()[:3]:
            if side:
                keep(dimension, float(side) * factor)
        return GONE

    def waist(match: re.Match[str]) -> str:
        numbered.append(f"size {match[1]}x{match[2]}")
        return GONE

    def generation(match: re.Match[str]) -> str:
        said = next(group for group in match.groups() if group)
        return keep("generation", float(_ORDINALS.get(said) or int(said)))

    def label(match: re.Match[str]) -> str:
        said, number = match[1] or match[3], match[2] or match[4]
        name = "vol" if said in {"volume", "book", "part", "no", "number"} else said
        numbered.append(f"{name} {float(number):g}")
        return GONE

    text = _WORD_COUNT.sub(lambda match: keep("count", _WORD_COUNTS[match[1]]), text)
    text = _GENERATION.sub(generation, text)
    text = _SPECIFICATION.sub(GONE, text)
    text = _NUMBERED.sub(label, text)
    text = _FORMAT.sub(sides, text)
    text = _WAIST.sub(waist, text)
    text = words.measure.sub(measure, text)
    text = _COUNT.sub(count, text)
    text = _PIECES.sub(lambda match: keep("pieces", _number(match[1])), text)
    text = _FUNCTIONS.sub(lambda match: keep("functions", float(match[1])), text)
    text = _YEAR.sub(lambda match: keep("year", float(match[1])), text)
    numbers.get("count", set()).discard(1)
    kept = {name: sorted(values) for name, values in numbers.items() if values}
    return Figures(kept, sorted(set(numbered)), text)


def _number(text: str) -> float:
    thousands = re.fullmatch(r"\d{1,3}(?:,\d{3})+", text)
    return float(text.replace(",", "" if thousands else "."))


def same_values(some: list[float], others: list[float]) -> bool:
    """Whether the shorter list says nothing that the longer does not say, within 3 %.

    Whole figures must be equal, but a screen of 15.6 inches is also sold as one of 15.
    """
    few, many = sorted((some, others), key=len)
    return all(any(_near(one, other) for other in many) for one in few)


def _near(one: float, other: float) -> bool:
    if one == other:
        return True
    small, large = sorted((one, other))
    if small.is_integer() and large.is_integer() and large < 1 / _NEAR * 3:
        return False
    return large - small <= _NEAR * large or (
        small.is_integer() and not large.is_integer() and int(large) == small
    )
