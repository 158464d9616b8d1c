"""Opens blob stores, in the folder or the bucket that the settings name."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talknshop.core.aws_settings import BlobEngine
from talknshop.core.settings import Settings
from talknshop.storage.blobs import BlobStore
from talknshop.storage.folder_blobs import FolderBlobStore

if TYPE_CHECKING:
    from talknshop.storage.s3_bucket import S3Bucket


@dataclass(frozen=True, slots=True)
class OpenBlobs:
    """A blob store that is open until ``aclose``."""

    store: BlobStore
    bucket: "S3Bucket | None" = None
    """Where it keeps them; None where a folder does."""

    async def aclose(self) -> None:
        """Leaves the bucket."""
        if self.bucket is not None:
            await self.bucket.aclose()


def open_blobs(settings: Settings, *, folder: Path, bucket: str, prefix: str = "") -> OpenBlobs:
    """Opens a blob store; a bucket is asked when there is something to ask.

    Args:
        settings: Say which it is.
        folder: Where files are kept.
        bucket: Where objects are kept, below ``prefix``.
        prefix: Ends with a slash, or is empty.
    """
    if settings.keeps_blobs_in is not BlobEngine.S3:
        return OpenBlobs(FolderBlobStore(folder))
    # Imported where it is chosen: a start without AWS needs nothing of it.
    from talknshop.storage.s3_blobs import S3BlobStore  # noqa: PLC0415
    from talknshop.storage.s3_bucket import S3Bucket  # noqa: PLC0415

    opened = S3Bucket.of(settings, bucket)
    return OpenBlobs(S3BlobStore(opened, prefix=prefix), opened)
