"""Conversations about documents over HTTP (docs/wire.md)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from talknshop.documents.functions import conversation_manager as conversations
from talknshop.documents.functions.conversation_manager import Conversation, Conversations
from talknshop.documents.routes import ContainerDependency, KnownCaller
from talknshop.schemas.base import WireModel
from talknshop.schemas.error import error_responses

ConversationId = Annotated[str, Path(max_length=128)]

router = APIRouter(
    prefix="/api/v1/conversations", tags=["conversations"], responses=error_responses(400, 401)
)


class NewConversation(WireModel):
    """What a conversation is to be called."""

    title: str = Field(default="", max_length=200)


@router.post("", status_code=201)
async def create_conversation(
    draft: NewConversation, container: ContainerDependency, user_id: KnownCaller
) -> Conversation:
    """Begins a conversation."""
    return await conversations.create(
        user_id, draft.title, records=container.records, clock=container.clock
    )


@router.get("")
async def get_conversations(container: ContainerDependency, user_id: KnownCaller) -> Conversations:
    """Your conversations, last begun first."""
    return await conversations.of_user(user_id, records=container.records)


@router.get("/{conversation_id}", responses=error_responses(404))
async def get_conversation(
    conversation_id: ConversationId,
    container: ContainerDependency,
    user_id: KnownCaller,
    last: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Conversation:
    """A conversation with its last messages."""
    return await conversations.read(user_id, conversation_id, records=container.records, last=last)


@router.delete("/{conversation_id}", status_code=204, responses=error_responses(404))
async def delete_conversation(
    conversation_id: ConversationId, container: ContainerDependency, user_id: KnownCaller
) -> Response:
    """Removes a conversation."""
    await conversations.delete(user_id, conversation_id, records=container.records)
    return Response(status_code=204)
