"""Writes spoken numbers, prices and measures in figures; rules of thumb over the words around."""

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from talknshop.media.transcription.number_words import Spoken, read_number, read_ordinal

_WORDS = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(
        (files("talknshop.media.transcription") / "figures.toml").read_text(encoding="utf-8")
    ).items()
}
_UNITS = {
    "gig": "GB", "gigs": "GB", "gigabyte": "GB", "gigabytes": "GB",
    "terabyte": "TB", "terabytes": "TB", "megabyte": "MB", "megabytes": "MB",
    "hertz": "Hz", "gigahertz": "GHz", "megahertz": "MHz", "megapixel": "MP", "megapixels": "MP",
    "millimeter": "mm", "millimeters": "mm", "centimeter": "cm", "centimeters": "cm",
    "kilogram": "kg", "kilograms": "kg", "milligram": "mg", "milligrams": "mg",
    "milliliter": "ml", "milliliters": "ml", "percent": "%",
}  # fmt: skip
_DOLLARS = frozenset({"dollars", "dollar", "bucks", "buck"})
_COINS = frozenset({"cents", "cent"})
_OTHER_MONEY = {"euros": "€", "euro": "€"}
_PRICE_BEFORE = _WORDS["price_before"]
"""Words before an amount of money that has no unit."""
_SURE_BEFORE = _WORDS["sure_before"]
_MONEY_TALK = _WORDS["money_talk"]
_BEHIND_PRICE = _WORDS["behind_price"]
_NAMED_BEFORE = _WORDS["named_before"]
_CLOCK_TALK = _WORDS["clock_talk"]
_FRACTIONS = {"half": "1/2", "quarter": "1/4"}
_PARTS = {("three", "quarter"): "3/4", ("three", "quarters"): "3/4", ("one", "third"): "1/3",
          ("two", "thirds"): "2/3", ("one", "half"): "1/2", ("one", "quarter"): "1/4"}  # fmt: skip
_LENGTHS = _WORDS["lengths"]
_COUNTED_BY_ONE = frozenset(
    [
        "star",
        "stars",
        "inch",
        "foot",
        "pound",
        "ounce",
        "gallon",
        "liter",
        "cup",
        "quart",
        "hundred",
        "thousand",
        "year",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "bedroom",
        "person",
        "piece",
        "pack",
        "gb",
        "tb",
        "gig",
        "terabyte",
        "terabytes",
        "percent",
        "mile",
        "dozen",
    ]
) | frozenset(_UNITS)
_FIRST_IN_FIGURES = 11
_MOST_MINUTES, _HOURS, _HUNDRED = 59, 12, 100
_LATE_CENTURIES = (17, 18, 19, 20)
_FILLERS = frozenset({"um", "uh", "er", "erm", "hmm"})


def to_figures(raw: str) -> str:
    """A transcript with its numbers, prices and measures in figures, and without fillers.

    ``under two hundred fifty dollars`` becomes ``under $250``, ``a hundred twenty eight
    gigabytes`` ``128 GB``, ``size ten and a half`` ``size 10.5``.
    """
    words = [word for word in raw.split() if word not in _FILLERS]
    return _Reader(words).written()


class _Reader:
    """One sentence, from its first word to its last."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._talks_money = bool(_MONEY_TALK.intersection(words))
        self._out: list[str] = []
        self._price_before = False

    def written(self) -> str:
        at = 0
        while at < len(self._words):
            at = self._fraction(at) or self._ordinal(at) or self._number(at) or self._word(at)
        text = " ".join(self._out)
        text = re.sub(r"(\d+) (\d+) (?:r|are) (\d{2})\b", r"\1/\2R\3", text)
        return re.sub(r"\b(\d+(?:\.\d+)?) by (\d+(?:\.\d+)?)\b", r"\1x\2", text)

    def _word(self, at: int) -> int:
        self._out.append(self._words[at])
        return at + 1

    def _peek(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""

    def _fraction(self, at: int) -> int | None:
        pair = (self._peek(at), self._peek(at + 1))
        if pair in _PARTS and self._peek(at + 2) in _LENGTHS:
            self._out.append(_PARTS[pair])
            return at + 2
        if pair[0] in _FRACTIONS and pair[1] in _LENGTHS:
            self._out.append(_FRACTIONS[pair[0]])
            return at + 1
        return None

    def _ordinal(self, at: int) -> int | None:
        found = read_ordinal(self._words, at)
        if found is None or found[0] < _FIRST_IN_FIGURES:
            return None
        self._out.append(f"{found[0]}{_ending(found[0])}")
        return found[1]

    def _number(self, at: int) -> int | None:
        spoken = read_number(self._words, at)
        if spoken is None or self._is_pronoun(at, spoken):
            return None
        half = self._words[spoken.end : spoken.end + 3] == ["and", "a", "half"]
        end = spoken.end + 3 if half else spoken.end
        tail = ".5" if half else (f".{spoken.decimals}" if spoken.decimals else "")
        unit = self._peek(end)
        if (money := self._money(spoken, end, tail)) is not None:
            return money
        if self._is_clock(at, spoken):
            self._out.append(f"{spoken.parts[0]}:{spoken.parts[1]:02d}")
            return end
        if not tail and self._is_price(at, spoken, unit):
            self._out.append(f"${_amount(spoken)}")
            self._price_before = True
            return end
        number = f"{_count(spoken)}{tail}"
        if unit in _UNITS:
            self._out.append(number + ("%" if unit == "percent" else f" {_UNITS[unit]}"))
            return end + 1
        self._out.append(number)
        return end

    def _money(self, spoken: Spoken, end: int, tail: str) -> int | None:
        """What is followed by its currency."""
        unit = self._peek(end)
        if unit in _DOLLARS:
            cents = self._cents(end + 1)
            if cents is not None:
                self._out.append(f"${_amount(spoken)}.{cents[0]:02d}")
                return cents[1]
            self._out.append(f"${_amount(spoken)}{tail}{'0' if len(tail) == len('.5') else ''}")
            return end + 1
        if unit in _OTHER_MONEY:
            self._out.append(f"{_OTHER_MONEY[unit]}{_amount(spoken)}{tail}")
            return end + 1
        if unit in _COINS and len(spoken.parts) == 1 and spoken.parts[0] < _HUNDRED:
            self._out.append(f"$0.{spoken.parts[0]:02d}")
            return end + 1
        if unit == "grand":
            self._out.append(f"${round(float(f'{_count(spoken)}{tail}') * 1000):,}")
            return end + 1
        return None

    def _cents(self, at: int) -> tuple[int, int] | None:
        start = at + 1 if self._peek(at) == "and" else at
        spoken = read_number(self._words, start)
        if spoken is None or len(spoken.parts) > 1 or spoken.parts[0] >= _HUNDRED:
            return None
        if self._peek(spoken.end) in _COINS:
            return spoken.parts[0], spoken.end + 1
        return (spoken.parts[0], spoken.end) if start == at and not self._peek(spoken.end) else None

    def _is_pronoun(self, at: int, spoken: Spoken) -> bool:
        """Whether "one" stands for a thing."""
        if list(spoken.parts) != [1] or self._words[at] != "one" or spoken.decimals:
            return False
        return (
            self._peek(at + 1) not in _COUNTED_BY_ONE
            and self._peek(at + 1) not in _DOLLARS
            and self._peek(at - 1) not in _NAMED_BEFORE
            and self._words[at + 1 : at + 4] != ["and", "a", "half"]
        )

    def _is_clock(self, at: int, spoken: Spoken) -> bool:
        if len(spoken.parts) < 2 or spoken.parts[0] > _HOURS or spoken.parts[1] > _MOST_MINUTES:  # noqa: PLR2004
            return False
        before = set(self._words[max(0, at - 8) : at])
        return bool(before & _CLOCK_TALK) and spoken.parts[1] % 5 == 0 and "price" not in before

    def _is_price(self, at: int, spoken: Spoken, behind: str) -> bool:
        before = self._peek(at - 1)
        if before in _NAMED_BEFORE or (behind and behind not in _BEHIND_PRICE):
            return self._price_before and before == "and" and behind in _DOLLARS
        if _cents_said(spoken):
            return before != "from"
        if before in _SURE_BEFORE or (self._price_before and before in {"and", "to", "or"}):
            return True
        if behind in {"tops", "max", "maximum", "firm", "each", "apiece", "obo", "takes"}:
            return True
        if before == "from" and len(spoken.parts) > 1:
            return False
        likely = before in _PRICE_BEFORE and _count(spoken) >= _LEAST_PRICE
        return likely and (self._talks_money or before in _HEDGES)


_LEAST_PRICE = 5
_HEDGES = _WORDS["hedges"]


def _cents_said(spoken: Spoken) -> bool:
    """Whether it is said as prices with cents are: "fifty nine ninety nine"."""
    if len(spoken.parts) < 2 or spoken.decimals:  # noqa: PLR2004
        return False
    whole, cents = spoken.parts
    return _TEN <= whole < _HUNDRED and (whole not in _LATE_CENTURIES or cents in {99, 95, 49})


_TEN = 10


def _amount(spoken: Spoken) -> str:
    """As money: from ten on, the second group is cents."""
    if len(spoken.parts) > 1 and spoken.parts[0] >= _TEN:
        return f"{spoken.parts[0]}.{spoken.parts[1]:02d}"
    value = _count(spoken)
    return f"{value:,}" if value >= 1_000 else str(value)  # noqa: PLR2004


def _count(spoken: Spoken) -> int:
    if len(spoken.parts) > 1:
        return spoken.parts[0] * _HUNDRED + spoken.parts[1]
    return spoken.parts[0]


def _ending(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
