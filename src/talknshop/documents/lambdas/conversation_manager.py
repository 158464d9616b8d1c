"""``chatbot-conversation-manager`` as a Lambda function."""

from enum import StrEnum

from pydantic import BaseModel, Field

from talknshop.core.errors import AuthenticationError, ValidationError
from talknshop.documents.functions import conversation_manager as conversations
from talknshop.documents.functions.conversation_manager import Role
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators
from talknshop.schemas.answer import Citation
from talknshop.schemas.base import WireModel

NAME = "chatbot-conversation-manager"


class Operation(StrEnum):
    """What can be done with conversations."""

    CREATE = "create"
    READ = "read"
    APPEND = "append"
    LIST = "list"
    DELETE = "delete"


class ConversationRequest(WireModel):
    """What is asked of a person's conversations."""

    operation: Operation
    conversation_id: str | None = Field(default=None, max_length=128)
    """Of the one that is read, added to or deleted."""
    title: str = Field(default="", max_length=200)
    role: Role = Role.USER
    text: str = Field(default="", max_length=100_000)
    citations: list[Citation] = Field(default_factory=list[Citation])
    last: int = Field(default=50, ge=1, le=500)


async def run(call: Call, collaborators: Collaborators) -> BaseModel | None:
    """Does something with a person's conversations."""
    asked = {"operation": _usual(call), **call.payload}
    request = request_of(ConversationRequest, asked)
    user_id = call.viewer
    if user_id is None:
        raise AuthenticationError("Conversations belong to somebody. Say or prove who asks.")
    records, clock = await collaborators.records(), collaborators.clock
    if request.operation is Operation.CREATE:
        return await conversations.create(user_id, request.title, records=records, clock=clock)
    if request.operation is Operation.LIST:
        return await conversations.of_user(user_id, records=records)
    if request.conversation_id is None:
        raise ValidationError("conversation_id is missing: name the conversation.")
    of = request.conversation_id
    match request.operation:
        case Operation.READ:
            return await conversations.read(user_id, of, records=records, last=request.last)
        case Operation.DELETE:
            return await conversations.delete(user_id, of, records=records)
        case Operation.APPEND:
            if not request.text.strip():
                raise ValidationError("text is missing: say what is added.")
            return await conversations.append(
                user_id,
                of,
                request.role,
                request.text,
                records=records,
                clock=clock,
                citations=request.citations,
            )


def _usual(call: Call) -> Operation | None:
    """What a method means where no operation is named."""
    is_one = bool(call.payload.get("conversation_id"))
    match call.method:
        case "GET":
            return Operation.READ if is_one else Operation.LIST
        case "POST":
            return Operation.APPEND if is_one else Operation.CREATE
        case "DELETE":
            return Operation.DELETE
        case _:
            return None


handler = LambdaFunction(NAME, run)
