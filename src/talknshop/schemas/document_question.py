"""Questions to documents, as they are asked over HTTP and by the conversation."""

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.document import DocumentSubject


class DocumentQuestion(WireModel):
    """A question that documents shall answer."""

    question: str = Field(min_length=1, max_length=5000)
    language: str | None = Field(default=None, max_length=8)
    """Of the answer, ISO 639-1; null answers in that of the question."""
    subject: DocumentSubject = Field(default_factory=DocumentSubject)
    """Narrows the documents down to those about something."""
    document_ids: list[str] = Field(default_factory=list, max_length=100)
    """Narrows them down to these."""
    history: list[str] = Field(default_factory=list, max_length=20)
    """The questions before this one, oldest first."""
    conversation_id: str | None = Field(default=None, max_length=128)
    """A conversation that question and answer are kept in, and read with."""
