"""What the functions hand each other: plans of actions, and what came of them."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from talknshop.documents.ports import DocumentFilters
from talknshop.schemas.base import WireModel
from talknshop.schemas.document import DocumentInfo, DocumentSubject, DocumentText, Passage

MOST_ACTIONS = 6
LONGEST_QUESTION = 5000


class ActionType(StrEnum):
    """What can be done for an answer."""

    SEARCH_PASSAGES = "search_passages"
    LIST_DOCUMENTS = "list_documents"
    READ_DOCUMENT = "read_document"


class Execution(StrEnum):
    """How the actions of a plan go."""

    PARALLEL = "parallel"
    SEQUENTIAL = "sequential"


class Scope(WireModel):
    """Which documents a question is about; everything open means all that the person may see."""

    product_id: str | None = Field(default=None, max_length=200)
    marketplace: str | None = Field(default=None, max_length=50)
    seller_id: str | None = Field(default=None, max_length=256)
    language: str | None = Field(default=None, max_length=8)
    document_ids: list[str] = Field(default_factory=list, max_length=100)

    def filters(self) -> DocumentFilters:
        """The same, as the ports take it."""
        return DocumentFilters(
            product_id=self.product_id,
            marketplace=self.marketplace,
            seller_id=self.seller_id,
            language=self.language,
            document_ids=frozenset(self.document_ids),
        )

    @classmethod
    def of(cls, subject: DocumentSubject) -> "Scope":
        """The documents of a subject."""
        return cls(
            product_id=subject.product_id,
            marketplace=subject.marketplace,
            seller_id=subject.seller_id,
        )


class Action(WireModel):
    """One thing to do."""

    action_id: str = Field(min_length=1, max_length=64)
    type: ActionType
    query: str | None = Field(default=None, max_length=LONGEST_QUESTION)
    """What is searched for; for documents, what their title has in it."""
    document_id: str | None = Field(default=None, max_length=200)
    char_start: int = Field(default=0, ge=0)
    char_end: int | None = Field(default=None, ge=0)
    limit: int = Field(default=8, ge=1, le=50)


class ActionPlan(WireModel):
    """What shall be done to answer a question."""

    execution: Execution = Execution.PARALLEL
    actions: list[Action] = Field(min_length=1, max_length=MOST_ACTIONS)
    decided_by: str = "rules"
    """``rules``, or the model that did."""
    fallback: bool = False
    """Whether a model was asked first and could not be used."""
    reason: str | None = None
    """Why it could not, as an error type."""


class ActionResult(WireModel):
    """What came of an action; exactly one of ``error`` and the rest is there."""

    action_id: str
    type: ActionType
    passages: list[Passage] = Field(default_factory=list[Passage])
    documents: list[DocumentInfo] = Field(default_factory=list[DocumentInfo])
    text: DocumentText | None = None
    error: dict[str, Any] | None = None
    """The envelope of the failure."""
    took_ms: float = 0.0
    uses_vectors: bool | None = None
    """Of a search: whether meaning counted."""
