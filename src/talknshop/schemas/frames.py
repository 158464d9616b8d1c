"""What clients send over the socket, in every dialect there is (docs/wire.md)."""

from enum import StrEnum
from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints, field_validator

from talknshop.schemas.base import WireModel
from talknshop.schemas.media import MediaReference
from talknshop.schemas.requirement import Operation
from talknshop.schemas.search import RankingCriteria

MAX_MESSAGE_CHARACTERS = 5000

LocaleTag = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$", max_length=35)
]
"""A language, perhaps with a region: ``de``, ``de-AT``."""


class FrameType(StrEnum):
    """The frames the server understands."""

    MESSAGE = "message"
    ANSWER = "answer"
    EDIT = "edit"
    RANK = "rank"
    CONFIRM = "confirm"
    FEEDBACK = "feedback"
    CANCEL = "cancel"
    RESUME = "resume"
    PING = "ping"
    PONG = "pong"
    DISCONNECT = "disconnect"


class Decision(StrEnum):
    """What a seller says to a preview."""

    YES = "yes"
    NO = "no"


class ClientFrame(WireModel):
    """One frame: ``type`` in any case, ``text`` for ``message``, ``media_refs`` for ``media``."""

    type: FrameType
    message: str | None = Field(default=None, validation_alias=AliasChoices("message", "text"))
    media: list[MediaReference] = Field(
        default_factory=list[MediaReference],
        validation_alias=AliasChoices("media", "media_refs"),
        max_length=10,
    )
    operations: list[Operation] = Field(default_factory=list[Operation], max_length=50)
    """Changes to the requirement, for ``edit``."""
    weights: RankingCriteria | None = None
    """How much each part of the ranking counts from now on, for ``rank``."""
    decision: Decision | None = None
    """The answer to a preview, for ``confirm``."""
    preview_id: str | None = Field(default=None, max_length=128)
    """The preview that ``confirm`` is about; without it, the last one."""
    target: str | None = Field(default=None, max_length=200)
    """What the feedback is about: a product, a message or a run id."""
    value: str | int | None = None
    """The judgement: ``up``, ``down`` or a number; or ``click``, for a link that was followed."""
    reason: str | None = Field(default=None, max_length=2000)
    client_id: str | None = Field(default=None, max_length=128)
    replaces: str | None = Field(default=None, max_length=128)
    """The run of the turn that a ``message`` or ``answer`` is said instead of."""
    locale: LocaleTag | None = None
    """What the page speaks; a reply is in it where the words tell no language."""
    last_seq: int | None = Field(default=None, ge=0)

    @field_validator("type", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value
