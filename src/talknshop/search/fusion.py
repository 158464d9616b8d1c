"""Fusing several judgements of the same documents into one: pure arithmetic on scores and ranks."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

RECIPROCAL_RANK_OFFSET = 60
"""How little the first places count above the next ones (Cormack, Clarke and Buettcher 2009)."""


def min_max(scores: Mapping[K, float]) -> dict[K, float]:
    """Stretches scores so that the lowest is 0 and the highest 1; all 1 when they are equal."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high <= low:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}


def weighted_sum(parts: Iterable[tuple[Mapping[K, float], float]]) -> dict[K, float]:
    """Adds scores up, each part stretched to 0 to 1 and multiplied by its weight.

    Args:
        parts: Scores and their weight; a document that a part does not score gets nothing there.

    Returns:
        A score for every document of any part, from 0 to the sum of the weights.
    """
    total: defaultdict[K, float] = defaultdict(float)
    for scores, weight in parts:
        for key, score in min_max(scores).items():
            total[key] += weight * score
    return dict(total)


def reciprocal_rank(
    rankings: Iterable[Sequence[K]], *, offset: int = RECIPROCAL_RANK_OFFSET
) -> dict[K, float]:
    """Adds up 1 / (offset + rank) over the rankings; ranks count from 1.

    Args:
        rankings: Documents, best first; one that a ranking lacks gets nothing there.
        offset: The larger, the less the first places stand out.
    """
    total: defaultdict[K, float] = defaultdict(float)
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            total[key] += 1 / (offset + rank)
    return dict(total)
