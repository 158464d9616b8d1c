"""Client of the media service for the photos of what is sold."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.media import MediaFiles
from talknshop.schemas.photos import PhotosNow, ShownPhotos


class PhotoStore(Protocol):
    """What posting a listing asks of the media service."""

    async def files(self, user_id: str) -> MediaFiles:
        """A person's files, newest first."""
        ...

    async def show(self, photos: ShownPhotos) -> PhotosNow:
        """States which photos a listing shows to everybody; the same again changes nothing."""
        ...

    async def content(self, s3_key: str) -> bytes:
        """The copy that we wrote of a picture, a JPEG.

        Raises:
            NotFoundError: It is not there any more.
        """
        ...


class PhotoStoreClient:
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

    async def files(self, user_id: str) -> MediaFiles:
        """A person's files, newest first."""
        return await self._service.get("/api/v1/media", MediaFiles, user_id=user_id)

    async def show(self, photos: ShownPhotos) -> PhotosNow:
        """States which photos a listing shows to everybody; the same again changes nothing."""
        body = photos.model_dump(mode="json")
        return await self._service.post("/internal/photos", body, PhotosNow, repeatable=True)

    async def content(self, s3_key: str) -> bytes:
        """The copy that we wrote of a picture, a JPEG."""
        return await self._service.get_bytes(f"/internal/photos/{s3_key}")
