"""Questions to documents, as they are asked over HTTP and by the conversation."""

from enum import StrEnum

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.document import DocumentSubject


class ModelPart(StrEnum):
    """What a language model may do for an answer, where one is set."""

    WHOLE = "whole"
    """It plans what is looked up, and words the answer."""
    WORDING = "wording"
    """It words the answer."""
    NONE = "none"
    """Nothing: quotes stand as they are."""


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
    model_part: ModelPart = ModelPart.WHOLE
    """What a language model may do."""
