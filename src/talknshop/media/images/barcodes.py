"""Barcodes of trade items, read many ways and believed only when the ways agree.

A reader is wrong now and then, and a check digit lets one wrong number in ten pass. So each
picture is read at several sizes and sharpnesses, and a number counts only when enough of these
readings have it and no other number comes near.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from talknshop.schemas.gtin import expand_upc_e, padded_gtin, shorten_upc_a

Grey = NDArray[np.uint8]

_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.UPCE,
        zxingcpp.BarcodeFormat.ITF14,
    ]
)
_NO_DIGIT = re.compile(r"\D")
_LARGEST = 1_600
"""Longer sides are brought down to it: a code that needs more is a speck in the picture."""
_SMALL = 900
"""Up to this side, a picture is read enlarged; a larger one, reduced."""
_ENOUGH = 2
"""Readings that must agree on a code with a check digit over all its digits."""
_ENOUGH_OF_SHORT = 3
"""Readings of the short codes, which more things resemble."""
_AHEAD = 3
"""How many times as often it must be read as any other number."""
_CLAHE = (3.0, (8, 8))
_NEIGHBOURHOOD = 91
"""Pixels around one that it is held against: several bars of an enlarged code."""
_DARKER = 5


class Read(NamedTuple):
    """A barcode that is believed.

    Attributes:
        gtin: Its fourteen digits.
        kind: ``EAN-13``, ``EAN-8``, ``UPC-A``, ``UPC-E`` or ``ITF-14``.
        readings: How many ways of reading had it.
        sure: Whether it may be taken for true; False leaves that to the printed digits.
        short: The eight digits of UPC-E as they are printed; None for the other kinds.
    """

    gtin: str
    kind: str
    readings: int
    sure: bool
    short: str | None


class _Code(NamedTuple):
    gtin: str
    kind: str
    short: str | None


_SHORT_KINDS = frozenset({"UPC-E", "EAN-8"})


def read_barcodes(grey: Grey) -> list[Read]:
    """The barcodes of a picture in shades of grey, likeliest first."""
    grey = _bounded(grey)
    votes: Counter[_Code] = Counter()
    first: set[_Code] | None = None
    for count, picture in enumerate(_ways(grey), 1):
        found = _read(picture)
        votes.update(found)
        if count == 1:
            first = found
        elif count == _ENOUGH and found and found == first and not _has_short(found):
            # Clear pictures, which most are, need no more.
            break
    return _decide(votes)


def _decide(votes: Counter[_Code]) -> list[Read]:
    by_number: Counter[str] = Counter()
    codes: dict[str, _Code] = {}
    for code, count in votes.most_common():
        by_number[code.gtin] += count
        codes.setdefault(code.gtin, code)
    ranked = by_number.most_common()
    reads: list[Read] = []
    for place, (gtin, count) in enumerate(ranked):
        _, kind, short = codes[gtin]
        enough = _ENOUGH_OF_SHORT if kind in _SHORT_KINDS else _ENOUGH
        rival = ranked[1][1] if place == 0 and len(ranked) > 1 else 0
        ahead = place == 0 and count >= _AHEAD * rival
        reads.append(Read(gtin, kind, count, sure=count >= enough and ahead, short=short))
    return reads


def _has_short(found: set[_Code]) -> bool:
    return any(code.kind in _SHORT_KINDS for code in found)


def _read(picture: Grey) -> set[_Code]:
    found: set[_Code] = set()
    for code in zxingcpp.read_barcodes(picture, formats=_FORMATS):
        kind, digits = _kind(code.format), _NO_DIGIT.sub("", code.text)
        long = expand_upc_e(digits) if kind == "UPC-E" and len(digits) == 8 else digits  # noqa: PLR2004
        gtin = padded_gtin(long) if long else None
        if gtin is not None and gtin.strip("0"):
            # What is printed below UPC-E is its short form, whichever the reader gives.
            short = shorten_upc_a(gtin[2:]) if kind == "UPC-E" else None
            found.add(_Code(gtin, kind, short))
    return found


def _kind(form: zxingcpp.BarcodeFormat) -> str:
    for known in ("EAN-13", "EAN-8", "UPC-A", "UPC-E", "ITF-14"):
        if form == getattr(zxingcpp.BarcodeFormat, known.replace("-", "")):
            return known
    return str(form)


def _bounded(grey: Grey) -> Grey:
    longest = max(grey.shape)
    return _scaled(grey, _LARGEST / longest) if longest > _LARGEST else grey


def _ways(grey: Grey) -> Iterator[Grey]:
    """The picture as it is, then as different as its codes may need it."""
    small = max(grey.shape) <= _SMALL
    other = _scaled(grey, 2.0 if small else 0.6)
    yield grey
    yield other
    yield _evened(grey if small else other)
    yield _sharpened(other, 2.0, 1.5)
    turned = grey if small else other
    if small:
        # Where a code has few pixels, more ways are worth their time.
        yield _scaled(grey, 1.5)
        yield _evened(other)
        yield _sharpened(other, 4.0, 3.0)
        yield _averaged_down(grey)
        large = _scaled(grey, 3.0)
        yield large
        # Bars of bare metal, as on cans, shine where the paint between them does not.
        yield _negative(other)
        yield _negative(large)
        yield _local_black(other)
        yield _local_black(large)
    for degrees in (5.0, -5.0, 12.0, -12.0):
        yield _turned(turned, degrees)


def _scaled(grey: Grey, factor: float) -> Grey:
    method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return _grey(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=method))


def _evened(grey: Grey) -> Grey:
    return _grey(cv2.createCLAHE(*_CLAHE).apply(grey))


def _sharpened(grey: Grey, radius: float, amount: float) -> Grey:
    blurred = cv2.GaussianBlur(grey, (0, 0), radius)
    return _grey(cv2.addWeighted(grey, 1 + amount, blurred, -amount, 0))


def _negative(grey: Grey) -> Grey:
    return _grey(255 - grey)


def _local_black(grey: Grey) -> Grey:
    """Black where it is darker than around it: shadows and reflections go."""
    method, kind = cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY
    return _grey(cv2.adaptiveThreshold(grey, 255, method, kind, _NEIGHBOURHOOD, _DARKER))


def _averaged_down(grey: Grey) -> Grey:
    """Along the bars of a code that lies upright, scratches and noise go and the bars stay."""
    return _grey(cv2.blur(grey, (1, max(3, grey.shape[0] // 40))))


def _turned(grey: Grey, degrees: float) -> Grey:
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return _grey(
        cv2.warpAffine(
            grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
    )


def _grey(picture: object) -> Grey:
    return np.asarray(picture, dtype=np.uint8)
