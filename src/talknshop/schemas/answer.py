"""Answers out of documents, with the places they come from (docs/wire.md)."""

from pydantic import Field

from talknshop.schemas.base import WireModel


class Citation(WireModel):
    """A place in a document; ``quote`` is exactly what stands there."""

    n: int = Field(ge=1)
    """Its number in the text, as in ``[1]``."""
    document_id: str
    version: int = Field(ge=1)
    title: str
    """Of the document."""
    char_start: int = Field(ge=0)
    """Where the quote begins in the stored text, in characters."""
    char_end: int = Field(ge=0)
    """Behind its last character."""
    page: int | None = Field(default=None, ge=1)
    """Of the original, where it has pages."""
    heading_path: list[str] = Field(default_factory=list)
    """The headings that it stands below, outermost first."""
    quote: str


class AnswerData(WireModel):
    """Data of the event ``answer``."""

    message_id: str
    """Of the message whose text this is; tokens of it may have been streamed before."""
    text: str
    citations: list[Citation] = Field(default_factory=list[Citation])
    """Empty where nothing was found, which the text then says."""
    extractive: bool = True
    """Whether the text is put together from passages, and no model had a hand in it."""
    worded_by: str | None = None
    """The model that worded it, ``provider:model``; null where its quotes stand as they are."""
