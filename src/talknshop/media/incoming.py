"""Bytes that have come but were not opened yet: a file each, in a folder that nobody is served."""

import asyncio
import os
import time
from collections.abc import AsyncIterable
from contextlib import suppress
from pathlib import Path
from weakref import WeakValueDictionary

from talknshop.core.errors import ConflictError, ContentTooLargeError, StorageError

_WRITTEN_AT_ONCE = 512 * 1024


class IncomingFiles:
    """Appends to files that the server named."""

    def __init__(self, folder: Path) -> None:
        """Keeps them in ``folder``, which is made with the first."""
        self._folder = folder
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, media_id: str) -> asyncio.Lock:
        """Held by whoever writes to a file: two that continue at one place would mix."""
        return self._turns.setdefault(media_id, asyncio.Lock())

    async def size(self, media_id: str) -> int:
        """How many bytes have come."""
        return await asyncio.to_thread(_size, self._path(media_id))

    async def append(
        self, media_id: str, offset: int, chunks: AsyncIterable[bytes], *, most_bytes: int
    ) -> int:
        """Writes what comes behind ``offset`` and returns how many bytes there are then.

        What came before a connection broke stays, so that the sender can go on behind it.

        Raises:
            ConflictError: So many bytes have not come, or more have.
            ContentTooLargeError: It is more than ``most_bytes``; all of it was removed.
            StorageError: It cannot be written.
        """
        path, present = self._path(media_id), await self.size(media_id)
        if offset != present:
            raise ConflictError(
                f"{present} bytes of this file have come. Go on behind them.",
                details={"offset": present},
            )
        buffered = bytearray()
        try:
            async for chunk in chunks:
                buffered += chunk
                if present + len(buffered) > most_bytes:
                    buffered.clear()
                    await self.delete(media_id)
                    raise ContentTooLargeError(
                        f"A file has {most_bytes // (1024 * 1024)} MB at most."
                    )
                if len(buffered) >= _WRITTEN_AT_ONCE:
                    present = await asyncio.to_thread(_append, path, bytes(buffered))
                    buffered.clear()
        finally:
            if buffered:
                present = await asyncio.to_thread(_append, path, bytes(buffered))
        return present

    async def take(self, media_id: str) -> bytes:
        """All bytes of a file, which is removed."""
        path = self._path(media_id)
        content = await asyncio.to_thread(path.read_bytes) if path.exists() else b""
        await self.delete(media_id)
        return content

    async def delete(self, media_id: str) -> None:
        """Removes a file; removing what is not there is fine."""
        await asyncio.to_thread(self._path(media_id).unlink, missing_ok=True)

    async def sweep(self, *, older_than_seconds: float) -> None:
        """Removes what nobody has added to for so long."""
        await asyncio.to_thread(_sweep, self._folder, time.time() - older_than_seconds)

    def _path(self, media_id: str) -> Path:
        return self._folder / media_id


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _append(path: Path, content: bytes) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "ab") as file:
            file.write(content)
        return path.stat().st_size
    except OSError as error:
        raise StorageError(
            f"The file could not be stored ({error.strerror}). Please try again later."
        ) from error


def _sweep(folder: Path, before: float) -> None:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
