"""How good a picture is for a listing, and which others it resembles."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Grey = NDArray[np.uint8]

_WIDTH = 512
_WHITE_LEVEL = 240
_WHITE_SHARE = 0.85
_EDGES_SIDE = 640
"""Longest side at which edges are measured; what is blurred in more pixels is sharp when shown."""
_REACH = 11
"""Pixels along an edge's slope in which its darkest and its lightest are looked for."""
_CONTRAST = 40.0
"""Of an edge that counts, in levels of grey."""
_FEWEST_EDGES = 20
_SHARPEST = 0.1
"""The part of the edges that counts: what lies behind the thing may be out of focus."""
_HASH_SIDE = 32
_HASH_KEPT = 8


class Quality(NamedTuple):
    """What can be measured of a photo.

    Attributes:
        sharpness: Variance of the Laplacian at 512 pixels of width; little where little is shown.
        edge_width: Pixels from dark to light at the sharpest edges, at 640 pixels of the longer
            side, in the direction where they are less sharp; None without edges. About 2.2 of a
            sharp photo, 3.7 where it is blurred by a bell of 1.5 pixels or moved by five.
        white_background: Whether most of the border is white.
        brightness: Mean lightness, 0 to 1.
    """

    sharpness: float
    edge_width: float | None
    white_background: bool
    brightness: float


def measure(picture: Picture, grey: Grey) -> Quality:
    """Measures a picture (BGR, eight bits) and the same in shades of grey."""
    height = max(1, round(grey.shape[0] * _WIDTH / grey.shape[1]))
    small = cv2.resize(grey, (_WIDTH, height), interpolation=cv2.INTER_AREA)
    edges = np.asarray(cv2.Laplacian(small, cv2.CV_64F), dtype=np.float64)
    sharpness = float(edges.var())
    edge = max(1, min(picture.shape[:2]) // 50)
    border = np.concatenate(
        [
            picture[:edge].reshape(-1, 3),
            picture[-edge:].reshape(-1, 3),
            picture[:, :edge].reshape(-1, 3),
            picture[:, -edge:].reshape(-1, 3),
        ]
    )
    white = float((border >= _WHITE_LEVEL).all(axis=1).mean()) > _WHITE_SHARE
    return Quality(
        round(sharpness, 1), _edge_width(grey), white, round(float(grey.mean()) / 255, 3)
    )


def _edge_width(grey: Grey) -> float | None:
    """How many pixels edges take from dark to light: moved cameras widen those of one direction."""
    scale = _EDGES_SIDE / max(grey.shape)
    if scale < 1:
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        grey = np.asarray(small, dtype=np.uint8)
    levels = np.asarray(grey, dtype=np.float32)
    widths = [
        width
        for slope, shape in ((_ACROSS, (1, _REACH)), (_ACROSS.T, (_REACH, 1)))
        if (width := _width_along(levels, slope, np.ones(shape, dtype=np.uint8))) is not None
    ]
    return round(max(widths), 2) if widths else None


_ACROSS = np.array([[-0.5, 0.0, 0.5]], dtype=np.float32)


def _width_along(
    levels: NDArray[np.float32], slope: NDArray[np.float32], reach: NDArray[np.uint8]
) -> float | None:
    steep = np.abs(cv2.filter2D(levels, -1, slope))
    contrast = np.asarray(cv2.dilate(levels, reach) - cv2.erode(levels, reach))
    edges = (steep >= cv2.dilate(steep, reach)) & (contrast >= _CONTRAST) & (steep >= 1)
    if np.count_nonzero(edges) < _FEWEST_EDGES:
        return None
    return float(np.quantile(contrast[edges] / steep[edges], _SHARPEST))


def perceptual_hash(grey: Grey) -> str:
    """Sixteen hexadecimal digits that are nearly the same for pictures that look the same.

    The signs of the lowest frequencies of a small copy (pHash, Zauner 2010).
    """
    small = cv2.resize(grey, (_HASH_SIDE, _HASH_SIDE), interpolation=cv2.INTER_AREA)
    frequencies = np.asarray(cv2.dct(np.asarray(small, dtype=np.float32)))
    low = frequencies[:_HASH_KEPT, :_HASH_KEPT].ravel()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
