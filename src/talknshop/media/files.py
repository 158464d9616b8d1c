"""The files of people: their records, and the copies that we wrote."""

import hashlib
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

from talknshop.core.clock import Clock
from talknshop.core.errors import NotFoundError, RateLimitError
from talknshop.core.ids import new_id
from talknshop.media.limits import MOST_FILES_OF_A_USER, UPLOAD_LIFETIME
from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import MediaType
from talknshop.schemas.media import MediaFile, ProcessingStatus
from talknshop.storage.blobs import BlobStore
from talknshop.storage.records import Record, RecordStore
from talknshop.storage.user_records import all_of_user

_KIND = "MEDIA#"
_AT_ONCE = 100
_OWNER_CHARACTERS = 20


class StoredFile(WireModel):
    """A file as it is recorded."""

    file: MediaFile
    user_id: str
    declared_bytes: int | None = None
    """The size it was announced with."""
    picture_hash: str | None = None
    """The perceptual hash of a picture."""
    is_shown: bool = False
    """Whether a listing shows it to everybody; it is kept for as long as that."""


class FileRepository:
    """Records and copies; whatever is not the asker's own is not there for them."""

    def __init__(
        self,
        records: RecordStore,
        blobs: BlobStore,
        clock: Clock,
        *,
        bucket: str,
        lifetime: timedelta,
    ) -> None:
        """Keeps records in ``records`` and copies in ``blobs``, for ``lifetime``."""
        self._records = records
        self._blobs = blobs
        self._clock = clock
        self._bucket = bucket
        self._lifetime = lifetime

    async def announce(
        self, user_id: str, file_name: str, media_type: MediaType, declared_bytes: int | None
    ) -> StoredFile:
        """Records a file whose bytes are to come.

        Raises:
            RateLimitError: The person has as many files as one may have.
        """
        kept = await self._records.list_by_user(user_id, _KIND, limit=MOST_FILES_OF_A_USER)
        if len(kept) >= MOST_FILES_OF_A_USER:
            raise RateLimitError(
                f"You have {MOST_FILES_OF_A_USER} files here already. Delete some first."
            )
        now, media_id = self._clock.now(), new_id("med")
        stored = StoredFile(
            file=MediaFile(
                media_id=media_id,
                s3_key=f"uploads/{owner_part(user_id)}/{media_id}{_ENDING[media_type]}",
                s3_bucket=self._bucket,
                media_type=media_type,
                content_type=_CONTENT_TYPE[media_type],
                file_name=file_name,
                processing_status=ProcessingStatus.PENDING,
                uploaded_at=now,
                expires_at=now + UPLOAD_LIFETIME,
            ),
            user_id=user_id,
            declared_bytes=declared_bytes,
        )
        await self._put(stored)
        return stored

    async def complete(self, stored: StoredFile, copy: bytes, facts: dict[str, Any]) -> StoredFile:
        """Keeps the copy that we wrote; the record follows it, so that none leads nowhere.

        Args:
            stored: What was announced.
            copy: The copy.
            facts: Fields of ``MediaFile`` that opening it told.

        Raises:
            StorageError: It cannot be kept.
        """
        await self._blobs.put(stored.file.s3_key, copy)
        now = self._clock.now()
        file = stored.file.model_copy(
            update={
                **facts,
                "size_bytes": len(copy),
                "processing_status": ProcessingStatus.COMPLETED,
                "uploaded_at": now,
                "expires_at": now + self._lifetime,
            }
        )
        done = stored.model_copy(update={"file": file})
        await self._put(done)
        return done

    async def note_hash(self, stored: StoredFile, picture_hash: str) -> None:
        """Keeps what tells whether another picture looks the same."""
        await self._put(stored.model_copy(update={"picture_hash": picture_hash}))

    async def find(self, user_id: str, media_id: str) -> StoredFile:
        """A file of a person.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
        """
        record = await self._records.get(media_id, _KIND)
        if record is None or record.user_id != user_id:
            raise _nothing()
        return _stored(record)

    async def find_by_key(self, user_id: str, key: str) -> StoredFile:
        """The same by its key, which a person cannot choose.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
        """
        media_id = key.rsplit("/", 1)[-1].split(".", 1)[0]
        stored = await self.find(user_id, media_id)
        if stored.file.s3_key != key:
            raise _nothing()
        return stored

    async def get(self, media_id: str) -> StoredFile | None:
        """A file, whosever it is, or None; for who does not show it to a person."""
        record = await self._records.get(media_id, _KIND)
        return None if record is None else _stored(record)

    async def find_shown(self, media_id: str) -> StoredFile | None:
        """A file that a listing shows to everybody, or None."""
        stored = await self.get(media_id)
        return stored if stored is not None and stored.is_shown else None

    async def note_shown(self, stored: StoredFile, *, is_shown: bool) -> None:
        """Keeps a file for as long as it is shown, or lets it expire again."""
        if stored.is_shown is not is_shown:
            await self._put(stored.model_copy(update={"is_shown": is_shown}))

    async def copy_of(self, stored: StoredFile) -> bytes:
        """The copy that we wrote.

        Raises:
            NotFoundError: Its bytes have not come yet, or it was removed.
        """
        copy = None
        if stored.file.processing_status is ProcessingStatus.COMPLETED:
            copy = await self._blobs.get(stored.file.s3_key)
        if copy is None:
            raise _nothing()
        return copy

    async def of_user(self, user_id: str) -> list[StoredFile]:
        """A person's files, newest first."""
        records = await self._records.list_by_user(user_id, _KIND, limit=MOST_FILES_OF_A_USER)
        return [_stored(record) for record in records]

    async def all_of_user(self, user_id: str) -> AsyncGenerator[StoredFile]:
        """Each file of a person, for whoever removes it before the next."""
        async for record in all_of_user(self._records, user_id, _KIND):
            yield _stored(record)

    async def remove(self, stored: StoredFile) -> None:
        """Removes a copy and its record; the record last, so that a half-done job is repeated."""
        await self._blobs.delete(stored.file.s3_key)
        await self._records.delete_partition(stored.file.media_id)

    async def sweep(self) -> list[str]:
        """Removes what has expired; returns the ids."""
        removed: list[str] = []
        while expired := await self._records.expired(_KIND, limit=_AT_ONCE):
            for record in expired:
                await self.remove(_stored(record))
                removed.append(record.partition)
        return removed

    async def _put(self, stored: StoredFile) -> None:
        await self._records.put(
            stored.file.media_id,
            _KIND,
            stored.model_dump(mode="json"),
            user_id=stored.user_id,
            expires_at=None if stored.is_shown else stored.file.expires_at,
        )


_ENDING = {MediaType.IMAGE: ".jpg", MediaType.AUDIO: ".flac"}
_CONTENT_TYPE = {MediaType.IMAGE: "image/jpeg", MediaType.AUDIO: "audio/flac"}


def owner_part(user_id: str) -> str:
    """The part of a key that stands for its owner, whatever characters the id has."""
    return hashlib.sha256(user_id.encode("utf-8", "surrogatepass")).hexdigest()[:_OWNER_CHARACTERS]


def _stored(record: Record) -> StoredFile:
    return StoredFile.model_validate(record.value)


def _nothing() -> NotFoundError:
    return NotFoundError(
        "There is no such file; it may have expired, or belong to somebody else. Send it again."
    )
