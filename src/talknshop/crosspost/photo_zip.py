"""The photos of a listing as one file, packed while it is sent."""

import io
import zipfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from talknshop.core.errors import NotFoundError

MOST_BYTES = 200 * 1024 * 1024
"""Photos behind this much are left out."""
_MISSING = "missing.txt"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)

ReadPhoto = Callable[[str], Awaitable[bytes]]
"""Reads a photo by its key; raises ``NotFoundError`` where it is not there any more."""


class _Sent(io.RawIOBase):
    """What is written, until it is taken; nobody can seek in what was sent."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = memoryview(data)  # pyright: ignore[reportArgumentType]  # zipfile writes bytes
        self._written += part
        return part.nbytes

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


async def open_photo_zip(
    keys: Sequence[str], read: ReadPhoto, *, most_bytes: int = MOST_BYTES
) -> AsyncGenerator[bytes]:
    """Packs photos in their order as ``01.jpg``, ``02.jpg`` and so on, one in memory at a time.

    The same photos make the same file. Photos that are not there any more, or too much, are named
    in ``missing.txt`` within.

    Args:
        keys: Their keys, in order.
        read: Reads one.
        most_bytes: Size of all photos together.

    Returns:
        The file, in parts; the first photo is read already.

    Raises:
        NotFoundError: There are none, or the first is not there.
    """
    if not keys:
        raise NotFoundError("This listing has no photos.")
    return _parts(await read(keys[0]), keys, read, most_bytes)


async def _parts(
    first: bytes, keys: Sequence[str], read: ReadPhoto, most_bytes: int
) -> AsyncGenerator[bytes]:
    sent = _Sent()
    missing: list[str] = []
    total = 0
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_STORED) as archive:
        for number, key in enumerate(keys, start=1):
            photo = first if number == 1 else await _read(key, read)
            if photo is None or total + len(photo) > most_bytes:
                why = "is not there any more" if photo is None else "is too much for one file"
                missing.append(f"Photo {number} {why}.")
                continue
            total += len(photo)
            archive.writestr(_entry(f"{number:02d}{_suffix(photo)}"), photo)
            yield sent.take()
        if missing:
            archive.writestr(_entry(_MISSING), "\n".join(missing) + "\n")
    yield sent.take()


async def _read(key: str, read: ReadPhoto) -> bytes | None:
    try:
        return await read(key)
    except NotFoundError:
        return None


def _entry(name: str) -> zipfile.ZipInfo:
    # Pictures are packed already, and a date would make another file of the same photos.
    return zipfile.ZipInfo(name, _LONG_AGO)


def _suffix(photo: bytes) -> str:
    """The kind of a picture, told by how it begins."""
    if photo.startswith(b"\x89PNG"):
        return ".png"
    return ".webp" if photo[8:12] == b"WEBP" else ".jpg"
