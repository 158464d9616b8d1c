"""Writes spoken numbers, prices and measures in figures; rules of thumb over the words around."""

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from talknshop.media.transcription.number_words import (
    Spoken,
    read_digits,
    read_fraction,
    read_number,
    read_ordinal,
    read_part,
    read_plural,
)
from talknshop.media.transcription.written_numbers import (
    amount,
    cents_said,
    count,
    ending,
    lettered,
)

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
_LENGTHS = _WORDS["lengths"]
_NUMBERED_SHOES = _WORDS["numbered_shoes"]
_PARTS_OF_CENTURY = _WORDS["parts_of_century"]
_SOLD_BY = _WORDS["sold_by"]
_USUAL_CENTS = frozenset({99, 98, 97, 95, 89, 79, 49})
_COUNTED_BY_ONE = _WORDS["counted_by_one"] | frozenset(_UNITS)
_HEDGES = _WORDS["hedges"]
_LEAST_PRICE = 5
_FIRST_IN_FIGURES = 11
_MOST_MINUTES, _HOURS = 59, 12
_TEN, _TWENTY, _HUNDRED, _THOUSAND = 10, 20, 100, 1_000
_HALVES_OF_DAY = frozenset({"am", "pm"})
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
        readers = (self._fraction, self._plural, self._ordinal, self._code, self._small_change,
                   self._number, self._word)  # fmt: skip
        while at < len(self._words):
            at = next(end for read in readers if (end := read(at)) is not None)
        text = " ".join(self._out)
        text = re.sub(r"(\d+) (\d+) (?:r|are) (\d{2})\b", r"\1/\2R\3", text)
        return re.sub(r"\b(\d+(?:\.\d+)?) by (\d+(?:\.\d+)?s?)\b", r"\1x\2", text)

    def _word(self, at: int) -> int:
        self._out.append(self._words[at])
        return at + 1

    def _peek(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""

    def _fraction(self, at: int) -> int | None:
        found = read_fraction(self._words, at)
        if found is None:
            return None
        behind = self._peek(found[1])
        if behind not in _LENGTHS and not (behind == "of" and found[1] > at + 1):
            return None
        self._out.append(found[0])
        return found[1]

    def _plural(self, at: int) -> int | None:
        found = read_plural(self._words, at)
        if found is None:
            return None
        value, end = found
        before = self._peek(at - 1)
        named = before in _NUMBERED_SHOES or (before in _PARTS_OF_CENTURY and value >= _TWENTY)
        sides = before == "by" and any(one.isdigit() for one in self._out[-2:-1])
        if end == at + 1 and not named and not sides:
            return None
        self._out.append(f"{value}s")
        return end

    def _code(self, at: int) -> int | None:
        found = read_digits(self._words, at)
        if found is None:
            return None
        self._out.append(found[0])
        return found[1]

    def _small_change(self, at: int) -> int | None:
        """Of "a buck fifty", which counts no dollars."""
        if self._peek(at) != "a" or self._peek(at + 1) not in _DOLLARS:
            return None
        spoken = read_number(self._words, at + 2)
        if spoken is None or len(spoken.parts) > 1 or not _TEN <= spoken.parts[0] < _HUNDRED:
            return None
        behind = self._peek(spoken.end)
        if spoken.decimals or (behind and behind not in _BEHIND_PRICE):
            return None
        self._out.append(f"$1.{spoken.parts[0]:02d}")
        return spoken.end

    def _ordinal(self, at: int) -> int | None:
        found = read_ordinal(self._words, at)
        if found is None or found[0] < _FIRST_IN_FIGURES:
            return None
        self._out.append(f"{found[0]}{ending(found[0])}")
        return found[1]

    def _number(self, at: int) -> int | None:
        spoken = read_number(self._words, at)
        if spoken is None or self._is_pronoun(at, spoken):
            return None
        tail, end = read_part(self._words, spoken.end)
        if spoken.decimals:
            tail, end = f".{spoken.decimals}", spoken.end
        if (behind := self._money(spoken, end, tail)) is not None:
            return behind
        if self._is_clock(at, spoken):
            self._out.append(f"{spoken.parts[0]}:{spoken.parts[1]:02d}")
            return end
        if not tail and (behind := self._price(at, spoken)) is not None:
            return behind
        return self._measure(f"{count(spoken)}{tail}", end)

    def _measure(self, number: str, end: int) -> int:
        unit = self._peek(end)
        if unit in _UNITS:
            self._out.append(number + ("%" if unit == "percent" else f" {_UNITS[unit]}"))
            return end + 1
        together = lettered(number, unit)
        self._out.append(together or number)
        return end + 1 if together else end

    def _price(self, at: int, spoken: Spoken) -> int | None:
        """An amount of money that has no unit behind it."""
        if (cents := self._usual_cents(spoken)) is not None:
            self._out.append(f"${cents[0]}")
            return cents[1]
        lower = self._lower_of_range(at, spoken)
        if lower is None and not self._is_price(at, spoken, self._peek(spoken.end)):
            return None
        self._out.append(f"${lower or amount(spoken)}")
        self._price_before = True
        return spoken.end

    def _usual_cents(self, spoken: Spoken) -> tuple[str, int] | None:
        """What is a price by its cents: "six hundred seventy nine ninety nine"."""
        if len(spoken.parts) > 1 and spoken.parts[0] < _TEN and spoken.parts[1] in _USUAL_CENTS:
            sold = self._peek(spoken.end) in {"a", "per"}
            if sold and self._peek(spoken.end + 1) in _SOLD_BY:
                return f"{spoken.parts[0]}.{spoken.parts[1]}", spoken.end
        cents = read_number(self._words, spoken.end) if spoken.end < len(self._words) else None
        if cents is None or cents.decimals or count(spoken) < _HUNDRED:
            return None
        behind = self._peek(cents.end)
        if len(cents.parts) > 1 or cents.parts[0] not in _USUAL_CENTS:
            return None
        if behind in _DOLLARS or not behind or behind in _BEHIND_PRICE:
            end = cents.end + 1 if behind in _DOLLARS else cents.end
            return f"{count(spoken):,}.{cents.parts[0]}", end
        return None

    def _lower_of_range(self, at: int, spoken: Spoken) -> str | None:
        """The lower of two amounts where the higher one has the currency: "ten to twenty dollars".

        Of "two or three hundred dollars", both are hundreds.
        """
        joins = self._peek(spoken.end)
        between = joins == "and" and self._peek(at - 1) == "between"
        if not between and joins not in {"to", "or"}:
            return None
        higher = read_number(self._words, spoken.end + 1) if self._peek(spoken.end + 1) else None
        if higher is None or self._peek(higher.end) not in _DOLLARS or spoken.decimals:
            return None
        for scale in (_THOUSAND, _HUNDRED):
            many, rest = divmod(count(higher), scale)
            if not rest and count(spoken) < min(many, _TEN):
                return f"{count(spoken) * scale:,}"
        return amount(spoken)

    def _money(self, spoken: Spoken, end: int, tail: str) -> int | None:
        """What is followed by its currency."""
        unit = self._peek(end)
        if unit in _DOLLARS:
            cents = self._cents(end + 1)
            if cents is not None:
                self._out.append(f"${amount(spoken)}.{cents[0]:02d}")
                return cents[1]
            self._out.append(f"${amount(spoken)}{tail}{'0' if len(tail) == len('.5') else ''}")
            return end + 1
        if unit in _OTHER_MONEY:
            self._out.append(f"{_OTHER_MONEY[unit]}{amount(spoken)}{tail}")
            return end + 1
        if unit in _COINS and len(spoken.parts) == 1 and spoken.parts[0] < _HUNDRED:
            self._out.append(f"$0.{spoken.parts[0]:02d}")
            return end + 1
        if unit == "grand":
            self._out.append(f"${round(float(f'{count(spoken)}{tail}') * 1000):,}")
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
        if spoken.parts[0] and self._peek(spoken.end) in _HALVES_OF_DAY:
            return True
        before = set(self._words[max(0, at - 8) : at])
        return bool(before & _CLOCK_TALK) and spoken.parts[1] % 5 == 0 and "price" not in before

    def _is_price(self, at: int, spoken: Spoken, behind: str) -> bool:
        before = self._peek(at - 1)
        # A letter begins the number of a model.
        named = before in _NAMED_BEFORE or (len(before) == 1 and before != "a")
        if named or (behind and behind not in _BEHIND_PRICE):
            return self._price_before and before == "and" and behind in _DOLLARS
        if cents_said(spoken):
            return before != "from"
        if before in _SURE_BEFORE or (self._price_before and before in {"and", "to", "or"}):
            return True
        if behind in {"tops", "max", "maximum", "firm", "each", "apiece", "obo", "takes"}:
            return True
        if before == "from" and len(spoken.parts) > 1:
            return False
        likely = before in _PRICE_BEFORE and count(spoken) >= _LEAST_PRICE
        return likely and (self._talks_money or before in _HEDGES)
