import io
import zipfile

import pytest

from talknshop.core.errors import NotFoundError
from talknshop.crosspost.photo_zip import open_photo_zip

PHOTOS = {
    "a": b"\xff\xd8\xff" + b"a" * 1000,
    "b": b"\x89PNG\r\n\x1a\n" + b"b" * 1000,
    "c": b"RIFF1234WEBP" + b"c" * 1000,
}


class Kept:
    """Photos that are read one after the other."""

    def __init__(self) -> None:
        self.read_keys: list[str] = []

    async def read(self, key: str) -> bytes:
        self.read_keys.append(key)
        if key not in PHOTOS:
            raise NotFoundError("The photo is gone.")
        return PHOTOS[key]


async def packed(*keys: str, most_bytes: int = 10_000) -> dict[str, bytes]:
    stream = await open_photo_zip(keys, Kept().read, most_bytes=most_bytes)
    content = b"".join([part async for part in stream])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_photos_are_packed_in_their_order() -> None:
    assert await packed("b", "a", "c") == {
        "01.png": PHOTOS["b"],
        "02.jpg": PHOTOS["a"],
        "03.webp": PHOTOS["c"],
    }


async def test_a_part_is_sent_before_the_next_photo_is_read() -> None:
    kept = Kept()
    stream = await open_photo_zip(["a", "b"], kept.read)

    assert PHOTOS["a"] in await anext(stream)
    assert kept.read_keys == ["a"]
    await stream.aclose()


async def test_the_same_photos_make_the_same_file() -> None:
    first = [part async for part in await open_photo_zip(["a", "b"], Kept().read)]
    second = [part async for part in await open_photo_zip(["a", "b"], Kept().read)]

    assert first == second


async def test_what_is_not_packed_is_named() -> None:
    files = await packed("a", "gone", "b", most_bytes=1500)

    assert set(files) == {"01.jpg", "missing.txt"}
    assert files["missing.txt"].decode().splitlines() == [
        "Photo 2 is not there any more.",
        "Photo 3 is too much for one file.",
    ]


@pytest.mark.parametrize("keys", [[], ["gone"]])
async def test_without_a_first_photo_there_is_no_file(keys: list[str]) -> None:
    with pytest.raises(NotFoundError):
        await open_photo_zip(keys, Kept().read)
