"""A conversation as ``GET /api/v1/sessions/{id}`` shows it (docs/wire.md)."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import RequestType, WorkflowStage
from talknshop.schemas.media import MediaReference
from talknshop.schemas.requirement import Requirement

LONGEST_TITLE = 200


class SessionState(WireModel):
    """What a session knows between turns."""

    session_id: str
    user_id: str
    title: str | None = None
    """What the conversation is called: its first words, until the person names it."""
    workflow_stage: WorkflowStage = WorkflowStage.INITIAL
    request_type: RequestType = RequestType.CHAT
    requirement_spec: Requirement | None = None
    clarification_count: int = 0
    last_message: str | None = None
    last_media: list[MediaReference] = Field(default_factory=list[MediaReference])
    transcript: str | None = None
    image_attributes: dict[str, Any] | None = None
    search_results: dict[str, Any] | None = None
    created_at: datetime
    updated_at: datetime
    metadata: dict[str, Any] = Field(default_factory=dict)


class SessionChanges(WireModel):
    """What a person may change of a conversation."""

    title: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)
    ]


class SessionView(WireModel):
    """A session and whether anybody is connected to it."""

    session: SessionState
    active: bool
    connection_count: int


class SaidLine(WireModel):
    """A conversation in which the person said what is looked for."""

    session_id: str
    title: str | None
    updated_at: datetime
    """When the conversation was last used."""
    line: str
    """The latest message that has every word, cut around the first of them."""
    said_at: datetime


class SaidLines(WireModel):
    """What was found in a person's conversations, last used first."""

    matches: list[SaidLine]
