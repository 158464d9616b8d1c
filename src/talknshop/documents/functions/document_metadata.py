"""``chatbot-document-metadata``: which documents there are."""

from pydantic import Field

from talknshop.documents.functions.plan import Scope
from talknshop.documents.ports import DocumentFilters, DocumentStore
from talknshop.schemas.base import WireModel
from talknshop.schemas.document import DocumentPage


class MetadataRequest(WireModel):
    """Which documents are asked for."""

    scope: Scope = Field(default_factory=Scope)
    title: str | None = Field(default=None, max_length=300)
    """Only those whose title has this in it."""
    viewer: str | None = None
    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=50, ge=1, le=200)


async def list_documents(request: MetadataRequest, *, documents: DocumentStore) -> DocumentPage:
    """Documents by title, page by page.

    Raises:
        ValidationError: The cursor is none of ours.
        DatabaseError: They cannot be read.
    """
    scope = request.scope.filters()
    filters = DocumentFilters(
        product_id=scope.product_id,
        marketplace=scope.marketplace,
        seller_id=scope.seller_id,
        language=scope.language,
        document_ids=scope.document_ids,
        title=request.title,
    )
    return await documents.list(
        filters, viewer=request.viewer, cursor=request.cursor, limit=request.limit
    )
