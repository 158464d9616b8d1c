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
        return None
    value, end = group
    if value == 0 and end < len(words) and words[end] != "point":
        return Spoken((0,), "", end)
    parts = [value]
    while len(parts) < 2 and (paired := _paired(words, end, parts[-1])) is not None:  # noqa: PLR2004
        following, end = paired
        parts.append(following)
    decimals, end = _decimals(words, end)
    return Spoken(tuple(parts), decimals, end)


def read_ordinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The day or place that begins at a position, and the position behind it."""
    word = words[at]
    if word in _TENS and at + 1 < len(words) and 0 < _ORDINALS.get(words[at + 1], 0) <= _NINE:
        return _TENS[word] + _ORDINALS[words[at + 1]], at + 2
    return (_ORDINALS[word], at + 1) if word in _ORDINALS else None


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
    if words[at] in {"oh", "o"} and at + 1 < len(words):
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
