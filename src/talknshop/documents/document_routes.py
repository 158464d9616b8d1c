"""Documents over HTTP (docs/wire.md): adding, listing, reading, removing."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from talknshop.core.errors import AuthorizationError, UnsupportedFormatError
from talknshop.documents.container import Container
from talknshop.documents.functions.document_content import (
    ContentRequest,
    DocumentContent,
    read_content,
)
from talknshop.documents.functions.document_metadata import MetadataRequest, list_documents
from talknshop.documents.functions.plan import Scope
from talknshop.documents.ports import Refused, Unchanged
from talknshop.documents.routes import Caller, ContainerDependency, KnownCaller
from talknshop.schemas.base import WireModel
from talknshop.schemas.document import DocumentInfo, DocumentPage, DocumentSubject, DocumentText
from talknshop.schemas.error import error_responses

DocumentId = Annotated[str, Path(max_length=128)]
_Name = Annotated[str, Query(min_length=1, max_length=300)]
_About = Annotated[str | None, Query(max_length=256)]

router = APIRouter(
    prefix="/api/v1/documents", tags=["documents"], responses=error_responses(400, 401)
)


class AddedDocument(WireModel):
    """What came of adding a document."""

    document: DocumentInfo
    unchanged: bool
    """Whether exactly this was here already."""


@router.post("", status_code=201)
async def add_document(
    request: Request,
    container: ContainerDependency,
    user_id: KnownCaller,
    name: _Name,
    *,
    product_id: _About = None,
    marketplace: _About = None,
    seller_id: _About = None,
    public: bool = False,
    later: bool = False,
) -> AddedDocument:
    """Adds the document that is the body; only you see it, unless it is made public.

    It is found at once; with ``later`` within seconds, which is quicker for whoever adds many.
    """
    if public:
        require_operator(container, user_id)
    added = await container.ingestion.add(
        name,
        await request.body(),
        subject=DocumentSubject(
            product_id=product_id, marketplace=marketplace, seller_id=seller_id
        ),
        owner_id=None if public else user_id,
        index=not later,
    )
    if later:
        container.index_later()
    if isinstance(added, Refused):
        raise UnsupportedFormatError(added.reason, details={"name": added.name})
    return AddedDocument(document=added.document, unchanged=isinstance(added, Unchanged))


@router.get("")
async def get_documents(
    container: ContainerDependency,
    user_id: Caller,
    *,
    title: _About = None,
    product_id: _About = None,
    marketplace: _About = None,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DocumentPage:
    """Documents by title: those that everybody sees, and yours."""
    asked = MetadataRequest(
        scope=Scope(product_id=product_id, marketplace=marketplace),
        title=title,
        viewer=user_id,
        cursor=cursor,
        limit=limit,
    )
    return await list_documents(asked, documents=container.documents)


@router.get("/{document_id}", responses=error_responses(404))
async def get_document(
    document_id: DocumentId,
    container: ContainerDependency,
    user_id: Caller,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> DocumentContent:
    """A document with its text and its headings."""
    asked = ContentRequest(document_id=document_id, version=version, viewer=user_id)
    return await read_content(asked, documents=container.documents)


@router.get("/{document_id}/content", responses=error_responses(404))
async def get_content(
    document_id: DocumentId,
    container: ContainerDependency,
    user_id: Caller,
    *,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> DocumentText:
    """A slice of a document's text, exactly as it is stored."""
    return await container.documents.text(
        document_id, viewer=user_id, version=version, start=start, end=end
    )


@router.delete("/{document_id}", status_code=204, responses=error_responses(404))
async def delete_document(
    document_id: DocumentId, container: ContainerDependency, user_id: KnownCaller
) -> Response:
    """Removes a document with all its versions."""
    document = await container.documents.get(document_id, viewer=user_id)
    if document.owner_id is None:
        require_operator(container, user_id)
    await container.ingestion.remove(document_id, viewer=user_id)
    return Response(status_code=204)


def require_operator(container: Container, user_id: str) -> None:
    """Lets operators pass.

    Raises:
        AuthorizationError: Somebody else asks.
    """
    if user_id not in container.settings.document_operators:
        raise AuthorizationError(
            "Documents that everybody sees, and what people think of answers, are kept by "
            "operators. Have your user id put into DOCUMENT_OPERATORS, or use "
            "`talknshop documents` on the server."
        )
