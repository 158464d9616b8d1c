"""Amazon Transcribe for what is longer than a minute: a job over a file in a bucket.

Nothing is kept here of a job: its name is the id of the transcription, and its files in the bucket
are removed when it was read.
"""

import contextlib
import json
from typing import Any, Literal

import structlog

from talknshop.core.errors import TalknShopError
from talknshop.language.models.aws import AwsAccess, aws_client
from talknshop.media.transcription.amazon_errors import SERVICE, translated
from talknshop.media.transcription.amazon_results import batch_heard, language_of
from talknshop.media.transcription.base import Heard, Unheard

_log = structlog.stdlib.get_logger(__name__)

_FOLDER = "transcribe/"
_MOST_DOCUMENT_BYTES = 32 * 1024 * 1024


class AmazonBatch:
    """Jobs of one account, which read and write one bucket."""

    def __init__(self, access: AwsAccess, bucket: str, vocabulary: str | None) -> None:
        """Uses ``bucket``, in the region that ``access`` names."""
        self._access = access
        self._bucket = bucket
        self._vocabulary = vocabulary

    async def begin(self, job_id: str, flac: bytes, *, language: str) -> None:
        """Puts a recording into the bucket and starts its job.

        Raises:
            TalknShopError: As ``translated`` says.
        """
        settings = {"Settings": {"VocabularyName": self._vocabulary}} if self._vocabulary else {}
        with translated():
            async with aws_client("s3", self._access) as bucket:
                await bucket.put_object(Bucket=self._bucket, Key=_sound(job_id), Body=flac)
            async with aws_client(SERVICE, self._access) as client:
                await client.start_transcription_job(
                    TranscriptionJobName=job_id,
                    LanguageCode=language_of(language),
                    MediaFormat="flac",
                    Media={"MediaFileUri": f"s3://{self._bucket}/{_sound(job_id)}"},
                    OutputBucketName=self._bucket,
                    OutputKey=_document(job_id),
                    **settings,
                )

    async def result(self, job_id: str, *, language: str, seconds: float) -> Heard | Unheard | None:
        """What a job heard; None while it is at work.

        Raises:
            AIServiceError: Its document cannot be read.
            TalknShopError: As ``translated`` says.
        """
        with translated():
            async with aws_client(SERVICE, self._access) as client:
                answer = await client.get_transcription_job(TranscriptionJobName=job_id)
            job: dict[str, Any] = answer["TranscriptionJob"]
            status: Literal["QUEUED", "IN_PROGRESS", "FAILED", "COMPLETED"]
            status = job["TranscriptionJobStatus"]
            if status == "FAILED":
                _log.warning("job failed", job=job_id, reason=str(job.get("FailureReason"))[:200])
                await self._remove(job_id)
                return Unheard("The recording could not be heard. Please record it again.")
            if status != "COMPLETED":
                return None
            async with aws_client("s3", self._access) as bucket:
                answer = await bucket.get_object(Bucket=self._bucket, Key=_document(job_id))
                async with answer["Body"] as body:
                    document = await body.read(_MOST_DOCUMENT_BYTES)
            heard = batch_heard(json.loads(document), language=language, seconds=seconds)
        await self._remove(job_id)
        return heard

    async def _remove(self, job_id: str) -> None:
        """What stays behind is the bucket's to expire; it costs nobody an answer."""
        with contextlib.suppress(TalknShopError), translated():
            async with aws_client("s3", self._access) as bucket:
                for key in (_sound(job_id), _document(job_id)):
                    await bucket.delete_object(Bucket=self._bucket, Key=key)


def _sound(job_id: str) -> str:
    return f"{_FOLDER}{job_id}.flac"


def _document(job_id: str) -> str:
    return f"{_FOLDER}{job_id}.json"
