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
_HASH_SIDE = 32
_HASH_KEPT = 8


class Quality(NamedTuple):
    """What can be measured of a photo.

    Attributes:
        sharpness: Variance of the Laplacian at 512 pixels of width; below about 18 it is blurred.
        white_background: Whether most of the border is white.
        brightness: Mean lightness, 0 to 1.
    """

    sharpness: float
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
    return Quality(round(sharpness, 1), white, round(float(grey.mean()) / 255, 3))


def perceptual_hash(grey: Grey) -> str:
    """Sixteen hexadecimal digits that are nearly the same for pictures that look the same.

    The signs of the lowest frequencies of a small copy (pHash, Zauner 2010).
    """
    small = cv2.resize(grey, (_HASH_SIDE, _HASH_SIDE), interpolation=cv2.INTER_AREA)
    frequencies = np.asarray(cv2.dct(np.asarray(small, dtype=np.float32)))
    low = frequencies[:_HASH_KEPT, :_HASH_KEPT].ravel()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
