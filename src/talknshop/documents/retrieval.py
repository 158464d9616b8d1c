"""Finding the passages that fit a question: by words, and by meaning where there is an encoder."""

import asyncio
from collections.abc import Sequence

from talknshop.core.errors import NotFoundError
from talknshop.documents.index_keeper import IndexKeeper, IndexSnapshot
from talknshop.documents.passage_index import PassageIndex
from talknshop.documents.ports import DocumentFilters, Viewer
from talknshop.documents.relevance_feedback import FEWEST_PASSAGES
from talknshop.documents.repository import DocumentRepository, fits, is_visible
from talknshop.documents.scoring import Asked, Found, first_found, refined_scores
from talknshop.schemas.document import Passage


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
        snapshot = await self._keeper.expected_snapshot()
        among = _meant(snapshot.passages, filters, viewer)
        if among is not None and not among:
            return []
        asked = Asked(query, vector, among)
        first = await asyncio.to_thread(first_found, snapshot, asked)
        scores = await self._refined(snapshot, asked, first)
        found: list[Passage] = []
        for number in sorted(scores, key=lambda number: (-scores[number], number)):
            passage = await self._passage(snapshot.passages, number, scores[number])
            if passage is not None:
                found.append(passage)
            if len(found) == limit:
                break
        return found

    async def _refined(
        self, snapshot: IndexSnapshot, asked: Asked, found: Found
    ) -> dict[int, float]:
        """What each passage counts, with what the best one tells."""
        index = snapshot.passages
        best = found.best()
        if best is None or len(index.passages) < FEWEST_PASSAGES:
            return found.scores()
        document = index.documents[index.passages[best].document]
        try:
            version = await self._repository.version(document.document_id, document.version)
        except NotFoundError:
            return found.scores()
        return await asyncio.to_thread(refined_scores, snapshot, asked, found, best, version.text)

    async def _passage(self, index: PassageIndex, number: int, score: float) -> Passage | None:
        """A passage; None where its document was removed after the index was built."""
        found = index.passages[number]
        document, chunk = index.documents[found.document], found.chunk
        try:
            version = await self._repository.version(document.document_id, document.version)
        except NotFoundError:
            return None
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


def _meant(index: PassageIndex, filters: DocumentFilters, viewer: Viewer) -> frozenset[int] | None:
    """The numbers of the documents that count; None where all do."""
    chosen = frozenset(
        number
        for number, document in enumerate(index.documents)
        if is_visible(document, viewer) and fits(document, filters)
    )
    return None if len(chosen) == len(index.documents) else chosen
