"""The engine that needs no account and no download: pocketsphinx with our own language model."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from talknshop.core.errors import AIServiceError, RateLimitError, ValidationError
from talknshop.media.limits import LISTENING, SAMPLE_RATE
from talknshop.media.transcription.base import Heard, Segment
from talknshop.media.transcription.confidence import Said, Signs, calibrated
from talknshop.media.transcription.figures import to_figures
from talknshop.media.transcription.model_keeper import ModelKeeper
from talknshop.media.worker import Worker

_BUILDING = (
    "The model of shopping language is being built; until then recordings are heard with a "
    "general one, which knows fewer names and prices."
)
_GENERAL = "Recordings are heard with a general model (MEDIA_STT_BUILD_MODEL is off)."
_LANGUAGE = "en-US"
_BYTES_PER_SECOND = 2 * SAMPLE_RATE


class EmbeddedSpeech:
    """Hears English in a process of its own."""

    name = "embedded"

    def __init__(self, models: ModelKeeper, *, builds: bool = True) -> None:
        """Uses the model that ``models`` keeps, and the general one until there is one.

        Args:
            models: Builds it.
            builds: Whether it is asked to.
        """
        self._models = models
        self._builds = builds
        self._worker = Worker("listen", LISTENING)

    @property
    def note(self) -> str | None:
        """That the model is not there yet."""
        if self._models.current is not None:
            return None
        return _BUILDING if self._builds else _GENERAL

    @property
    def long_recordings(self) -> None:
        """None: a minute is the most."""
        return

    async def transcribe(self, samples: bytes, *, language: str, hints: str = "") -> Heard:
        """See ``SpeechEngine``; whatever language is named, it hears English."""
        del language, hints
        model = self._models.current
        try:
            found, _ = await self._worker.ask({"model": model}, samples)
        except RateLimitError:
            raise
        except ValidationError as error:
            # The samples are ours: what failed is the engine.
            raise AIServiceError("The recording could not be heard. Please try again.") from error
        return _heard(found, len(samples) / _BYTES_PER_SECOND)

    async def keep_ready(self) -> None:
        """Builds the model, and again when the catalogue has other words."""
        if self._builds:
            await self._models.keep()

    async def aclose(self) -> None:
        """Ends the process."""
        await self._worker.aclose()


def _heard(found: dict[str, Any], seconds: float) -> Heard:
    segments = tuple(_segments(found["segments"]))
    raw = str(found["words"])
    return Heard(
        transcript=to_figures(raw),
        raw_transcript=raw,
        confidence=calibrated(signs_of(found)) if raw else 0.0,
        language=_LANGUAGE,
        duration_seconds=round(seconds, 3),
        segments=segments,
    )


def signs_of(found: Mapping[str, Any]) -> Signs:
    """What tells whether the words that the process answered are right."""
    said = [
        Said(min(1.0, float(posterior)), float(end) - float(start), int(known))
        for _, start, end, posterior, known in _words_of(found["segments"])
    ]
    return Signs.of(said, float(found["voiced_seconds"]), float(found.get("posterior", 0.0)))


def _segments(listed: Sequence[Sequence[Any]]) -> list[Segment]:
    return [
        Segment(str(word).split("(")[0], float(start), float(end), min(1.0, float(posterior)))
        for word, start, end, posterior, _ in _words_of(listed)
    ]


def _words_of(listed: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Words with their times; silence, noise and the signs of variants left out."""
    return [
        one
        for one in listed
        if not str(one[0]).startswith(("<", "[", "+")) and not math.isnan(float(one[3]))
    ]
