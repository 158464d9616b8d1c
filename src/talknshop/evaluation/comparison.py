"""Whether one engine is better than another on the same cases, or only luckier."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talknshop.evaluation.scoring import Report

_ROUNDS = 2000
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Difference:
    """How the second of two runs differs from the first in one measure."""

    measure: str
    first: float
    second: float
    low: float
    """The lower end of the 95 % interval of the difference."""
    high: float
    better: int
    """Cases the second run did better in."""
    worse: int

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.low > 0 or self.high < 0


def compare(first: Report, second: Report, *, seed: int = 0) -> list[Difference]:
    """Compares two reports on the cases both have, measure by measure.

    The interval comes from drawing the cases again with replacement (paired bootstrap), so it says
    how much of the difference the choice of cases may explain. The same seed draws the same.
    """
    others = {case.case_id: case.measures for case in second.cases}
    pairs: dict[str, list[tuple[float, float]]] = {}
    for case in first.cases:
        for name, pair in _paired(case.measures, others.get(case.case_id, {})).items():
            pairs.setdefault(name, []).append(pair)
    return [
        _difference(name, values, random.Random(seed))  # noqa: S311 - a sample, no secret
        for name, values in pairs.items()
    ]


def _paired(
    first: Mapping[str, float], second: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    return {name: (value, second[name]) for name, value in first.items() if name in second}


def _difference(
    name: str, pairs: Sequence[tuple[float, float]], chance: random.Random
) -> Difference:
    gains = [after - before for before, after in pairs]
    count = len(gains)
    means = sorted(sum(chance.choices(gains, k=count)) / count for _ in range(_ROUNDS))
    cut = int(_ROUNDS * _TAIL)
    return Difference(
        measure=name,
        first=sum(before for before, _ in pairs) / count,
        second=sum(after for _, after in pairs) / count,
        low=means[cut],
        high=means[-cut - 1],
        better=sum(gain > 0 for gain in gains),
        worse=sum(gain < 0 for gain in gains),
    )
