"""Client of the media service: recordings to words, pictures to attributes."""

from typing import Protocol

import httpx
from pydantic import Field

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.base import WireModel


class Transcription(WireModel):
    """The words of a recording."""

    transcript: str
    confidence: float = Field(ge=0, le=1)
    language: str = "en"
    duration_seconds: float | None = None


class ImageAttributes(WireModel):
    """What a picture shows."""

    labels: list[str] = Field(default_factory=list)
    objects: list[str] = Field(default_factory=list)
    text: list[str] = Field(default_factory=list)
    dominant_colors: list[str] = Field(default_factory=list)


class Media(Protocol):
    """What the conversation asks of the media service."""

    async def transcribe(self, s3_key: str) -> Transcription:
        """The words of an uploaded recording."""
        ...

    async def extract_image_attributes(self, s3_key: str) -> ImageAttributes:
        """What an uploaded picture shows."""
        ...

    async def healthy(self) -> bool:
        """Whether the service answers."""
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

    async def transcribe(self, s3_key: str) -> Transcription:
        """The words of an uploaded recording."""
        body = {"s3_key": s3_key, "language": "en-US"}
        return await self._service.post("/transcribe", body, Transcription, repeatable=True)

    async def extract_image_attributes(self, s3_key: str) -> ImageAttributes:
        """What an uploaded picture shows."""
        body = {"s3_key": s3_key, "extract_text": True, "extract_objects": True}
        return await self._service.post(
            "/extract-image-attributes", body, ImageAttributes, repeatable=True
        )

    async def healthy(self) -> bool:
        """Whether the service answers."""
        return await self._service.healthy()
