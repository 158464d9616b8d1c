"""What answering works with: stored documents, passages that fit a question, and vectors of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from talknshop.schemas.document import (
    DocumentInfo,
    DocumentPage,
    DocumentSubject,
    DocumentText,
    HeadingNode,
    Passage,
)

Viewer = str | None
"""Who looks: a user id; None sees what everybody may see."""


@dataclass(frozen=True, slots=True)
class DocumentFilters:
    """Which documents are meant; None and empty leave open.

    Attributes:
        product_id: Those about this product.
        marketplace: Those about this marketplace.
        seller_id: Those of this seller.
        language: Those in this language, ISO 639-1.
        document_ids: Only these.
        title: Those whose title has this in it, whatever the case.
    """

    product_id: str | None = None
    marketplace: str | None = None
    seller_id: str | None = None
    language: str | None = None
    document_ids: frozenset[str] = frozenset()
    title: str | None = None


class DocumentStore(Protocol):
    """Keeps the text of every version of every document.

    Whatever somebody else alone may see raises ``NotFoundError``, like what does not exist.
    """

    async def get(self, document_id: str, *, viewer: Viewer) -> DocumentInfo:
        """A document, in its newest version.

        Raises:
            NotFoundError: There is none that the viewer may see.
        """
        ...

    async def text(
        self,
        document_id: str,
        *,
        viewer: Viewer,
        version: int | None = None,
        start: int = 0,
        end: int | None = None,
    ) -> DocumentText:
        """A slice of a version's text; offsets beyond its end are its end.

        Raises:
            NotFoundError: There is no such document or version that the viewer may see.
        """
        ...

    async def outline(self, document_id: str, *, viewer: Viewer) -> list[HeadingNode]:
        """The headings of the newest version, as a tree.

        Raises:
            NotFoundError: There is none that the viewer may see.
        """
        ...

    async def list(
        self,
        filters: DocumentFilters,
        *,
        viewer: Viewer,
        cursor: str | None = None,
        limit: int = 50,
    ) -> DocumentPage:
        """Documents by title, page by page.

        Raises:
            ValidationError: The cursor is none of ours.
        """
        ...


class PassageSearch(Protocol):
    """Finds the places that fit a question."""

    @property
    def uses_vectors(self) -> bool:
        """Whether meaning counts, or words alone."""
        ...

    async def search(
        self,
        query: str,
        vector: Sequence[float] | None,
        filters: DocumentFilters,
        *,
        viewer: Viewer,
        limit: int = 10,
    ) -> list[Passage]:
        """The passages that fit best, best first; none where nothing has a word of the question.

        Args:
            query: The question in words.
            vector: The question as ``QueryEncoder`` made it; None searches words alone.
            filters: Which documents are searched.
            viewer: Who asks.
            limit: How many at most.
        """
        ...


class QueryEncoder(Protocol):
    """Makes vectors of questions."""

    async def encode(self, text: str) -> list[float] | None:
        """The vector of a question; None where no encoder is set up."""
        ...


@dataclass(frozen=True, slots=True)
class Added:
    """A document was read, or a new version of it."""

    document: DocumentInfo


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The same content is stored already."""

    document: DocumentInfo


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken.

    Attributes:
        name: The file.
        reason: One sentence: why, and what to do.
    """

    name: str
    reason: str


class Ingestion(Protocol):
    """Takes documents in, and lets go of them."""

    async def add(
        self, name: str, data: bytes, *, subject: DocumentSubject, owner_id: str | None
    ) -> Added | Unchanged | Refused:
        """Reads a file; the same name of the same owner is a new version of what it was before."""
        ...

    async def remove(self, document_id: str, *, viewer: Viewer) -> None:
        """Removes a document with all versions, passages and vectors.

        Raises:
            NotFoundError: There is none that the viewer may remove.
        """
        ...
