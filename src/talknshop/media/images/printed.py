"""Words printed on things: PP-OCR with the models that rapidocr carries, on this machine."""

import contextlib
import ctypes
import logging
from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

Picture = NDArray[np.uint8]

_LONGEST_SIDE = 1_280
_SHORTEST_SIDE = 736
"""Smaller pictures are enlarged to it, as far as that helps."""
_MOST_ENLARGED = 2.5
_MOST_ENLARGED_CLOSER = 3.5
_MARGIN = 0.15
"""What is left out at each side where it is looked at closer: what is aimed at is in the middle."""
_DETECTION_SIDE = 960
_THREADS = 2
_LEAST_SURE = 0.3
_MOST_LINES = 200


class PrintedLine(NamedTuple):
    """A line of words.

    Attributes:
        text: The words.
        confidence: Of the recogniser, 0 to 1; not calibrated.
        box: Its four corners, clockwise from the upper left, in pixels of the picture.
    """

    text: str
    confidence: float
    box: list[tuple[int, int]]


def read_printed(picture: Picture) -> list[PrintedLine]:
    """The printed lines of a picture (BGR, eight bits), from top to bottom."""
    return _read(picture, _MOST_ENLARGED)


def read_closer(picture: Picture) -> list[PrintedLine]:
    """The printed lines in the middle of a picture, for which it is enlarged further."""
    height, width = picture.shape[:2]
    left, top = round(width * _MARGIN), round(height * _MARGIN)
    middle = np.ascontiguousarray(picture[top : height - top, left : width - left])
    return [
        line._replace(box=[(x + left, y + top) for x, y in line.box])
        for line in _read(middle, _MOST_ENLARGED_CLOSER)
    ]


def _read(picture: Picture, most_enlarged: float) -> list[PrintedLine]:
    longest = max(picture.shape[:2])
    scale = min(_LONGEST_SIDE, max(_SHORTEST_SIDE, longest)) / longest
    scale = min(scale, most_enlarged)
    if scale != 1:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        resized = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=method)
        picture = np.asarray(resized, dtype=np.uint8)
    # Which of its result types it is depends on what it was asked for.
    found: Any = _reader()(picture)
    _give_back()
    texts, scores, boxes = found.txts, found.scores, found.boxes
    if texts is None or scores is None or boxes is None:
        return []
    lines = [
        PrintedLine(
            str(text),
            round(float(score), 3),
            [(round(float(x) / scale), round(float(y) / scale)) for x, y in box],
        )
        for text, score, box in zip(texts, scores, boxes, strict=True)
    ]
    return lines[:_MOST_LINES]


def _give_back() -> None:
    """Returns what reading took to the system: more than half of what the process would hold."""
    # Where the C library has no such call, memory stays with the process.
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


@cache
def _reader() -> RapidOCR:
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.text_score": _LEAST_SURE,
            "Global.log_level": "critical",
            # Whoever photographs a thing holds it upright, near enough.
            "Global.use_cls": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTION_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        }
    )
