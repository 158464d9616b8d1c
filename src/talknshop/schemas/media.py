"""References to what a person attached to a message."""

from datetime import datetime

from pydantic import AliasChoices, Field, field_validator

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import MediaType

# What a record can hold; far beyond what anybody uploads.
_MOST_BYTES = 2**63 - 1


class MediaReference(WireModel):
    """An uploaded file, named by its key; older clients send only kind and key."""

    media_type: MediaType = Field(validation_alias=AliasChoices("media_type", "category"))
    s3_key: str = Field(min_length=1, max_length=1024)
    content_type: str | None = Field(
        default=None, validation_alias=AliasChoices("content_type", "mime_type")
    )
    size_bytes: int | None = Field(default=None, ge=0, le=_MOST_BYTES)
    uploaded_at: datetime | None = None

    @field_validator("media_type", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        # The original web client writes IMAGE and AUDIO.
        return value.lower() if isinstance(value, str) else value
