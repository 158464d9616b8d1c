"""Files that a person sends: references in a message, uploads, and what is kept of them."""

from datetime import datetime
from enum import StrEnum

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


_LONGEST_NAME = 255


class UploadDraft(WireModel):
    """What somebody is about to upload; older clients say ``file_type`` and ``file_size``."""

    file_name: str = Field(min_length=1, max_length=_LONGEST_NAME)
    content_type: str = Field(
        min_length=1, max_length=_LONGEST_NAME,
        validation_alias=AliasChoices("content_type", "file_type", "mime_type"),
    )  # fmt: skip
    media_type: MediaType | None = None
    file_size: int | None = Field(
        default=None, ge=1, validation_alias=AliasChoices("file_size", "size_bytes", "size")
    )


class ProcessingStatus(StrEnum):
    """How far a file is."""

    PENDING = "pending"
    """Its bytes have not all come."""
    COMPLETED = "completed"
    """It was opened and written anew, and can be used."""


class MediaFile(WireModel):
    """A file of a person; only the copy that we wrote is kept."""

    media_id: str
    s3_key: str
    s3_bucket: str
    media_type: MediaType
    content_type: str
    """Of the copy; what it was sent as counts for nothing."""
    file_name: str
    size_bytes: int | None = None
    """Of the copy; null while bytes are awaited."""
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    processing_status: ProcessingStatus
    uploaded_at: datetime
    expires_at: datetime
    download_url: str | None = None
    """Below the address of the media service; null while bytes are awaited."""


class MediaFiles(WireModel):
    """A person's files, newest first."""

    files: list[MediaFile]


class DeletedMedia(WireModel):
    """How many files were removed."""

    deleted: int


class UploadTarget(WireModel):
    """Where to send the bytes of one file, and for how long."""

    media_id: str
    s3_key: str
    upload_url: str
    """Takes one POST of a form with ``file`` behind ``fields``, a PUT, or PATCHes one by one.

    A path is below the address of the media service.
    """
    fields: dict[str, str] = Field(default_factory=dict)
    """What a form has to carry before its ``file``; nothing where we keep files ourselves."""
    complete_url: str | None = None
    """Takes a POST once the form was sent, and answers as ``upload_url`` of ours does with the last
    byte; null where nothing is left to say."""
    max_bytes: int
    expires_at: datetime
    metadata: MediaFile


class MediaCapabilities(WireModel):
    """What of photos and recordings is understood here, so that nothing else is offered."""

    photos: bool = False
    recordings: bool = False


class MediaEngines(WireModel):
    """What recognises, by name; null where nothing is installed that could."""

    speech: str | None = None
    images: str | None = None


class MediaHealth(WireModel):
    """How the media service is, as far as others need it."""

    engines: MediaEngines
