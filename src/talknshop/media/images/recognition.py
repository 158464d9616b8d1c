"""Looks at a picture that we wrote; runs in a worker process, which keeps the models."""

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from talknshop.core.worker_process import framing
from talknshop.core.worker_process.refusals import RefusedError
from talknshop.media.images.barcodes import read_barcodes
from talknshop.media.images.colours import find_colours
from talknshop.media.images.printed_digits import DigitsLine, confirmed_number
from talknshop.media.images.quality import measure, perceptual_hash

if TYPE_CHECKING:
    from talknshop.media.images.printed import PrintedLine

cv2.setNumThreads(1)


def handle(facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    """What can be measured of a picture; ``text`` in the question asks for printed words, too.

    With ``closer``, only the words in the middle are read, enlarged.

    Raises:
        RefusedError: It is no picture of ours.
    """
    decoded = cv2.imdecode(np.frombuffer(blob, dtype=np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        raise RefusedError("invalid", "The picture cannot be opened. Please send it again.")
    picture = np.asarray(decoded, dtype=np.uint8)
    if facts.get("closer"):
        from talknshop.media.images.printed import read_closer  # noqa: PLC0415

        return {"lines": [line._asdict() for line in read_closer(picture)]}, b""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    colours = find_colours(picture)
    answer: dict[str, Any] = {
        "width": picture.shape[1],
        "height": picture.shape[0],
        "barcodes": [read._asdict() for read in read_barcodes(grey)],
        "colours": [colour._asdict() for colour in colours.colours],
        "plain_background": colours.plain_background,
        "foreground": colours.foreground,
        "hash": perceptual_hash(grey),
        **measure(picture, grey)._asdict(),
    }
    if facts.get("text"):
        # Imported where words are asked for: its models take 150 MB.
        from talknshop.media.images.printed import read_printed  # noqa: PLC0415

        lines = read_printed(picture)
        answer["lines"] = [line._asdict() for line in lines]
        if not any(read["sure"] for read in answer["barcodes"]):
            answer["printed_number"] = confirmed_number(grey, [_digits(line) for line in lines])
    return answer, b""


def _digits(line: "PrintedLine") -> DigitsLine:
    across, down = [x for x, _ in line.box], [y for _, y in line.box]
    return DigitsLine(line.text, min(across), min(down), max(across), max(down))
