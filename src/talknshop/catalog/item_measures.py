"""Figures of a title that tell items apart: measures, counts, generations, years."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from talknshop.catalog.item_text import GONE
from talknshop.catalog.item_words import ItemWords

Numbers = dict[str, list[float]]
"""Values by dimension, ascending, in base units."""

_COUNTED = (
    "pack|pk|count|ct|roll|tablet|capsule|caplet|softgel|gummy|gummies|pod|wipe|pair|can|"
    "bottle|bar|diaper|nappy|nappies|load|sheet|cartridge|bag|packet|sachet|stick|battery|"
    "batteries|bulb|filter|refill|mask|pen|pencil|marker|crayon|chair|towel|cup|book|volume|pouch|box"
)
_COUNT = re.compile(rf"(?<![\w.,])(\d{{1,4}})(?:[ -]?)(?:{_COUNTED})(?:s|es)?(?![\w])")
_PACK_OF = re.compile(r"\b(?:pack|set|case|box|bundle|lot) of (\d+)")
_TIMES = re.compile(r"\b(\d+) ?x (?=\d+(?:[.,]\d+)? ?(?:ml|l|g|oz|kg|cl)\b)")
_WORD_COUNT = re.compile(r"\b(twin|double|triple|single)[ -]packs?\b")
_WORD_COUNTS = {"single": 1, "twin": 2, "double": 2, "triple": 3}
_WORN = re.compile(
    r"\b(\d{1,2}(?:\.5)?) (?:medium|narrow|wide|x-wide)\b"
    r"|(?:\b(?:wo)?mens?) (\d{1,2}(?:\.5)?)"
    r"(?![\w.]|[ -]?(?:inch|in|pack|pk|count|ct|oz|ml|mm|cm)\b)"
)
"""Sizes of shoes that are not called so."""
_WORN_BY_BOTH = re.compile(
    r"(?<!\w)(?:m ?(?P<men>\d{1,2}(?:\.5)?) ?/ ?w ?\d{1,2}(?:\.5)?"
    r"|(?P<man>\d{1,2}(?:\.5)?) men ?/ ?\d{1,2}(?:\.5)? women"
    r"|mens? (?P<mens>\d{1,2}(?:\.5)?) ?/? ?womens? \d{1,2}(?:\.5)?)(?![\w.])"
)
"""One size in two countings: that of men stands for both."""
_LETTERED = re.compile(r"\b(size) ([a-ikn-rt-z])\b(?!')")
_DOZEN = re.compile(r"\b(?:(\d|one|two|half) )?(?:a )?dozen\b")
_DOZENS = {"one": 1, "two": 2, "half": 0.5}
_PIECES = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)[ -]?(?:pieces?|pcs?)\b")

# "13th Gen Intel" tells the generation of a part.
_GENERATION = re.compile(
    r"\b(\d+)(?:st|nd|rd|th)[ -]?gen(?:eration)?\b(?! intel| core| amd)"
    r"|\bgen(?:eration)?\.?[ -]?(\d+)\b"
    r"|\b(first|second|third|fourth|fifth|sixth)[ -]gen(?:eration)?\b"
)
_STANDARD = re.compile(r"\b(?:usb|pcie)[ -]?\d?(?:\.\d)?[ -]?gen(?:eration)?[ -]?\d\b")
_MARK = re.compile(r"\b(?:mark|mk)\.? ?(ii|iii|iv|v|\d+)\b")
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
_DIGIT = re.compile(r"\d")
_SPELT_OUT = 6
"""The first steps also read figures that are spelt out."""

_NEAR, _NEAR_WHOLE = 0.03, 0.01
_LARGE = 100


class Figures(NamedTuple):
    """The figures of a text, and the text without them."""

    numbers: Numbers
    numbered: list[str]
    """Such as ``book 3``."""
    rest: str


def read_figures(text: str, words: ItemWords) -> Figures:
    """Takes the figures with a meaning out of a folded text; bare ones stay in it."""
    return _Reader(words).read(text)


_Step = tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]
"""What every text has in it that the pattern matches, the pattern, and what it reads."""


class _Reader:
    def __init__(self, words: ItemWords) -> None:
        self._words = words
        self._numbers: dict[str, set[float]] = {}
        self._numbered: set[str] = set()

    def read(self, text: str) -> Figures:
        steps = self._steps()
        for hint, pattern, keep in steps if _DIGIT.search(text) else steps[:_SPELT_OUT]:
            if hint in text:
                text = pattern.sub(keep, text)
        # A pack of one is the thing itself.
        self._numbers.get("count", set()).discard(1)
        numbers = {name: sorted(values) for name, values in self._numbers.items() if values}
        return Figures(numbers, sorted(self._numbered), text)

    def _steps(self) -> Sequence[_Step]:
        return (
            ("size ", _LETTERED, lambda match: self._name(f"size {match[2]}")),
            ("dozen", _DOZEN, self._dozen),
            ("pack", _WORD_COUNT, lambda match: self._keep("count", _WORD_COUNTS[match[1]])),
            ("gen", _STANDARD, lambda _: GONE),
            ("gen", _GENERATION, self._generation),
            ("k", _MARK, self._generation),
            ("", _SPECIFICATION, lambda _: GONE),
            ("m", _WORN_BY_BOTH, lambda match: self._name(f"size {float(_said(match)):g}")),
            ("", _NUMBERED, self._label),
            ("x", _FORMAT, self._sides),
            ("", _WORN, lambda match: self._name(f"size {float(_said(match)):g}")),
            ("x", _WAIST, lambda match: self._name(f"size {match[1]}x{match[2]}")),
            ("", self._words.measure, self._measure),
            (" of ", _PACK_OF, self._count),
            ("x ", _TIMES, self._count),
            ("", _COUNT, self._count),
            ("p", _PIECES, lambda match: self._keep("pieces", _number(match[1]))),
            ("in", _FUNCTIONS, lambda match: self._keep("functions", float(match[1]))),
            ("", _YEAR, lambda match: self._keep("year", float(match[1]))),
        )

    def _dozen(self, match: re.Match[str]) -> str:
        return self._keep("count", 12 * float(_DOZENS.get(match[1] or "", match[1] or 1)))

    def _count(self, match: re.Match[str]) -> str:
        return self._keep("count", float(match[1]))

    def _keep(self, dimension: str, value: float) -> str:
        self._numbers.setdefault(dimension, set()).add(round(value, 4))
        return GONE

    def _name(self, numbered: str) -> str:
        self._numbered.add(numbered)
        return GONE

    def _measure(self, match: re.Match[str]) -> str:
        dimension, factor = self._words.units[match[2]]
        return self._keep(dimension, _number(match[1]) * factor)

    def _sides(self, match: re.Match[str]) -> str:
        dimension, factor = self._words.units[match[4]]
        for side in match.groups()[:3]:
            if side:
                self._keep(dimension, float(side) * factor)
        return GONE

    def _generation(self, match: re.Match[str]) -> str:
        said = _said(match)
        return self._keep("generation", float(_ORDINALS.get(said) or int(said)))

    def _label(self, match: re.Match[str]) -> str:
        said, number = (group for group in match.groups() if group)
        name = "vol" if said in {"volume", "book", "part", "no", "number"} else said
        return self._name(f"{name} {float(number):g}")


def _said(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _number(text: str) -> float:
    thousands = re.fullmatch(r"\d{1,3}(?:,\d{3})+", text)
    return float(text.replace(",", "" if thousands else "."))


def same_values(some: list[float], others: list[float]) -> bool:
    """Whether the shorter list says nothing that the longer does not say, nearly.

    Small whole figures must be equal, large ones within 1 %, measures that were converted within
    3 %; a screen of 15.6 inches is also sold as one of 15.
    """
    few, many = sorted((some, others), key=len)
    return all(any(_near(one, other) for other in many) for one in few)


def _near(one: float, other: float) -> bool:
    if one == other:
        return True
    small, large = sorted((one, other))
    if large.is_integer() and small.is_integer():
        return large >= _LARGE and large - small <= _NEAR_WHOLE * large
    return large - small <= _NEAR * large or (small.is_integer() and int(large) == small)
