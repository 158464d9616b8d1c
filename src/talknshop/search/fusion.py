"""Fusing several judgements of the same documents into one: pure arithmetic on scores and ranks."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

RECIPROCAL_RANK_OFFSET = 60
"""How little the first places count above the next ones (Cormack, Clarke and Buettcher 2009)."""

FUSION_DEPTH = 100
"""So many of the best of each side are fused."""

VECTOR_WEIGHT = 0.3
"""What vectors count; the text counts the rest."""

_TAIL = 0.001
"""What the order of the text counts by itself: enough to keep documents beyond the depth in it."""


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


def fuse_text_and_vectors(text: Mapping[K, float], vectors: Mapping[K, float]) -> dict[K, float]:
    """One score for what a text index and a search among vectors found for the same words.

    The weights and the depth are where both measures of relevance were best together on a real
    feed (docs/guides/semantic-search.md); from 0.3 to 0.5 for the vectors they hardly differ.

    Args:
        text: Scores of the text index; beyond the best ``FUSION_DEPTH`` only their order counts.
        vectors: Similarities of the best ``FUSION_DEPTH`` vectors.

    Returns:
        A score above 0 to 1 for every document of either.
    """
    ordered = sorted(text, key=lambda key: -text[key])
    head = {key: text[key] for key in ordered[:FUSION_DEPTH]}
    fused = weighted_sum([(head, 1 - VECTOR_WEIGHT), (vectors, VECTOR_WEIGHT)])
    places = len(ordered) or 1
    for place, key in enumerate(ordered):
        fused[key] = fused.get(key, 0.0) + _TAIL * (places - place) / places
    return {key: score / (1 + _TAIL) for key, score in fused.items()}
