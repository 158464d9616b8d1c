"""From a recording of a stranger to its words: opens it, hears it, says whether to ask."""

import time

import structlog

from talknshop.media.limits import LONGEST_AT_ONCE_SECONDS
from talknshop.media.transcription.base import Heard, SpeechEngine
from talknshop.media.transcription.recordings import Recordings

_log = structlog.stdlib.get_logger(__name__)


class Transcriber:
    """Hears recordings with one engine."""

    def __init__(
        self, recordings: Recordings, engine: SpeechEngine, *, least_confidence: float
    ) -> None:
        """Hears with ``engine``.

        Args:
            recordings: Opens what comes in.
            engine: Hears it.
            least_confidence: Below it a person is to be asked whether the words are right.
        """
        self._recordings = recordings
        self._engine = engine
        self._least_confidence = least_confidence

    @property
    def engine(self) -> SpeechEngine:
        """What hears."""
        return self._engine

    async def transcribe(self, content: bytes, *, language: str, hints: str = "") -> Heard:
        """The words of a recording of at most a minute.

        Raises:
            UnsupportedFormatError: It is no recording.
            ContentTooLargeError: It is longer.
            ValidationError: It is damaged, or there is no sound in it.
            AIServiceError: The engine failed.
        """
        started = time.perf_counter()
        samples = await self._recordings.samples(content, most_seconds=LONGEST_AT_ONCE_SECONDS)
        heard = await self._engine.transcribe(samples, language=language, hints=hints)
        _log.info(
            "recording heard",
            engine=self._engine.name,
            seconds=round(time.perf_counter() - started, 3),
            of_seconds=heard.duration_seconds,
        )
        return heard

    def needs_confirmation(self, heard: Heard) -> bool:
        """Whether the words are to be shown before anything is done with them."""
        return heard.confidence < self._least_confidence

    async def aclose(self) -> None:
        """Ends the engine."""
        await self._engine.aclose()
