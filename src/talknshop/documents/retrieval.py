"""Finding the passages that fit a question: by words, and by meaning where there is an encoder."""

import asyncio
from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev

import numpy as np

from talknshop.documents.index_keeper import IndexKeeper, IndexSnapshot
from talknshop.documents.passage_index import PassageIndex
from talknshop.documents.ports import DocumentFilters, Viewer
from talknshop.documents.repository import DocumentRepository, fits, is_visible
from talknshop.schemas.document import Passage
from talknshop.search.languages import language_of
from talknshop.search.vectors import VectorIndex

_DEPTH = 200
"""So many of the best of each side are fused."""
VECTOR_WEIGHT = 0.5
"""What meaning counts beside words, each in standard deviations over its best."""


class Retrieval:
    """Searches the index that the keeper has open; implements ``PassageSearch``."""

    def __init__(self, keeper: IndexKeeper, repository: DocumentRepository) -> None:
        """Searches what ``keeper`` indexed of ``repository``."""
        self._keeper = keeper
        self._repository = repository

    @property
    def uses_vectors(self) -> bool:
        """Whether meaning counts, or words alone."""
        return self._keeper.encoder is not None

    async def search(
        self,
        query: str,
        vector: Sequence[float] | None,
        filters: DocumentFilters,
        *,
        viewer: Viewer,
        limit: int = 10,
    ) -> list[Passage]:
        """The passages that fit best, best first."""
        snapshot = await self._keeper.snapshot()
        among = _meant(snapshot.passages, filters, viewer)
        if among is not None and not among:
            return []
        scores = await asyncio.to_thread(passage_scores, snapshot, query, vector, among)
        best = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
        return [await self._passage(snapshot.passages, number, scores[number]) for number in best]

    async def _passage(self, index: PassageIndex, number: int, score: float) -> Passage:
        found = index.passages[number]
        document, chunk = index.documents[found.document], found.chunk
        version = await self._repository.version(document.document_id, document.version)
        return Passage(
            document_id=document.document_id,
            version=document.version,
            char_start=chunk.start,
            char_end=chunk.end,
            page=chunk.page,
            heading_path=list(chunk.path),
            title=document.title,
            text=version.text[chunk.start : chunk.end],
            score=score,
        )


class EncodedQueries:
    """Makes vectors of questions; implements ``QueryEncoder``."""

    def __init__(self, keeper: IndexKeeper) -> None:
        """Uses the encoder of the index."""
        self._keeper = keeper

    async def encode(self, text: str) -> list[float] | None:
        """The vector of a question; None where no encoder is set up."""
        encoder = self._keeper.encoder
        if encoder is None:
            return None
        vectors = await asyncio.to_thread(encoder.encode, [text])
        return [float(value) for value in vectors[0]]


def _meant(index: PassageIndex, filters: DocumentFilters, viewer: Viewer) -> frozenset[int] | None:
    """The numbers of the documents that count; None where all do."""
    chosen = frozenset(
        number
        for number, document in enumerate(index.documents)
        if is_visible(document, viewer) and fits(document, filters)
    )
    return None if len(chosen) == len(index.documents) else chosen


def passage_scores(
    snapshot: IndexSnapshot,
    query: str,
    vector: Sequence[float] | None,
    among: frozenset[int] | None,
) -> dict[int, float]:
    """What each passage of a snapshot counts for a question; blocks.

    Args:
        snapshot: The index.
        query: The question.
        vector: Its vector; None searches words alone.
        among: Numbers of the documents that count; None for all.
    """
    index = snapshot.passages
    words = index.by_words(query, language_of(query), among=among, limit=_DEPTH)
    if vector is None or snapshot.vectors is None:
        return dict(words)
    meaning = _by_meaning(index, snapshot.vectors, vector, among)
    return fused(words, meaning)


def _by_meaning(
    index: PassageIndex,
    vectors: VectorIndex,
    vector: Sequence[float],
    among: frozenset[int] | None,
) -> dict[int, float]:
    """Passages by the most similar of their pieces."""
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
