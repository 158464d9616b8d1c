"""Words in the middle are read once more where no maker was found; with drawn pictures."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.media.drawing import bars, encoded

from talknshop.core.clock import SystemClock
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.media.analysis import EmbeddedRecogniser, ImageAnalyser


class Counting:
    """Implements ``ImageRecogniser`` with the embedded one, and counts closer looks."""

    def __init__(self) -> None:
        self._embedded = EmbeddedRecogniser()
        self.closer = 0

    async def recognise(self, picture: bytes, *, text: bool) -> dict[str, Any]:
        return await self._embedded.recognise(picture, text=text)

    async def read_closer(self, picture: bytes) -> list[dict[str, Any]]:
        self.closer += 1
        return await self._embedded.read_closer(picture)

    async def aclose(self) -> None:
        await self._embedded.aclose()


@pytest.fixture
async def recogniser() -> AsyncGenerator[Counting]:
    made = Counting()
    yield made
    await made.aclose()


def package(name: str, *, size: int, code: str | None = None) -> bytes:
    picture = Image.new("RGB", (1_200, 1_200), (225, 225, 222))
    draw = ImageDraw.Draw(picture)
    draw.text((40, 40), "Weekly offers", fill=(40, 40, 40), font=ImageFont.load_default(size=70))
    draw.rectangle((450, 450, 760, 820), fill=(30, 70, 150))
    draw.text((470, 560), name, fill="white", font=ImageFont.load_default(size=size))
    if code is not None:
        picture.paste(bars(code), (380, 850))
    return encoded(picture)


async def test_only_where_words_name_nobody(recogniser: Counting) -> None:
    analyser = ImageAnalyser(recogniser, None, load_lexicon, SystemClock())

    async def looks(picture: bytes) -> tuple[int, str | None]:
        before = recogniser.closer
        found, _ = await analyser.analyse(picture, text=True, others={})
        return recogniser.closer - before, found.brand

    assert await looks(package("Barilla", size=72)) == (0, "Barilla")
    assert await looks(package("Qwertzu", size=72)) == (1, None)
    assert await looks(package("Qwertzu", size=72, code="4006381333931")) == (0, None)
    found = await recogniser.read_closer(package("Barilla", size=30))
    (name,) = [one for one in found if one["text"].startswith("Barilla")]
    assert 440 < name["box"][0][0] < 500
    assert 540 < name["box"][0][1] < 600
    assert not any("offers" in one["text"] for one in found)
