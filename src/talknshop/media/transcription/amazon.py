"""Amazon Transcribe as an engine: a stream for a minute at most, a job for what is longer."""

from collections.abc import Awaitable
from inspect import isawaitable
from typing import Any, cast

from aiobotocore.session import get_session
from botocore.credentials import Credentials
from botocore.exceptions import NoCredentialsError, NoRegionError

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.language.models.aws import AwsAccess
from talknshop.media.limits import SAMPLE_RATE
from talknshop.media.transcription.amazon_batch import AmazonBatch
from talknshop.media.transcription.amazon_errors import translated
from talknshop.media.transcription.amazon_results import language_of
from talknshop.media.transcription.amazon_streaming import (
    endpoint_of,
    hear_stream,
    signed_address,
)
from talknshop.media.transcription.base import Heard, LongRecordings


class AmazonTranscribe:
    """Hears what Transcribe knows, in one region."""

    name = "amazon"

    def __init__(
        self, access: AwsAccess, *, seconds: float, vocabulary: str | None, bucket: str | None
    ) -> None:
        """Asks with ``access``; nothing is asked yet.

        Args:
            access: Where it is asked, and as whom.
            seconds: How long a stream may take.
            vocabulary: A custom vocabulary of the account.
            bucket: Where jobs read and write; None where there are none.
        """
        self._access = access
        self._seconds = seconds
        self._vocabulary = vocabulary
        self._batch = None if bucket is None else AmazonBatch(access, bucket, vocabulary)

    @classmethod
    def open(cls, settings: Settings) -> "AmazonTranscribe":
        """The engine of the settings.

        Raises:
            ConfigurationError: Half of the credentials is missing.
        """
        if (settings.aws_access_key_id is None) != (settings.aws_secret_access_key is None):
            raise ConfigurationError(
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together. Set both, or neither to "
                "take what the AWS configuration finds."
            )
        access = AwsAccess(
            region=settings.aws_region,
            base_url=settings.media_stt_amazon_url,
            access_key_id=settings.aws_access_key_id,
            secret_access_key=settings.aws_secret_access_key,
            session_token=settings.aws_session_token,
        )
        return cls(
            access,
            seconds=settings.media_stt_seconds,
            vocabulary=settings.media_stt_vocabulary,
            bucket=settings.media_stt_bucket,
        )

    @property
    def note(self) -> str | None:
        """That nothing longer than a minute is heard, where there is no bucket."""
        if self._batch is not None:
            return None
        return "Recordings of more than a minute are not taken (MEDIA_STT_BUCKET is not set)."

    @property
    def long_recordings(self) -> LongRecordings | None:
        """Hears what is longer than a minute; None where there is no bucket."""
        return self._batch

    async def transcribe(self, samples: bytes, *, language: str, hints: str = "") -> Heard:
        """See ``SpeechEngine``; hints are a custom vocabulary there, made beforehand."""
        del hints
        language = language_of(language)
        wanted = {
            "language-code": language,
            "media-encoding": "pcm",
            "sample-rate": str(SAMPLE_RATE),
        }
        if self._vocabulary is not None:
            wanted["vocabulary-name"] = self._vocabulary
        with translated():
            region, credentials = await self._identity()
        address = signed_address(
            endpoint_of(region, self._access.base_url), region, credentials, wanted
        )
        return await hear_stream(address, samples, language=language, seconds=self._seconds)

    async def keep_ready(self) -> None:
        """Nothing is to be prepared."""

    async def aclose(self) -> None:
        """Nothing stays open between recordings."""

    async def _identity(self) -> tuple[str, Credentials]:
        access = self._access
        # The session's own types leave these two open.
        session = cast("Any", get_session())
        region = access.region or session.get_config_variable("region")
        if not region:
            raise NoRegionError
        if access.access_key_id is not None and access.secret_access_key is not None:
            token = access.session_token
            return region, Credentials(
                access.access_key_id,
                access.secret_access_key.get_secret_value(),
                None if token is None else token.get_secret_value(),
            )
        found = await session.get_credentials()
        if found is None:
            raise NoCredentialsError
        frozen = found.get_frozen_credentials()
        if isawaitable(frozen):
            frozen = await cast("Awaitable[Any]", frozen)
        return region, Credentials(frozen.access_key, frozen.secret_key, frozen.token)
