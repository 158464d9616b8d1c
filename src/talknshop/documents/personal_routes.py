"""What is kept of a person, over HTTP (docs/wire.md): handing it out, and forgetting it."""

from fastapi import APIRouter

from talknshop.documents.functions import conversation_manager as conversations
from talknshop.documents.routes import Caller, ContainerDependency, KnownCaller
from talknshop.schemas.base import WireModel
from talknshop.schemas.error import error_responses
from talknshop.schemas.kept_documents import DocumentsOfUser, ForgottenDocuments

_MOST = 1000


class Rights(WireModel):
    """What a person may do with documents, their own aside."""

    publish: bool
    """Whether they may add and remove documents that everybody sees."""


router = APIRouter(prefix="/api/v1", tags=["personal data"], responses=error_responses(401))


@router.get("/me/rights")
async def get_rights(container: ContainerDependency, user_id: Caller) -> Rights:
    """What you may do with the documents that everybody sees."""
    return Rights(publish=user_id in container.settings.document_operators)


@router.get("/me")
async def get_kept(container: ContainerDependency, user_id: KnownCaller) -> DocumentsOfUser:
    """The documents that you alone see, and your conversations."""
    records = container.records
    begun = await conversations.of_user(user_id, records=records, limit=_MOST)
    whole = [
        await conversations.read(user_id, one.conversation_id, records=records, last=_MOST)
        for one in begun.conversations
    ]
    return DocumentsOfUser(
        documents=[one async for one in container.documents.all() if one.owner_id == user_id],
        document_conversations=[one.model_dump(mode="json") for one in whole],
        answer_feedback=await container.feedback.of_user(user_id),
    )


@router.delete("/documents")
async def delete_own(container: ContainerDependency, user_id: KnownCaller) -> ForgottenDocuments:
    """Removes the documents that you alone see, and your conversations."""
    await container.feedback.forget(user_id)
    removed = await container.ingestion.remove_of_owner(user_id)
    forgotten = await conversations.delete_all(user_id, records=container.records)
    return ForgottenDocuments(documents=removed, conversations=forgotten)
