"""What shall count more or less in the order of products, and the weights that come of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pydantic import TypeAdapter

from talknshop.schemas.search import RankingCriteria


class RankingPart(StrEnum):
    """A part of the score that products are put in order by."""

    PRICE = "price"
    RATING = "rating"
    RELEVANCE = "relevance"
    """How well a product matches what was asked for."""
    CONDITION = "condition"


class Emphasis(StrEnum):
    """How much a part shall count."""

    MOST = "most"
    """More than anything else."""
    MORE = "more"
    LESS = "less"
    NOT = "not"
    """Not at all."""


@dataclass(frozen=True, slots=True)
class Priority:
    """One thing a person says about the order of products: the same for words and models."""

    part: RankingPart | None
    """None for the order as a whole, which then is the usual one again."""
    emphasis: Emphasis | None = None
    """None only with no part."""


PRIORITIES: TypeAdapter[tuple[Priority, ...]] = TypeAdapter(tuple[Priority, ...])
"""Priorities as a stored state holds them."""

_USUAL = None
_STEPS: Mapping[RankingPart, tuple[float | None, ...]] = MappingProxyType(
    {
        RankingPart.PRICE: (0.0, 0.05, _USUAL, 0.5, 1.0),
        RankingPart.RATING: (0.0, 0.1, _USUAL, 0.5, 1.0),
        # Never 0: the order would forget what is asked for.
        RankingPart.RELEVANCE: (0.2, 0.4, _USUAL, 0.85, 1.0),
        RankingPart.CONDITION: (0.0, 0.0, _USUAL, 0.5, 1.0),
    }
)
"""The weights words can lead to, least first. What is usual is for the catalogue to say."""
_MIDDLE = 2


def apply_priorities(
    weights: RankingCriteria | None, priorities: Iterable[Priority]
) -> RankingCriteria | None:
    """The weights after what was said, in its order; None when all are as usual.

    "More" and "less" go one step, so that whoever says it twice gets more of it; a part that
    counted less than usual and shall count more counts more than usual. Every weight stays between
    0 and 1, however often it is changed.
    """
    present = {
        part: None if weights is None else getattr(weights, f"{part}_weight")
        for part in RankingPart
    }
    for priority in priorities:
        if priority.part is None or priority.emphasis is None:
            present = dict.fromkeys(RankingPart)
        else:
            steps = _STEPS[priority.part]
            step = _moved(_step(present[priority.part], steps), priority.emphasis)
            present[priority.part] = steps[step]
    if not any(weight is not None for weight in present.values()):
        return None
    return RankingCriteria.model_validate({f"{p}_weight": w for p, w in present.items()})


def emphasised(weights: RankingCriteria | None) -> list[Priority]:
    """How these weights differ from the usual ones, as words would say it."""
    said: list[Priority] = []
    for part, steps in _STEPS.items():
        weight = None if weights is None else getattr(weights, f"{part}_weight")
        step = _step(weight, steps)
        if step != _MIDDLE:
            emphasis = (Emphasis.NOT, Emphasis.LESS, None, Emphasis.MORE, Emphasis.MOST)[step]
            said.append(Priority(part, emphasis))
    return said


def _step(weight: float | None, steps: tuple[float | None, ...]) -> int:
    """The step a weight is nearest to; one that a slider set may lie between two."""
    if weight is None:
        return _MIDDLE
    return min(
        (place for place, step in enumerate(steps) if step is not None),
        key=lambda place: abs((steps[place] or 0.0) - weight),
    )


def _moved(step: int, emphasis: Emphasis) -> int:
    last = 2 * _MIDDLE
    match emphasis:
        case Emphasis.MOST:
            return last
        case Emphasis.MORE:
            return min(max(step, _MIDDLE) + 1, last)
        case Emphasis.LESS:
            return max(min(step, _MIDDLE) - 1, 0)
        case Emphasis.NOT:
            return 0
