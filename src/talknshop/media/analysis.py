"""Looks at pictures: asks the recogniser, the catalogue, and puts together what they know."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog

from talknshop.clients.barcodes import ProductKnowledge
from talknshop.core.clock import Clock
from talknshop.core.errors import TalknShopError
from talknshop.language.rules.knowledge import Lexicon
from talknshop.media import attributes
from talknshop.media.gazetteer import Gazetteer
from talknshop.media.limits import RECOGNITION
from talknshop.media.printed_lines import merged_lines
from talknshop.media.vision import SaidPicture, Vision, with_vision
from talknshop.media.worker import Worker
from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.recognition import Barcode, ImageAttributes

_VOCABULARY_SECONDS = 60.0
_MOST_LOOKED_UP = 3

_log = structlog.stdlib.get_logger(__name__)


class ImageRecogniser(Protocol):
    """Measures a picture that we wrote."""

    async def recognise(self, picture: bytes, *, text: bool) -> dict[str, Any]:
        """What ``media.images.recognition`` answers; printed words only where ``text`` asks.

        Raises:
            TalknShopError: It could not.
        """
        ...

    async def read_closer(self, picture: bytes) -> list[dict[str, Any]]:
        """The printed lines in the middle of a picture, enlarged.

        Raises:
            TalknShopError: It could not.
        """
        ...

    async def aclose(self) -> None:
        """Lets go of what it holds."""
        ...


class EmbeddedRecogniser:
    """The recognisers of this installation, in a process of their own."""

    def __init__(self) -> None:
        """Starts the process with the first picture."""
        self._worker = Worker("recognise", RECOGNITION)

    async def recognise(self, picture: bytes, *, text: bool) -> dict[str, Any]:
        """See ``ImageRecogniser``."""
        found, _ = await self._worker.ask({"text": text}, picture)
        return found

    async def read_closer(self, picture: bytes) -> list[dict[str, Any]]:
        """See ``ImageRecogniser``."""
        found, _ = await self._worker.ask({"closer": True}, picture)
        return found["lines"]

    async def aclose(self) -> None:
        """Ends the process."""
        await self._worker.aclose()


class ImageAnalyser:
    """From a picture to what is known of the thing in it."""

    def __init__(
        self,
        recogniser: ImageRecogniser,
        knowledge: ProductKnowledge | None,
        lexicon: Callable[[], Lexicon],
        clock: Clock,
        vision: Vision | None = None,
    ) -> None:
        """Works with ``recogniser``.

        Args:
            recogniser: Measures pictures.
            knowledge: The catalogue; None where there is none to ask.
            lexicon: Loads the words that are looked for; called with the first picture.
            clock: The time.
            vision: A model that says what it sees; None where none is set.
        """
        self._vision = vision
        self._recogniser = recogniser
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._clock = clock
        self._vocabulary: attributes.Vocabulary | None = None
        self._generation: str | None = None
        self._asked_at = 0.0

    async def analyse(
        self, picture: bytes, *, text: bool, others: Mapping[str, str]
    ) -> tuple[ImageAttributes, str]:
        """What is known of a picture that we wrote, and its perceptual hash.

        Args:
            picture: A JPEG of ours.
            text: Whether printed words are read, which takes most of the time.
            others: Perceptual hashes of the person's other pictures, by id.

        Raises:
            TalknShopError: It could not be looked at.
        """
        started = time.perf_counter()
        found, vocabulary, said = await asyncio.gather(
            self._recogniser.recognise(picture, text=text), self._words(), self._look(picture)
        )
        barcodes = attributes.find_barcodes(found)
        product, note = await self._product(barcodes)
        # Who photographs a barcode does not aim at the name.
        if not barcodes and attributes.is_worth_a_closer_look(found, vocabulary):
            closer = await self._recogniser.read_closer(picture)
            found["lines"] = merged_lines(found["lines"], closer)
        quality = attributes.judge_quality(found, dict(others))
        described = attributes.describe(found, barcodes, product, vocabulary, quality)
        if note is not None:
            described = described.model_copy(update={"degraded": True, "notes": [note]})
        if self._vision is not None:
            described = with_vision(described, said, self._vision.source)
        _log.info("picture looked at", seconds=round(time.perf_counter() - started, 3), text=text)
        return described, found["hash"]

    async def aclose(self) -> None:
        """Lets go of the recogniser and of the model."""
        await self._recogniser.aclose()
        if self._vision is not None:
            await self._vision.aclose()

    async def _look(self, picture: bytes) -> SaidPicture | None:
        return None if self._vision is None else await self._vision.look(picture)

    async def _product(self, barcodes: list[Barcode]) -> tuple[BarcodeProduct | None, str | None]:
        if self._knowledge is None:
            return None, None
        for barcode in barcodes[:_MOST_LOOKED_UP]:
            try:
                if (product := await self._knowledge.with_barcode(barcode.gtin)) is not None:
                    return product, None
            except TalknShopError as error:
                _log.warning("barcode not looked up", reason=error.message)
                return None, "The catalogue could not be asked for the barcode."
        return None, None

    async def _words(self) -> attributes.Vocabulary:
        now = self._clock.monotonic()
        if self._vocabulary is not None and now - self._asked_at < _VOCABULARY_SECONDS:
            return self._vocabulary
        self._asked_at = now
        brands, generation = await self._brands()
        if self._vocabulary is None or generation != self._generation:
            self._generation = generation
            self._vocabulary = await asyncio.to_thread(_vocabulary, self._lexicon, brands)
        return self._vocabulary

    async def _brands(self) -> tuple[list[str], str | None]:
        if self._knowledge is None:
            return [], None
        try:
            learned = await self._knowledge.vocabulary()
        except TalknShopError as error:
            _log.warning("vocabulary not available", reason=error.message)
            return [], self._generation
        return learned.brands, learned.generation


def _vocabulary(load: Callable[[], Lexicon], brands: list[str]) -> attributes.Vocabulary:
    lexicon = load()
    gazetteer = Gazetteer(
        (*lexicon.brand_names, *brands), ambiguous=lexicon.ambiguous, words=lexicon.home_words
    )
    return attributes.Vocabulary(gazetteer, lexicon)
