"""Client of the media service: recordings to words, pictures to attributes."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.errors import TalknShopError
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.media import DeletedMedia, MediaCapabilities, MediaFiles, MediaHealth
from talknshop.schemas.recognition import ImageAttributes, Transcription


class Media(Protocol):
    """What the conversation asks of the media service."""

    async def transcribe(self, s3_key: str, *, user_id: str) -> Transcription:
        """The words of an uploaded recording."""
        ...

    async def extract_image_attributes(self, s3_key: str, *, user_id: str) -> ImageAttributes:
        """What an uploaded picture shows."""
        ...

    async def healthy(self) -> bool:
        """Whether the service answers."""
        ...

    async def capabilities(self) -> MediaCapabilities:
        """What it understands; nothing while it does not answer."""
        ...


class KeptFiles(Protocol):
    """What is asked of a person's files as a whole."""

    async def files(self, user_id: str) -> MediaFiles:
        """A person's files, newest first."""
        ...

    async def delete_files(self, user_id: str) -> DeletedMedia:
        """Removes every file of a person."""
        ...


class MediaClient:
    """The media service over HTTP; raises as ``ServiceClient`` does."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        retry: RetryPolicy | None = None,
        breaker: CircuitBreaker | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        """Uses ``http``, whose owner closes it; the rest is as ``ServiceClient`` has it."""
        self._service = ServiceClient("media", http, retry=retry, breaker=breaker, tracer=tracer)

    async def transcribe(self, s3_key: str, *, user_id: str) -> Transcription:
        """The words of an uploaded recording."""
        body = {"s3_key": s3_key, "language": "en-US"}
        return await self._service.post(
            "/transcribe", body, Transcription, repeatable=True, user_id=user_id
        )

    async def extract_image_attributes(self, s3_key: str, *, user_id: str) -> ImageAttributes:
        """What an uploaded picture shows."""
        body = {"s3_key": s3_key, "extract_text": True, "extract_objects": True}
        return await self._service.post(
            "/extract-image-attributes", body, ImageAttributes, repeatable=True, user_id=user_id
        )

    async def files(self, user_id: str) -> MediaFiles:
        """A person's files, newest first."""
        return await self._service.get("/api/v1/media", MediaFiles, user_id=user_id)

    async def delete_files(self, user_id: str) -> DeletedMedia:
        """Removes every file of a person."""
        return await self._service.delete("/api/v1/media", DeletedMedia, user_id=user_id)

    async def healthy(self) -> bool:
        """Whether the service answers."""
        return await self._service.healthy()

    async def capabilities(self) -> MediaCapabilities:
        """What it understands; nothing while it does not answer."""
        try:
            engines = (await self._service.get("/health", MediaHealth)).engines
        except TalknShopError:
            return MediaCapabilities()
        return MediaCapabilities(
            photos=engines.images is not None, recordings=engines.speech is not None
        )
