"""Blobs as objects of a bucket of Amazon S3."""

from talknshop.storage.blobs import checked_key
from talknshop.storage.s3_bucket import S3Bucket


class S3BlobStore:
    """See ``BlobStore``; each blob is an object, which S3 replaces as a whole."""

    def __init__(self, bucket: S3Bucket, *, prefix: str = "") -> None:
        """Keeps blobs in ``bucket``, below ``prefix``, which ends with a slash or is empty."""
        self._bucket = bucket
        self._prefix = prefix

    async def put(self, key: str, content: bytes) -> None:
        """See ``BlobStore``."""
        await self._bucket.put(self._prefix + checked_key(key), content)

    async def get(self, key: str) -> bytes | None:
        """See ``BlobStore``."""
        stored = await self._bucket.get(self._prefix + checked_key(key))
        return None if stored is None else stored.content

    async def delete(self, key: str) -> None:
        """See ``BlobStore``."""
        await self._bucket.delete(self._prefix + checked_key(key))
