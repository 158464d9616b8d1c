"""What is asked about recordings, and the answers in each of their forms."""

from typing import Literal

from pydantic import AliasChoices, Field

from talknshop.core.ids import new_id
from talknshop.media.limits import MOST_IN_BATCH
from talknshop.media.transcription.base import Heard, Segment
from talknshop.schemas.base import WireModel
from talknshop.schemas.recognition import JobStatus, SpokenSegment, TranscriptionJob


class AudioRequest(WireModel):
    """One recording: an uploaded one by its key, or the file itself in base64."""

    s3_key: str | None = Field(
        default=None, max_length=1_024, validation_alias=AliasChoices("s3_key", "audio_key")
    )
    audio_file: str | None = Field(
        default=None, validation_alias=AliasChoices("audio_file", "audio", "audio_base64")
    )
    audio_url: str | None = None
    """Refused: addresses are never fetched."""
    language: str = Field(
        default="en-US", max_length=35, validation_alias=AliasChoices("language", "language_code")
    )
    prompt: str = Field(default="", max_length=2_000)
    """Words that are likely to occur."""
    speaker_count: int | None = Field(default=None, ge=1, le=10)
    """Accepted and passed over: no engine here tells speakers apart."""
    vocabulary_name: str | None = Field(default=None, max_length=200)
    output_format: str = Field(default="json", max_length=20)


class AudioBatch(WireModel):
    """Several recordings."""

    recordings: list[AudioRequest | str] = Field(
        min_length=1, max_length=MOST_IN_BATCH,
        validation_alias=AliasChoices("recordings", "audio_files", "items", "requests"),
    )  # fmt: skip
    """Each as for one recording, or its key."""


class AudioBatchItem(WireModel):
    """What became of one of them."""

    status: Literal["completed", "failed"]
    result: TranscriptionJob | None = None
    error_message: str | None = None


class AudioBatchResult(WireModel):
    """What became of each, in the order they were sent."""

    batch_id: str
    status: Literal["completed", "failed"]
    results: list[AudioBatchItem]


def begun_job(job_id: str, *, engine: str, language: str, duration: float) -> TranscriptionJob:
    """A transcription that is to be asked for later."""
    return TranscriptionJob(
        transcription_id=job_id, status=JobStatus.IN_PROGRESS, engine=engine, language=language,
        duration_seconds=duration,
    )  # fmt: skip


def done_job(
    heard: Heard,
    *,
    engine: str,
    needs_confirmation: bool,
    seconds: float | None,
    job_id: str | None = None,
) -> TranscriptionJob:
    """A transcription that is done, with an id of its own where none is given."""
    return TranscriptionJob(
        transcription_id=job_id or new_id("trn"),
        status=JobStatus.COMPLETED,
        transcript=heard.transcript,
        raw_transcript=heard.raw_transcript,
        confidence=heard.confidence,
        needs_confirmation=needs_confirmation,
        language=heard.language,
        engine=engine,
        duration_seconds=heard.duration_seconds,
        segments=[_spoken(one) for one in heard.segments],
        processing_time=None if seconds is None else round(seconds, 3),
    )


def _spoken(segment: Segment) -> SpokenSegment:
    return SpokenSegment(
        text=segment.text,
        start_time=segment.start_seconds,
        end_time=segment.end_seconds,
        confidence=segment.confidence,
    )
