"""What the documents service keeps of a person."""

from typing import Any

from pydantic import Field

from talknshop.schemas.answer_feedback import KeptFeedback
from talknshop.schemas.base import WireModel
from talknshop.schemas.document import DocumentInfo


class DocumentsOfUser(WireModel):
    """A person's own documents, and their conversations about documents."""

    documents: list[DocumentInfo] = Field(default_factory=list[DocumentInfo])
    document_conversations: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    """With everything that was said in them, as it is stored."""
    answer_feedback: list[KeptFeedback] = Field(default_factory=list[KeptFeedback])
    """What they thought of answers."""


class ForgottenDocuments(WireModel):
    """What was removed of a person."""

    documents: int = Field(ge=0)
    conversations: int = Field(ge=0)
