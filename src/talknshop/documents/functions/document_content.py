"""``chatbot-document-content``: what a document says, with its headings."""

from pydantic import Field

from talknshop.core.errors import ValidationError
from talknshop.documents.ports import DocumentStore
from talknshop.schemas.base import WireModel
from talknshop.schemas.document import DocumentInfo, DocumentText, HeadingNode


class ContentRequest(WireModel):
    """A slice of a document."""

    document_id: str = Field(min_length=1, max_length=200)
    version: int | None = Field(default=None, ge=1)
    """Null for the newest."""
    char_start: int = Field(default=0, ge=0)
    char_end: int | None = Field(default=None, ge=0)
    viewer: str | None = None


class DocumentContent(WireModel):
    """A document with a slice of its text, and the headings of its newest version."""

    document: DocumentInfo
    content: DocumentText
    outline: list[HeadingNode]


async def read_content(request: ContentRequest, *, documents: DocumentStore) -> DocumentContent:
    """A slice of a document.

    Raises:
        ValidationError: The slice ends before it begins.
        NotFoundError: There is no such document or version that the viewer may see.
        StorageError: Its text cannot be read.
    """
    if request.char_end is not None and request.char_end < request.char_start:
        raise ValidationError("The slice ends before it begins: char_end is below char_start.")
    document = await documents.get(request.document_id, viewer=request.viewer)
    content = await documents.text(
        request.document_id,
        viewer=request.viewer,
        version=request.version,
        start=request.char_start,
        end=request.char_end,
    )
    outline = await documents.outline(request.document_id, viewer=request.viewer)
    return DocumentContent(document=document, content=content, outline=outline)
