"""Dominant colours by name: hue first, then how light and how strong it is.

The nearest of a list of colours is often wrong for the dark and the dull: an aubergine is nearer
to black than to any purple in the list. So what has a hue is named by it (``colour_names``), and
only what has hardly any is black, grey or white.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from talknshop.media.images.colour_names import name_colour

Picture = NDArray[np.uint8]
_Lab = NDArray[np.float32]

_SIDE = 160
_CLUSTERS = 8
_ROUNDS = 20
_MOST = 5
_SMALLEST_SHARE = 0.06
_BACKGROUND_SPREAD = 9.0
"""Standard deviation in L*a*b* up to which the border is one background."""
_UNLIKE_BACKGROUND = 13.0
_FEW = 0.03
"""A foreground of less than this share is none."""
_SEED = 7


class Colour(NamedTuple):
    """A colour of the thing in the picture.

    Attributes:
        name: Its common name.
        share: Its part of the thing, 0 to 1.
        also: What others may call it; None where everybody says the same.
    """

    name: str
    share: float
    also: str | None


class Colours(NamedTuple):
    """What colours a picture has.

    Attributes:
        colours: Those of the thing, most of it first.
        plain_background: Whether it stands before one even background.
        foreground: The part of the picture that is the thing; 1 where that cannot be told.
    """

    colours: list[Colour]
    plain_background: bool
    foreground: float


def find_colours(picture: Picture) -> Colours:
    """The dominant colours of a picture (BGR, eight bits)."""
    lab = _small_lab(picture)
    mask, plain = _foreground(lab)
    weights = _centre_weights(lab.shape[0], lab.shape[1])
    pixels, weight = lab[mask], weights[mask]
    named: dict[str, float] = {}
    also: dict[str, str | None] = {}
    for centre, share in sorted(_clusters(pixels, weight, plain=plain), key=lambda one: -one[1]):
        name, other = name_colour(*centre)
        named[name] = named.get(name, 0.0) + share
        also.setdefault(name, other)
    ranked = sorted(named.items(), key=lambda item: -item[1])
    kept = [
        Colour(name, round(share, 3), also[name])
        for name, share in ranked
        if share >= _SMALLEST_SHARE
    ]
    return Colours(kept[:_MOST], plain, round(float(mask.mean()), 3))


def _small_lab(picture: Picture) -> _Lab:
    scale = _SIDE / max(picture.shape[:2])
    size = (max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 3)
    scaled = np.asarray(small, dtype=np.float32) / 255.0
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_BGR2Lab), dtype=np.float32)


def _foreground(lab: _Lab) -> tuple[NDArray[np.bool_], bool]:
    """Which pixels are the thing, and whether one even background was taken away."""
    height, width = lab.shape[:2]
    edge = max(2, min(height, width) // 20)
    border = np.concatenate(
        [
            lab[:edge].reshape(-1, 3),
            lab[-edge:].reshape(-1, 3),
            lab[:, :edge].reshape(-1, 3),
            lab[:, -edge:].reshape(-1, 3),
        ]
    )
    middle = np.median(border, axis=0)
    # A thing may touch the border somewhere: the quieter three quarters tell.
    distance = np.linalg.norm(border - middle, axis=1)
    plain = bool(np.quantile(distance, 0.75) <= _BACKGROUND_SPREAD)
    everything = np.ones((height, width), dtype=np.bool_)
    if not plain:
        return everything, False
    away = lab - middle
    # A shadow is the background, darker: it counts for less than a change of hue.
    away[..., 0] *= np.where(away[..., 0] < 0, 0.55, 1.0)
    mask = np.linalg.norm(away, axis=2) > _UNLIKE_BACKGROUND
    closed = cv2.morphologyEx(
        mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), dtype=np.uint8)
    ).astype(np.bool_)
    return (closed, True) if closed.mean() >= _FEW else (everything, True)


def _centre_weights(height: int, width: int) -> NDArray[np.float32]:
    down, across = np.mgrid[0:height, 0:width]
    off = ((down / height - 0.5) ** 2 + (across / width - 0.5) ** 2) / 0.18
    return np.exp(-off).astype(np.float32)


def _clusters(
    pixels: _Lab, weight: NDArray[np.float32], *, plain: bool
) -> list[tuple[tuple[float, float, float], float]]:
    count = min(_CLUSTERS, len(pixels))
    cv2.setRNGSeed(_SEED)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, _ROUNDS, 0.5)
    empty = np.empty((0,), dtype=np.int32)
    _, labels, centres = cv2.kmeans(
        np.ascontiguousarray(pixels), count, empty, stop, 1, cv2.KMEANS_PP_CENTERS
    )
    given = np.ones(len(pixels), dtype=np.float32) if plain else weight
    shares = np.bincount(labels.ravel(), weights=given, minlength=count)
    shares = shares / shares.sum()
    return [
        ((float(c[0]), float(c[1]), float(c[2])), float(share))
        for c, share in zip(centres, shares, strict=True)
    ]
