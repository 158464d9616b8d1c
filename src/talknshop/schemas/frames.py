"""What clients send over the socket, in every dialect there is (docs/wire.md)."""

from enum import StrEnum

from pydantic import AliasChoices, Field, field_validator

from talknshop.schemas.base import WireModel
from talknshop.schemas.media import MediaReference

MAX_MESSAGE_CHARACTERS = 5000


class FrameType(StrEnum):
    """The frames the server understands."""

    MESSAGE = "message"
    ANSWER = "answer"
    RESUME = "resume"
    PING = "ping"
    PONG = "pong"
    DISCONNECT = "disconnect"


class ClientFrame(WireModel):
    """One frame: ``type`` in any case, ``text`` for ``message``, ``media_refs`` for ``media``."""

    type: FrameType
    message: str | None = Field(default=None, validation_alias=AliasChoices("message", "text"))
    media: list[MediaReference] = Field(
        default_factory=list[MediaReference],
        validation_alias=AliasChoices("media", "media_refs"),
        max_length=10,
    )
    client_id: str | None = Field(default=None, max_length=128)
    last_seq: int | None = Field(default=None, ge=0)

    @field_validator("type", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value
