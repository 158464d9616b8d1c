"""Blobs as files of a folder."""

import asyncio
import os
import tempfile
from pathlib import Path

from talknshop.core.errors import StorageError
from talknshop.storage.blobs import checked_key


class FolderBlobStore:
    """See ``BlobStore``; each blob is a file, written beside its place and moved there whole."""

    def __init__(self, folder: Path) -> None:
        """Keeps blobs below ``folder``, which is made with the first."""
        self._folder = folder

    async def put(self, key: str, content: bytes) -> None:
        """See ``BlobStore``."""
        await asyncio.to_thread(self._put, self._path(key), content)

    async def get(self, key: str) -> bytes | None:
        """See ``BlobStore``."""
        return await asyncio.to_thread(self._get, self._path(key))

    async def delete(self, key: str) -> None:
        """See ``BlobStore``."""
        await asyncio.to_thread(self._delete, self._path(key))

    def _path(self, key: str) -> Path:
        return self._folder / checked_key(key)

    @staticmethod
    def _put(path: Path, content: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StorageError(
                f"The file could not be stored ({error.strerror}). Please try again later."
            ) from error

    @staticmethod
    def _get(path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"A stored file cannot be read ({error.strerror}).") from error

    @staticmethod
    def _delete(path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"A stored file cannot be removed ({error.strerror}).") from error
