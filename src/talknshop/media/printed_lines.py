"""Where printed lines stand in a picture, and two readings of it put together; pure."""

from collections.abc import Sequence
from typing import Any

from talknshop.media.gazetteer import Line
from talknshop.schemas.recognition import TextRegion


def lines_of(found: dict[str, Any]) -> list[Line]:
    """The printed lines that were measured, placed as parts of the picture."""
    regions = (TextRegion.model_validate(line) for line in found.get("lines", []))
    return [_line(region, found["width"], found["height"]) for region in regions]


def _line(region: TextRegion, width: int, height: int) -> Line:
    across = [point[0] for point in region.box]
    down = [point[1] for point in region.box]
    (x0, y0), _, _, (x3, y3) = region.box
    return Line(
        text=region.text,
        confidence=region.confidence,
        left=min(across) / width,
        top=min(down) / height,
        right=max(across) / width,
        bottom=max(down) / height,
        # From the upper left corner to the lower left one: a line may run upwards.
        height=max(1.0, ((x3 - x0) ** 2 + (y3 - y0) ** 2) ** 0.5),
    )


def merged_lines(
    lines: Sequence[dict[str, Any]], closer: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The lines of both readings; of two at the same place, the one that is surer."""
    merged = list(lines)
    for line in closer:
        same = [one for one in merged if _overlap(one["box"], line["box"])]
        if all(one["confidence"] < line["confidence"] for one in same):
            merged = [one for one in merged if one not in same]
            merged.append(line)
    return merged


def _overlap(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> bool:
    """Whether two boxes share more than half of the smaller one."""
    shared = 1.0
    sides = [1.0, 1.0]
    for axis in (0, 1):
        mine, others = [point[axis] for point in one], [point[axis] for point in other]
        shared *= max(0, min(max(mine), max(others)) - max(min(mine), min(others)))
        sides[0] *= max(mine) - min(mine)
        sides[1] *= max(others) - min(others)
    return shared / max(1.0, min(sides)) > 0.5  # noqa: PLR2004
