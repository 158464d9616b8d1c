"""Turns over HTTP: what a program sends, and what it is answered after the run (docs/wire.md)."""

from typing import Literal

from pydantic import AliasChoices, Field

from talknshop.schemas.answer import AnswerData
from talknshop.schemas.base import WireModel
from talknshop.schemas.events import ClarificationData, ResultsData
from talknshop.schemas.frames import Decision, LocaleTag
from talknshop.schemas.job import JobData
from talknshop.schemas.listing import ListingPreview
from talknshop.schemas.media import MediaReference
from talknshop.schemas.requirement import Operation

AnswerType = Literal["clarification", "results", "listing", "answer", "message"]
"""What a turn ended with; a cancelled one ends with a message."""

_LONGEST_ID = 128


class TurnRequest(WireModel):
    """What every request that starts a turn may carry."""

    media: list[MediaReference] = Field(
        default_factory=list[MediaReference],
        validation_alias=AliasChoices("media", "media_refs"),
        max_length=10,
    )
    """With an attachment the text may be empty."""
    client_id: str | None = Field(default=None, max_length=_LONGEST_ID)
    """Chosen by the client; the same one again within the session answers with the same run."""
    replaces: str | None = Field(default=None, max_length=_LONGEST_ID)
    """The run of the last turn, where this is said instead of it."""
    locale: LocaleTag | None = None
    """What the client speaks; a reply is in it where the words tell no language."""
    user_id: str | None = Field(default=None, max_length=_LONGEST_ID)
    """Who is talking, unless the query says so; ``anonymous`` when neither does."""


class ChatRequest(TurnRequest):
    """A message; without a ``session_id`` it begins a new conversation."""

    message: str | None = Field(default=None, validation_alias=AliasChoices("message", "text"))
    """1 to 5,000 characters after control characters were removed."""
    session_id: str | None = Field(default=None, min_length=1, max_length=_LONGEST_ID)


class ClarifyRequest(TurnRequest):
    """The answer to a question of the conversation."""

    answer: str | None = Field(default=None, validation_alias=AliasChoices("answer", "message"))
    """1 to 5,000 characters after control characters were removed."""


class ChatAnswer(WireModel):
    """How a turn ended."""

    session_id: str
    run_id: str
    type: AnswerType
    data: ResultsData | ClarificationData | ListingPreview | JobData | AnswerData | None = None
    """The data of the ``results``, ``clarification``, ``listing``, ``job`` or ``answer`` event."""
    message: str
    """Everything the person was told, whole."""


class ConfirmRequest(WireModel):
    """The answer to the preview of a listing."""

    decision: Decision
    preview_id: str | None = Field(default=None, max_length=_LONGEST_ID)
    """The preview that is meant; without it, the last one."""
    operations: list[Operation] = Field(default_factory=list[Operation], max_length=50)
    """Changes to the listing; where they change it, there is a new preview instead of a posting."""
    client_id: str | None = Field(default=None, max_length=_LONGEST_ID)
    """Chosen by the client; the same one again within the session answers with the same run."""
    locale: LocaleTag | None = None
    user_id: str | None = Field(default=None, max_length=_LONGEST_ID)
    """Who is talking, unless the query says so."""


class ResultsPage(ResultsData):
    """A page of a session's last search, with the keys of the ``results`` event."""

    page: int = Field(ge=1)
    pages: int = Field(ge=1)
