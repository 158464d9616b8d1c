"""The digits below a barcode, held against its bars.

Where glare or a fold keeps every reader from a code, its digits can often be read all the same.
They alone prove nothing: a misread pair passes the check digit. So the bars that such a number
would have are drawn, and the picture above the digits must look like them, clearly more than like
any other number that fits the digits.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from talknshop.schemas.gtin import is_gtin

Grey = NDArray[np.uint8]
_Profile = NDArray[np.float32]

_LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011",
         "0110001", "0101111", "0111011", "0110111", "0001011")  # fmt: skip
"""The seven modules of a digit in the left half, of odd parity (ISO/IEC 15420)."""
_PARITIES = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG",
             "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")  # fmt: skip
"""What parities of the left half stand for as first digit."""
_MODULES = 95
_SAMPLES = 4
"""Of the picture, for each module."""
_BLUR = 0.6
"""Of the drawn bars, in modules."""
_SLIDE = 3
"""Samples by which a digit may stand off its place: packages are round."""
_ROWS = 7
_BAND = 2
"""Rows above and below that are averaged with each."""
_ALIKE = 0.72
"""How like the bars the picture must be: the mean correlation over the twelve digits."""
_CLEARER = 0.03
"""By how much more than like any other number."""
_TWO_FIVES = re.compile(r"\d{5}\D+\d{5}")
_DIGITS = re.compile(r"\d+")
_EAN_13, _UPC_A = 13, 12


class DigitsLine(NamedTuple):
    """A printed line with digits: its text and its box in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class _Guess(NamedTuple):
    """A number that may be meant; the text covers its modules ``first`` to ``last``."""

    digits: str
    first: float
    last: float
    is_middle: bool = False
    """Whether the first and the last digit are not in the text."""

    def agrees_with(self, left: str, right: str) -> bool:
        """Whether the single digits beside the text may be those that it lacks."""
        same = self.digits[1:].startswith(left) and self.digits.endswith(right)
        return same or not self.is_middle


def confirmed_number(grey: Grey, lines: Sequence[DigitsLine]) -> str | None:
    """The number whose digits and bars are both there, in thirteen digits; None for none."""
    found = [number for line in lines for number in _confirmed(grey, line, _beside(line, lines))]
    return found[0] if len(set(found)) == 1 else None


def _beside(line: DigitsLine, lines: Sequence[DigitsLine]) -> tuple[str, str]:
    """The single digits that stand to the left and to the right of a line; empty without."""
    height = line.bottom - line.top
    left = right = ""
    for other in lines:
        level = abs((other.top + other.bottom) - (line.top + line.bottom)) < height
        digit = other.text.strip()
        if level and len(digit) == 1 and digit.isdigit():
            if 0 <= line.left - other.right < 4 * height:
                left = digit
            elif 0 <= other.left - line.right < 4 * height:
                right = digit
    return left, right


def _confirmed(grey: Grey, line: DigitsLine, beside: tuple[str, str]) -> Iterator[str]:
    guesses = [
        guess
        for guess in _guesses(line.text)
        if not guess.is_middle
        or (guess.digits[1].startswith(beside[0]) and guess.digits.endswith(beside[1]))
    ]
    if not guesses or line.right - line.left < _MODULES / 2:
        return
    scores = sorted(
        ((_likeness(grey, line, guess), guess.digits) for guess in guesses), reverse=True
    )
    best, digits = scores[0]
    # One guess alone is held against the same number with two digits changed.
    rival = scores[1][0] if len(scores) > 1 else _likeness(grey, line, _altered(guesses[0]))
    if best >= _ALIKE and best - rival >= _CLEARER:
        yield digits


def _guesses(text: str) -> Iterator[_Guess]:
    if _TWO_FIVES.fullmatch(text.strip(" .,:|")):
        middle = "".join(_DIGITS.findall(text))
        for system in range(10):
            for check in range(10):
                if is_gtin(upc := f"{system}{middle}{check}"):
                    yield _Guess(f"0{upc}", 10, 85, is_middle=True)
        return
    digits = "".join(_DIGITS.findall(text))
    if len(digits) == _EAN_13 and is_gtin(digits):
        yield _Guess(digits, -9, 94)
    elif len(digits) == _UPC_A and is_gtin(digits):
        yield _Guess(f"0{digits}", -9, 104)


def _altered(guess: _Guess) -> _Guess:
    changed = [
        (int(digit) + (3 if place in {4, 9} else 0)) % 10
        for place, digit in enumerate(guess.digits)
    ]
    return guess._replace(digits="".join(map(str, changed)))


def _likeness(grey: Grey, line: DigitsLine, guess: _Guess) -> float:
    """The best mean correlation between the drawn and the seen bars, over the rows above."""
    drawn = _drawn(guess.digits)
    best: list[float] = []
    height = line.bottom - line.top
    for row in range(_ROWS):
        middle = round(line.top - height * (0.35 + 0.35 * row))
        if not _BAND <= middle < grey.shape[0] - _BAND:
            continue
        profile = _dark(grey[middle - _BAND : middle + _BAND + 1])
        best.append(_best_place(profile, line, guess, drawn))
    # Glare hides some rows; the better half tells.
    best.sort(reverse=True)
    half = best[: max(1, len(best) // 2)]
    return float(np.mean(half)) if half else 0.0


def _dark(rows: Grey) -> _Profile:
    return np.asarray(255 - rows.mean(axis=0), dtype=np.float32)


def _best_place(
    profile: _Profile, line: DigitsLine, guess: _Guess, drawn: NDArray[np.float32]
) -> float:
    width = (line.right - line.left) / (guess.last - guess.first)
    modules = width * np.linspace(0.9, 1.12, 12, dtype=np.float32)
    middle = (line.left + line.right) / 2
    centre = (guess.first + guess.last) / 2
    shifts = np.linspace(-4, 4, 17, dtype=np.float32)
    module, shift = (part.ravel() for part in np.meshgrid(modules, shifts))
    start = middle - (centre + shift) * module
    samples = (np.arange(_MODULES * _SAMPLES, dtype=np.float32) + 0.5) / _SAMPLES
    places = start[:, None] + module[:, None] * samples[None, :]
    seen = np.interp(places.ravel(), np.arange(len(profile)), profile).reshape(places.shape)
    return float(_correlation(seen.astype(np.float32), drawn).max())


def _correlation(seen: NDArray[np.float32], drawn: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each row of ``seen``, the mean over the digits of the best correlation near by."""
    total = np.zeros(len(seen), dtype=np.float32)
    for place in _PLACES:
        template = _normal(drawn[None, place : place + 7 * _SAMPLES])
        tried = [
            (_normal(seen[:, place + by : place + by + 7 * _SAMPLES]) * template).sum(axis=1)
            for by in range(-_SLIDE, _SLIDE + 1)
        ]
        total += np.max(tried, axis=0)
    return np.asarray(total / len(_PLACES), dtype=np.float32)


_PLACES = tuple((start + 7 * number) * _SAMPLES for start in (3, 50) for number in range(6))


def _normal(values: NDArray[np.float32]) -> NDArray[np.float32]:
    away = values - values.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(away, axis=1, keepdims=True) + 1e-3
    return np.asarray(away / lengths, dtype=np.float32)


@lru_cache(maxsize=256)
def _drawn(digits: str) -> NDArray[np.float32]:
    """The bars of thirteen digits, dark as 1, as a camera a little out of focus sees them."""
    left = [
        _LEFT[int(digit)] if parity == "L" else _inverse(_LEFT[int(digit)])[::-1]
        for digit, parity in zip(digits[1:7], _PARITIES[int(digits[0])], strict=True)
    ]
    right = [_inverse(_LEFT[int(digit)]) for digit in digits[7:]]
    modules = "101" + "".join(left) + "01010" + "".join(right) + "101"
    sharp = np.repeat(np.array([float(bit) for bit in modules], dtype=np.float32), _SAMPLES)
    reach = np.arange(-3 * _SAMPLES, 3 * _SAMPLES + 1)
    bell = np.exp(-((reach / (_BLUR * _SAMPLES)) ** 2) / 2)
    return np.asarray(np.convolve(sharp, bell / bell.sum(), "same"), dtype=np.float32)


def _inverse(bits: str) -> str:
    return bits.translate(str.maketrans("01", "10"))
