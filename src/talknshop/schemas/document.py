"""Documents that questions are answered from: what is told of them, and the places in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from talknshop.schemas.base import WireModel


class DocumentFormat(StrEnum):
    """What a document was read from."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"


class DocumentSubject(WireModel):
    """What a document belongs to; all null means that it is about everything here."""

    product_id: str | None = Field(default=None, max_length=200)
    product_ids: list[str] = Field(default_factory=list[str], max_length=200)
    """Further products that it is about: the same in other colours, or used."""
    marketplace: str | None = Field(default=None, max_length=50)
    seller_id: str | None = Field(default=None, max_length=256)


@dataclass(frozen=True, slots=True)
class BundledDocument:
    """A document to begin with.

    Attributes:
        data: The file.
        product_ids: The products that it is about; none for everything.
    """

    data: bytes
    product_ids: tuple[str, ...] = ()

    @property
    def subject(self) -> DocumentSubject:
        """What it belongs to."""
        first, *further = self.product_ids or (None,)
        return DocumentSubject(product_id=first, product_ids=[one for one in further if one])


class DocumentInfo(WireModel):
    """A document, without its text."""

    document_id: str
    version: int = Field(ge=1)
    """Counts up with every change of the content; places belong to a version."""
    title: str
    format: DocumentFormat
    language: str | None = None
    """ISO 639-1 code, where it could be told."""
    subject: DocumentSubject = Field(default_factory=DocumentSubject)
    source: str
    """The file name or address that it came from."""
    owner_id: str | None = None
    """Who alone may see it; null for everybody."""
    content_hash: str
    """Of the bytes it was read from: the same again is not read again."""
    char_count: int = Field(ge=0)
    page_count: int | None = Field(default=None, ge=1)
    chunk_count: int = Field(ge=0)
    added_at: datetime
    updated_at: datetime


class DocumentPlace(WireModel):
    """A place in a version of a document; the stored text between the offsets is what is cited."""

    document_id: str
    version: int = Field(ge=1)
    char_start: int = Field(ge=0)
    char_end: int = Field(ge=0)
    page: int | None = Field(default=None, ge=1)
    heading_path: list[str] = Field(default_factory=list)


class Passage(DocumentPlace):
    """A place that was found, with its text."""

    title: str
    """Of the document."""
    text: str
    score: float


class DocumentPage(WireModel):
    """One page of a list of documents."""

    documents: list[DocumentInfo]
    next_cursor: str | None = None
    """Asks for the next page; null on the last."""


class HeadingNode(WireModel):
    """A heading of a document and what stands below it."""

    title: str
    char_start: int = Field(ge=0)
    char_end: int = Field(ge=0)
    """Where its part ends, with everything below it."""
    page: int | None = Field(default=None, ge=1)
    children: list["HeadingNode"] = Field(default_factory=list["HeadingNode"])


class DocumentText(WireModel):
    """A slice of a document's stored text."""

    document_id: str
    version: int = Field(ge=1)
    char_start: int = Field(ge=0)
    char_end: int = Field(ge=0)
    text: str
