"""``chatbot-conversation-manager``: keeps what was asked and answered.

Each message is a record of its own, numbered: whoever is second takes the next number, so that
writers at the same time lose nothing.
"""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError
from talknshop.core.ids import new_id
from talknshop.documents.functions.plan import LONGEST_QUESTION
from talknshop.schemas.answer import Citation
from talknshop.schemas.base import WireModel
from talknshop.storage.records import RecordStore
from talknshop.storage.user_records import all_of_user

_CONVERSATION, _MESSAGE = "CONVERSATION", "MESSAGE#"
_MOST_ATTEMPTS = 100
_PAGE = 500


class Role(StrEnum):
    """Who said a message."""

    USER = "user"
    ASSISTANT = "assistant"


class ConversationMessage(WireModel):
    """Something that was said."""

    number: int = Field(ge=1)
    role: Role
    text: str = Field(max_length=100_000)
    citations: list[Citation] = Field(default_factory=list[Citation])
    said_at: datetime


class Conversation(WireModel):
    """A conversation; ``messages`` are the last ones that were asked for, oldest first."""

    conversation_id: str
    user_id: str
    title: str
    created_at: datetime
    messages: list[ConversationMessage] = Field(default_factory=list[ConversationMessage])


class Conversations(WireModel):
    """A person's conversations, last begun first."""

    conversations: list[Conversation]


async def create(user_id: str, title: str, *, records: RecordStore, clock: Clock) -> Conversation:
    """Begins a conversation."""
    conversation = Conversation(
        conversation_id=new_id("ask"),
        user_id=user_id,
        title=title.strip()[:200] or "Questions",
        created_at=clock.now(),
    )
    await records.put(
        conversation.conversation_id,
        _CONVERSATION,
        conversation.model_dump(mode="json", exclude={"messages"}),
        expected_version=0,
        user_id=user_id,
    )
    return conversation


async def read(
    user_id: str, conversation_id: str, *, records: RecordStore, last: int = 50
) -> Conversation:
    """A conversation with its last messages.

    Raises:
        NotFoundError: The person has none of this id.
    """
    conversation = await _own(user_id, conversation_id, records)
    messages = await _messages(conversation_id, records)
    return conversation.model_copy(update={"messages": messages[-last:] if last else []})


async def append(
    user_id: str,
    conversation_id: str,
    role: Role,
    text: str,
    *,
    records: RecordStore,
    clock: Clock,
    citations: list[Citation] | None = None,
) -> ConversationMessage:
    """Adds a message behind all others.

    Raises:
        NotFoundError: The person has no such conversation.
        ConflictError: A hundred others were quicker.
    """
    await _own(user_id, conversation_id, records)
    number = len(await _messages(conversation_id, records)) + 1
    for _ in range(_MOST_ATTEMPTS):
        message = ConversationMessage(
            number=number,
            role=role,
            text=text[: 20 * LONGEST_QUESTION],
            citations=citations or [],
            said_at=clock.now(),
        )
        try:
            await records.put(
                conversation_id,
                f"{_MESSAGE}{number:08}",
                message.model_dump(mode="json"),
                expected_version=0,
            )
        except ConflictError:
            number += 1
        else:
            return message
    raise ConflictError("This conversation is being written to by too many at once. Try again.")


async def of_user(user_id: str, *, records: RecordStore, limit: int = 50) -> Conversations:
    """A person's conversations, without their messages."""
    found = await records.list_by_user(user_id, _CONVERSATION, limit=limit)
    return Conversations(conversations=[Conversation.model_validate(one.value) for one in found])


async def delete(user_id: str, conversation_id: str, *, records: RecordStore) -> None:
    """Removes a conversation with everything that was said in it.

    Raises:
        NotFoundError: The person has none of this id.
    """
    await _own(user_id, conversation_id, records)
    await records.delete_partition(conversation_id)


async def delete_all(user_id: str, *, records: RecordStore) -> int:
    """Removes every conversation of a person; returns how many."""
    removed = 0
    async for record in all_of_user(records, user_id, _CONVERSATION):
        await records.delete_partition(record.partition)
        removed += 1
    return removed


async def _own(user_id: str, conversation_id: str, records: RecordStore) -> Conversation:
    record = await records.get(conversation_id, _CONVERSATION)
    if record is None or record.value["user_id"] != user_id:
        raise NotFoundError(
            "You have no conversation of this id.", details={"conversation_id": conversation_id}
        )
    return Conversation.model_validate(record.value)


async def _messages(conversation_id: str, records: RecordStore) -> list[ConversationMessage]:
    found: list[ConversationMessage] = []
    after = ""
    while page := await records.query(conversation_id, _MESSAGE, after=after, limit=_PAGE):
        found += [ConversationMessage.model_validate(one.value) for one in page]
        after = page[-1].sort
    return found
