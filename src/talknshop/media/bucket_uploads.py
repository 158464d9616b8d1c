"""Originals that a page sends to a bucket itself; they wait there until they are opened."""

from datetime import timedelta

from talknshop.core.errors import ContentTooLargeError, ValidationError
from talknshop.media.files import StoredFile
from talknshop.media.limits import MEGABYTE
from talknshop.storage.bucket_descriptions import INCOMING
from talknshop.storage.s3_bucket import S3Bucket, UploadForm

FORM_LIFETIME = timedelta(minutes=5)
"""For how long a form can be sent; S3 ends none that has begun."""


class BucketUploads:
    """Forms for files that were announced, and what came of them."""

    def __init__(self, bucket: S3Bucket) -> None:
        """Has them sent to ``bucket``."""
        self._bucket = bucket

    async def form(self, stored: StoredFile, content_type: str, *, most_bytes: int) -> UploadForm:
        """A form for one file of at most ``most_bytes``; its key is ours to say.

        Raises:
            StorageError: It cannot be made.
        """
        return await self._bucket.form(
            _key(stored),
            content_type=content_type,
            most_bytes=most_bytes,
            seconds=int(FORM_LIFETIME.total_seconds()),
        )

    async def content(self, stored: StoredFile, *, most_bytes: int) -> bytes:
        """What came, which stays where it is.

        Raises:
            ValidationError: Nothing has come yet.
            ContentTooLargeError: It is larger than what is taken; it was removed.
            StorageError: It cannot be read.
        """
        size = await self._bucket.size(_key(stored))
        if size is not None and size > most_bytes:
            await self.delete(stored)
            raise ContentTooLargeError(f"A file has {most_bytes // MEGABYTE} MB at most.")
        found = None if size is None else await self._bucket.get(_key(stored))
        if found is None:
            raise ValidationError("This file has not come yet. Send it to its upload address.")
        return found.content

    async def delete(self, stored: StoredFile) -> None:
        """Removes an original; removing what is not there is fine.

        Raises:
            StorageError: It cannot be removed.
        """
        await self._bucket.delete(_key(stored))


def _key(stored: StoredFile) -> str:
    _, _, rest = stored.file.s3_key.partition("/")
    return INCOMING + rest.rsplit(".", 1)[0]
