"""Blur, and pictures that look the same, on drawn things."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.media.drawing import opened
from tests.media.drawn_things import Part, draw_things

from talknshop.media.attributes import judge_quality
from talknshop.media.images.quality import measure, perceptual_hash
from talknshop.schemas.recognition import QualityHint

Grey = NDArray[np.uint8]
Change = Callable[[Grey], object]

_PICTURES = 30


@pytest.fixture(scope="module")
def pictures() -> list[Grey]:
    drawn = draw_things(Part.TUNING, rounds=1)
    return [np.asarray(opened(one.content).convert("L")) for one, _ in zip(drawn, range(_PICTURES))]  # noqa: B905


def blurred(grey: object) -> bool:
    shades = np.asarray(grey, dtype=np.uint8)
    quality = measure(np.stack([shades] * 3, axis=2), shades)._asdict()
    found = {"width": 1_600, "height": 1_200, "plain_background": True, **quality, "hash": "0"}
    return QualityHint.BLURRED in judge_quality(found, {}).hints


def moved(pixels: int, *, down: bool = False) -> Change:
    kernel = np.full((pixels, 1) if down else (1, pixels), 1 / pixels, dtype=np.float32)
    return lambda grey: cv2.filter2D(grey, -1, kernel)


def out_of_focus(sigma: float) -> Change:
    return lambda grey: cv2.GaussianBlur(grey, (0, 0), sigma)


def test_sharp_pictures_are_not_called_blurred(pictures: list[Grey]) -> None:
    assert sum(map(blurred, pictures)) <= 0.1 * len(pictures)


@pytest.mark.parametrize(
    "change",
    [
        out_of_focus(1.5),
        out_of_focus(2),
        out_of_focus(3),
        moved(5),
        moved(9),
        moved(9, down=True),
    ],
)
def test_blurred_ones_are(pictures: list[Grey], change: Change) -> None:
    assert sum(blurred(change(one)) for one in pictures) >= 0.9 * len(pictures)


def test_copies_are_known_again_and_others_are_not(pictures: list[Grey]) -> None:
    found = {"width": 1_600, "height": 1_200, "plain_background": True, "sharpness": 90.0}
    found |= {"edge_width": 2.0, "brightness": 0.5, "white_background": True}
    known = {str(place): perceptual_hash(one) for place, one in enumerate(pictures)}
    wrong = 0
    for place, one in enumerate(pictures):
        small = np.asarray(cv2.resize(one, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))
        _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])
        again = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
        alike = judge_quality({**found, "hash": perceptual_hash(again)}, known).duplicates
        assert str(place) in alike
        wrong += len(alike) - 1
    assert wrong <= 0.03 * len(pictures) ** 2
