"""The photos of what is sold: whose they are, who may see them, and where from."""

from collections.abc import Sequence
from typing import Protocol

from talknshop.clients.photos import PhotoStore
from talknshop.core.errors import ValidationError
from talknshop.crosspost.job_record import StoredJob, StoredPart
from talknshop.marketplaces.publishing import Photo
from talknshop.schemas.enums import MediaType
from talknshop.schemas.photos import ShownPhotos


class PartPhotos(Protocol):
    """The photos of listings at one marketplace."""

    async def show(self, job: StoredJob, part: StoredPart) -> tuple[Photo, ...]:
        """The photos, which whoever fetches them for the marketplace can read from now on."""
        ...

    async def hide(self, job: StoredJob, part: StoredPart) -> None:
        """Lets nobody but the seller read them any more, unless another listing shows them."""
        ...


class MediaPhotos:
    """Photos that the media service keeps."""

    def __init__(self, store: PhotoStore | None, *, base_url: str | None, public: bool) -> None:
        """Shows photos out of ``store``.

        Args:
            store: The media service; None where there is none, and then no listing has photos.
            base_url: What stands before the path of a photo; None where nobody outside could
                fetch it.
            public: Whether others than the seller fetch them.
        """
        self._store = store
        self._base_url = base_url
        self._public = public

    async def show(self, job: StoredJob, part: StoredPart) -> tuple[Photo, ...]:
        """States that the listing shows its photos, and gives their addresses."""
        keys = job.spec.media_s3_keys
        if self._public and self._base_url is not None:
            await self._state(job, part, keys)
        return tuple(Photo(key, self._url(key)) for key in keys)

    async def hide(self, job: StoredJob, part: StoredPart) -> None:
        """States that the listing shows none."""
        if self._public and self._base_url is not None:
            await self._state(job, part, [])

    async def _state(self, job: StoredJob, part: StoredPart, keys: Sequence[str]) -> None:
        if self._store is None or not job.spec.media_s3_keys:
            return
        shown = ShownPhotos(user_id=job.user_id, shown_by=part.job_id, s3_keys=list(keys))
        await self._store.show(shown)

    def _url(self, key: str) -> str | None:
        if self._base_url is None:
            return None
        return f"{self._base_url}/media/api/v1/media/{media_id_of(key)}/download"


async def require_own_photos(store: PhotoStore | None, user_id: str, keys: Sequence[str]) -> None:
    """Refuses photos that are not the seller's own pictures.

    Raises:
        ValidationError: One is not, or there is no media service that would have any.
    """
    if not keys:
        return
    if store is None:
        raise ValidationError(
            "Photos cannot be used here: what keeps them is not installed. List it without photos, "
            "or run `make run-media`."
        )
    own = {
        file.s3_key
        for file in (await store.files(user_id)).files
        if file.media_type is MediaType.IMAGE and file.download_url is not None
    }
    missing = [key for key in keys if key not in own]
    if missing:
        raise ValidationError(
            f"{len(missing)} of the photos are not there any more, or not yours. "
            "Take them out or add them again.",
            details={"media_s3_keys": missing},
        )


def media_id_of(key: str) -> str:
    """The id of a file, out of its key."""
    return key.rsplit("/", 1)[-1].split(".", 1)[0]
