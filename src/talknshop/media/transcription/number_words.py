"""Reads numbers out of words: "two hundred fifty", "two fifty", "nineteen oh five"."""

from collections.abc import Sequence
from dataclasses import dataclass

from talknshop.media.transcription.spoken import ONES, TENS

_SMALL = {word: value for value, word in enumerate(ONES)}
_TENS = {word: 10 * value for value, word in enumerate(TENS) if word}
_SCALES = {"thousand": 1_000, "million": 1_000_000}
_HUNDRED = 100
_NINE, _TEN, _TWENTY = 9, 10, 20
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip


_OH = frozenset({"oh", "o"})
_FEWEST_DIGITS = 4
"""Of a code or a telephone number; fewer are several numbers."""
_LONGEST_PLURAL = 4
_DECADES_OF = range(15, 21)
_FIRST_CENTURY = 1_100
_NO_POINT_BEHIND = frozenset({"that", "this", "the", "some", "price"})


def _plural(word: str) -> str:
    if word.endswith("y"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith("x") else "s")


_PLURALS = {_plural(word): word for word in (*ONES[1:14], *filter(None, TENS), "hundred")}
_DENOMINATORS = {"quarter": 4, "third": 3, "half": 2, "fifth": 5, "eighth": 8, "tenth": 10,
                 "sixteenth": 16}  # fmt: skip
_SHARES: dict[tuple[str, ...], str] = {
    (ONES[part], name + ("s" if part > 1 else "")): f"{part}/{whole}"
    for name, whole in _DENOMINATORS.items()
    for part in range(1, whole)
} | {("three", "quarter"): "3/4", ("half",): "1/2", ("quarter",): "1/4"}
_BEHIND_WHOLE = {
    ("and", "a", "half"): ".5",
    ("and", "a", "quarter"): ".25",
    ("and", "three", "quarter"): ".75",
    ("and", "three", "quarters"): ".75",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number as it was said.

    Attributes:
        parts: Its groups: one for "two hundred fifty", two for "two fifty", in order.
        decimals: The digits behind a point; empty without one.
        end: The position behind its last word.
    """

    parts: Sequence[int]
    decimals: str
    end: int


def read_number(words: Sequence[str], at: int) -> Spoken | None:
    """The number that begins at a position; None where none does.

    Groups that do not belong together are left for the next one: of "two twenty five sixty five"
    the first is two and twenty-five.
    """
    group = _group(words, at)
    if group is None:
        return _below_one(words, at)
    value, end = group
    if value == 0 and end < len(words) and words[end] != "point":
        return Spoken((0,), "", end)
    parts = [value]
    while len(parts) < 2 and (paired := _paired(words, end, parts[-1])) is not None:  # noqa: PLR2004
        following, end = paired
        parts.append(following)
    decimals, end = _decimals(words, end)
    return Spoken(tuple(parts), decimals, end)


def read_part(words: Sequence[str], at: int) -> tuple[str, int]:
    """What is said behind a whole number as a part of one, with its point: "and a half"."""
    for said, part in _BEHIND_WHOLE.items():
        if tuple(words[at : at + len(said)]) == said:
            return part, at + len(said)
    return "", at


def read_fraction(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """The fraction that begins at a position, as "5/8", and the position behind it."""
    for length in (2, 1):
        share = _SHARES.get(tuple(words[at : at + length]))
        if share is not None:
            return share, at + length
    return None


def read_digits(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """Digits said one by one, as those of a code, and the position behind them."""
    end, digits = at, ""
    while end < len(words) and (words[end] in _OH or _SMALL.get(words[end], _TEN) < _TEN):
        digits += str(_SMALL.get(words[end], 0))
        end += 1
    counts_on = end < len(words) and words[end] in {"hundred", "thousand", "point", "and"}
    if len(digits) < _FEWEST_DIGITS or words[at] in _OH or counts_on:
        return None
    return digits, end


def read_plural(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """A number of which there are several: "five oh ones", "nineteen eighties", "fours".

    Of "two twenties", which is a number of twenties, nothing is read.
    """
    for end in range(at + 1, min(at + _LONGEST_PLURAL, len(words)) + 1):
        singular = _PLURALS.get(words[end - 1])
        if singular is None:
            continue
        said = [*words[at : end - 1], singular]
        if len(said) == 1:
            return (
                (_SMALL[singular] if singular in _SMALL else _TENS[singular], end)
                if (singular != "hundred")
                else None
            )
        found = read_number(said, 0)
        if found is None or found.end < len(said) or found.decimals:
            return None
        value = found.parts[0] if len(found.parts) == 1 else found.parts[0] * 100 + found.parts[1]
        decade = found.parts[0] in _DECADES_OF and value % _TEN == 0
        century = len(found.parts) == 1 and value >= _FIRST_CENTURY and value % _HUNDRED == 0
        return (value, end) if _OH.intersection(said) or decade or century else None
    return None


def read_ordinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The day or place that begins at a position, and the position behind it."""
    word = words[at]
    if word in _TENS and at + 1 < len(words) and 0 < _ORDINALS.get(words[at + 1], 0) <= _NINE:
        return _TENS[word] + _ORDINALS[words[at + 1]], at + 2
    return (_ORDINALS[word], at + 1) if word in _ORDINALS else None


def _below_one(words: Sequence[str], at: int) -> Spoken | None:
    """Of "point five", the five."""
    if at >= len(words) or words[at] != "point" or (at and words[at - 1] in _NO_POINT_BEHIND):
        return None
    decimals, end = _decimals(words, at)
    return Spoken((0,), decimals, end) if decimals else None


def _group(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """One number as it is counted."""
    total, end = 0, at
    while (below := _below_thousand(words, end)) is not None:
        value, after = below
        if after < len(words) and words[after] in _SCALES:
            scale = _SCALES[words[after]]
            if total and scale >= _last_scale(total):
                break
            total, end = total + value * scale, after + 1
            more = end + 1 if _joins(words, end) else end
            if _below_thousand(words, more) is None:
                break
            end = more
            continue
        if total:
            return total + value, after
        return value, after
    return (total, end) if total else None


def _last_scale(total: int) -> int:
    return 1_000 if total % 1_000_000 else 1_000_000


def _joins(words: Sequence[str], at: int) -> bool:
    return at + 1 < len(words) and words[at] == "and" and words[at + 1] not in {"a", "one"}


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int] | None:
    if at >= len(words):
        return None
    said_a = words[at] == "a" and at + 1 < len(words) and words[at + 1] in {"hundred", "thousand"}
    first = (1, at + 1) if said_a else _below_hundred(words, at)
    if first is None:
        return None
    value, end = first
    if end < len(words) and words[end] == "hundred":
        value, end = value * _HUNDRED, end + 1
        rest = _below_hundred(words, end + 1 if _joins(words, end) else end)
        if rest is not None and not (rest[1] < len(words) and words[rest[1]] == "hundred"):
            return value + rest[0], rest[1]
    return value, end


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int] | None:
    if at >= len(words):
        return None
    word = words[at]
    if word in _SMALL:
        return _SMALL[word], at + 1
    if word not in _TENS:
        return None
    if at + 1 < len(words) and 0 < _SMALL.get(words[at + 1], 0) <= _NINE:
        return _TENS[word] + _SMALL[words[at + 1]], at + 2
    return _TENS[word], at + 1


def _paired(words: Sequence[str], at: int, before: int) -> tuple[int, int] | None:
    """A second group that is said right behind the first: "fifty" in "two fifty"."""
    if at >= len(words) or not 0 < before < _HUNDRED:
        return None
    if words[at] in _OH and at + 1 < len(words):
        ones = _SMALL.get(words[at + 1], 0)
        return (ones, at + 2) if 0 < ones <= _NINE else None
    found = _below_hundred(words, at)
    if found is None or found[0] < _TEN:
        return None
    behind = words[found[1]] if found[1] < len(words) else ""
    return None if behind in {"hundred", "thousand"} else found


def _decimals(words: Sequence[str], at: int) -> tuple[str, int]:
    if at + 1 >= len(words) or words[at] != "point":
        return "", at
    digits, end = "", at + 1
    while end < len(words) and (found := _below_hundred(words, end)) is not None:
        digits, end = digits + str(found[0]), found[1]
    return (digits, end) if digits else ("", at)
