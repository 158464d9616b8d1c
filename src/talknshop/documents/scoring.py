"""What each passage counts for a question: by words, by meaning, and by what the best one tells."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from talknshop.documents.index_keeper import IndexSnapshot
from talknshop.documents.passage_index import PassageIndex
from talknshop.documents.question_words import further_words
from talknshop.documents.relevance_feedback import telling_words
from talknshop.search.languages import language_of

if TYPE_CHECKING:  # NumPy comes with the extra for search by meaning; words are searched without.
    from talknshop.search.vectors import VectorIndex

_DEPTH = 200
"""So many of the best of each side are fused."""
_TOWARDS_BEST = 0.2
"""So far the vector of a question moves towards that of the best passage."""
VECTOR_WEIGHT = 0.5
"""What meaning counts beside words, each in standard deviations over its best."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is looked up.

    Attributes:
        query: In words.
        vector: Its vector; None searches words alone.
        among: Numbers of the documents that count; None for all.
    """

    query: str
    vector: Sequence[float] | None = None
    among: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What passages count by words and, where there is a vector, by meaning."""

    words: Mapping[int, float]
    meaning: Mapping[int, float] | None = None

    def scores(self) -> dict[int, float]:
        """One score for each passage."""
        return dict(self.words) if self.meaning is None else fused(self.words, self.meaning)

    def best(self) -> int | None:
        """The passage that fits best."""
        scores = self.scores()
        return min(scores, key=lambda one: (-scores[one], one), default=None)


def first_found(snapshot: IndexSnapshot, asked: Asked) -> Found:
    """What is found for the question as it is; blocks."""
    index = snapshot.passages
    words = index.by_words(
        asked.query,
        language_of(asked.query),
        among=asked.among,
        limit=_DEPTH,
        also=further_words(asked.query, index.languages),
    )
    if asked.vector is None or snapshot.vectors is None:
        return Found(words)
    return Found(words, _by_meaning(index, snapshot.vectors, asked.vector, asked.among))


def refined_scores(
    snapshot: IndexSnapshot, asked: Asked, found: Found, best: int, text: str
) -> dict[int, float]:
    """What each passage counts once the best one has told what else to look for; blocks.

    Args:
        snapshot: The index.
        asked: The question.
        found: What was found for it first.
        best: The passage that fitted best.
        text: The whole text of its document.
    """
    index = snapshot.passages
    language = language_of(asked.query)
    also = telling_words(
        index.words_of(best, text),
        index.asked_words(asked.query, language),
        index.in_passages,
        len(index.passages),
    )
    if not also:
        return found.scores()
    for word, weight in further_words(asked.query, index.languages).items():
        also[word] = also.get(word, 0.0) + weight
    words = index.by_words(asked.query, language, among=asked.among, limit=_DEPTH, also=also)
    if found.meaning is None or asked.vector is None or snapshot.vectors is None:
        return dict(words)
    nearer = _moved(snapshot, asked.vector, best)
    meaning = _by_meaning(index, snapshot.vectors, nearer, asked.among)
    return fused(words, meaning)


def _moved(snapshot: IndexSnapshot, vector: Sequence[float], best: int) -> list[float]:
    """The vector of a question, a little nearer to what the best passage says."""
    import numpy as np  # noqa: PLC0415

    assert snapshot.vectors is not None  # noqa: S101  # there is a vector of the question
    asked = np.asarray(vector, dtype=np.float32)
    pieces = snapshot.passages.pieces
    of_best = range(bisect_left(pieces, best) + 1, bisect_right(pieces, best) + 1)
    rows = snapshot.vectors.by_ids(of_best)
    if not len(rows):
        return list(vector)
    nearest = rows[int(np.argmax(rows @ asked))]
    moved = asked + _TOWARDS_BEST * nearest
    return [float(one) for one in moved / np.linalg.norm(moved)]


def _by_meaning(
    index: PassageIndex,
    vectors: "VectorIndex",
    vector: Sequence[float],
    among: frozenset[int] | None,
) -> dict[int, float]:
    """Passages by the most similar of their pieces."""
    import numpy as np  # noqa: PLC0415

    scan = vectors.scan(np.asarray(vector, dtype=np.float32))
    found: dict[int, float] = {}
    # Several pieces of one passage may be near: more are looked at than passages are wanted.
    for piece, similarity in scan.best(4 * _DEPTH, among=_pieces_of(index, among)):
        found.setdefault(index.pieces[piece - 1], similarity)
        if len(found) == _DEPTH:
            break
    return found


def _pieces_of(index: PassageIndex, among: frozenset[int] | None) -> list[int] | None:
    if among is None:
        return None
    return [
        piece
        for piece, passage in enumerate(index.pieces, start=1)
        if index.passages[passage].document in among
    ]


def fused(words: Mapping[int, float], meaning: Mapping[int, float]) -> dict[int, float]:
    """One score for what was found by words and by meaning.

    Each side is measured in standard deviations from the mean of its best, so that a side on which
    nothing stands out decides little; what a side did not find gets its lowest score there.
    """
    sides = ((words, 1 - VECTOR_WEIGHT), (meaning, VECTOR_WEIGHT))
    total = dict.fromkeys([*words, *meaning], 0.0)
    for scores, weight in sides:
        standing = _standing(scores)
        lowest = min(standing.values(), default=0.0)
        for key in total:
            total[key] += weight * standing.get(key, lowest)
    return total


def _standing(scores: Mapping[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    mean, spread = fmean(scores.values()), pstdev(scores.values())
    return {key: (score - mean) / spread if spread else 0.0 for key, score in scores.items()}
