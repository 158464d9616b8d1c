"""The common name of a colour: by its hue, how light and how strong it is.

Hue is that of the hexagon of red, green and blue, in degrees, in which blue and purple keep apart
better than in CIE L*a*b*; lightness and chroma are those of CIE L*a*b* (D65).
"""

import colorsys
from typing import NamedTuple

import numpy as np

_DARK = 34.0
_WEAK, _WEAK_AND_DARK, _WEAK_AND_LIGHT = 7.5, 4.5, 5.0
_LIGHT = 80.0
_DEEP_BLACK = 8.0
_BLACK, _DARK_GREY, _LIGHT_GREY, _WHITE = 22.0, 32.0, 78.0, 88.0


class _Row(NamedTuple):
    """Colours with a hue in ``hue``, a lightness in ``light`` and a chroma in ``strong``."""

    hue: tuple[float, float]
    light: tuple[float, float]
    strong: tuple[float, float]
    name: str
    also: str | None = None


_ANY = (0.0, 200.0)

# The first row that fits is the colour.
_ROWS = (
    # The reddish: pale is pink, dull and dark is brown.
    _Row((345, 375), (62, 101), (0, 62), "pink"),
    _Row((345, 360), (50, 101), (62, 200), "pink", "red"),
    _Row((0, 15), (62, 101), (62, 200), "orange", "pink"),
    _Row((340, 357), (0, 32), (0, 24), "purple", "brown"),
    _Row((350, 375), (0, 60), (0, 26), "brown", "red"),
    _Row((340, 357), (0, 30), (24, 200), "red", "purple"),
    _Row((340, 375), (0, 30), (0, 200), "red", "burgundy"),
    _Row((345, 372), _ANY, _ANY, "red"),
    # Between red and yellow: pale is beige, weak or dark is brown.
    _Row((12, 62), (84, 101), (0, 16), "beige", "white"),
    _Row((12, 62), (74, 101), (0, 28), "beige", "brown"),
    _Row((12, 25), (66, 101), (28, 60), "pink", "orange"),
    _Row((12, 52), (0, 74), (0, 34), "brown", "beige"),
    _Row((12, 22), (0, 40), _ANY, "brown", "red"),
    _Row((12, 40), (0, 52), (0, 52), "brown", "orange"),
    _Row((12, 17), (40, 101), _ANY, "red", "orange"),
    _Row((17, 41), (0, 46), _ANY, "brown", "orange"),
    _Row((34, 41), _ANY, _ANY, "orange", "yellow"),
    _Row((17, 34), _ANY, _ANY, "orange"),
    _Row((41, 48), (0, 50), _ANY, "brown", "yellow"),
    _Row((41, 48), _ANY, _ANY, "yellow", "orange"),
    _Row((48, 62), (0, 42), _ANY, "brown", "green"),
    _Row((52, 62), (42, 64), (0, 60), "green", "yellow"),
    _Row((48, 52), (42, 64), (0, 45), "yellow", "green"),
    _Row((48, 64), (76, 101), (0, 22), "beige", "yellow"),
    _Row((48, 64), (42, 101), _ANY, "yellow", "gold"),
    _Row((64, 78), (78, 101), (40, 200), "yellow", "green"),
    # Green to blue.
    _Row((62, 160), _ANY, _ANY, "green"),
    _Row((160, 176), _ANY, _ANY, "green", "teal"),
    _Row((176, 190), (0, 52), _ANY, "teal", "green"),
    _Row((176, 190), (52, 70), _ANY, "teal", "turquoise"),
    _Row((176, 190), (70, 101), _ANY, "turquoise", "blue"),
    _Row((190, 246), (0, 30), _ANY, "blue", "navy"),
    _Row((190, 246), _ANY, _ANY, "blue"),
    _Row((246, 256), _ANY, _ANY, "blue", "purple"),
    # Purple to pink.
    _Row((256, 292), _ANY, _ANY, "purple"),
    _Row((292, 325), (0, 52), _ANY, "purple"),
    _Row((292, 310), (52, 101), _ANY, "purple", "pink"),
    _Row((325, 345), (0, 36), _ANY, "purple", "red"),
    _Row((310, 345), _ANY, _ANY, "pink", "purple"),
)


def name_colour(lightness: float, a: float, b: float) -> tuple[str, str | None]:
    """The common name of a colour, and what others may call it.

    Args:
        lightness: L*, 0 to 100.
        a: a*.
        b: b*.
    """
    chroma = float(np.hypot(a, b))
    weakest = (
        _WEAK_AND_DARK if lightness < _DARK else _WEAK_AND_LIGHT if lightness > _LIGHT else _WEAK
    )
    if chroma < weakest or lightness < _DEEP_BLACK:
        return _without_hue(lightness)
    hue = _hue(lightness, a, b)
    for row in _ROWS:
        turned = hue + 360 if row.hue[1] > 360 and hue < row.hue[1] - 360 else hue  # noqa: PLR2004
        if (
            row.hue[0] <= turned < row.hue[1]
            and row.light[0] <= lightness < row.light[1]
            and row.strong[0] <= chroma < row.strong[1]
        ):
            return row.name, row.also
    return _without_hue(lightness)


def _without_hue(lightness: float) -> tuple[str, str | None]:
    if lightness < _BLACK:
        return "black", None
    if lightness < _DARK_GREY:
        return "black", "gray"
    if lightness > _WHITE:
        return "white", None
    return ("gray", "white") if lightness > _LIGHT_GREY else ("gray", "silver")


def _hue(lightness: float, a: float, b: float) -> float:
    """The hue in the hexagon of sRGB (IEC 61966-2-1) of a colour in L*a*b*, in degrees."""
    fy = (lightness + 16) / 116
    xyz = [_uncurved(fy + a / 500) * 0.95047, _uncurved(fy), _uncurved(fy - b / 200) * 1.08883]
    linear = (
        3.2404542 * xyz[0] - 1.5371385 * xyz[1] - 0.4985314 * xyz[2],
        -0.9692660 * xyz[0] + 1.8760108 * xyz[1] + 0.0415560 * xyz[2],
        0.0556434 * xyz[0] - 0.2040259 * xyz[1] + 1.0572252 * xyz[2],
    )
    red, green, blue = (min(1.0, max(0.0, part)) ** (1 / 2.2) for part in linear)
    return colorsys.rgb_to_hsv(red, green, blue)[0] * 360


def _uncurved(value: float) -> float:
    return value**3 if value > 6 / 29 else 3 * (6 / 29) ** 2 * (value - 4 / 29)
