"""The engine for a model of the operator's own: faster-whisper over a folder."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from talknshop.core.errors import (
    AIServiceError,
    ConfigurationError,
    RateLimitError,
    ValidationError,
)
from talknshop.core.worker_process import framing
from talknshop.media.limits import SAMPLE_RATE, WHISPERING
from talknshop.media.transcription.base import Heard, Segment
from talknshop.media.worker import Worker

_NEEDED = ("config.json", "model.bin", "tokenizer.json")
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
_BYTES_PER_SECOND = 2 * SAMPLE_RATE


class HearingProcess(Protocol):
    """What hears, and answers facts."""

    async def ask(self, facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
        """See ``WorkerProcess.ask``."""
        ...

    async def aclose(self) -> None:
        """Ends it."""
        ...


class FasterWhisper:
    """Hears whatever languages its model knows, in a process of its own."""

    name = "faster-whisper"

    def __init__(self, model: Path, process: HearingProcess | None = None) -> None:
        """Uses the model of a folder that ``open`` has looked at.

        Args:
            model: The folder.
            process: What hears with it; a worker process when absent.
        """
        self._model = model
        self._worker = process or Worker("whisper", WHISPERING)

    @classmethod
    def open(cls, model: Path | None) -> "FasterWhisper":
        """The engine over a folder.

        Raises:
            ConfigurationError: The folder or a file in it is missing, or the package is.
        """
        if model is None:
            raise ConfigurationError(
                "faster-whisper needs a model: set MEDIA_STT_MODEL_PATH to its folder."
            )
        missing = missing_files(model)
        if missing:
            raise ConfigurationError(
                f"MEDIA_STT_MODEL_PATH names {model}, where {', '.join(missing)} is missing. A "
                "folder of a converted model has config.json, model.bin, tokenizer.json and "
                "vocabulary.json or vocabulary.txt."
            )
        if find_spec("faster_whisper") is None:
            raise ConfigurationError(
                "MEDIA_STT_MODEL_PATH is set, but faster-whisper is not installed: "
                "`pip install talknshop[whisper]`."
            )
        return cls(model)

    @property
    def note(self) -> str | None:
        """Nothing: its model is there."""
        return None

    @property
    def long_recordings(self) -> None:
        """None: a minute is the most."""
        return

    async def transcribe(self, samples: bytes, *, language: str, hints: str = "") -> Heard:
        """See ``SpeechEngine``."""
        facts = {"model": str(self._model), "language": language, "hints": hints}
        try:
            found, _ = await self._worker.ask(facts, samples)
        except RateLimitError:
            raise
        except ValidationError as error:
            raise AIServiceError("The recording could not be heard. Please try again.") from error
        return heard_of(found, len(samples) / _BYTES_PER_SECOND)

    async def keep_ready(self) -> None:
        """Nothing is to be prepared."""

    async def aclose(self) -> None:
        """Ends the process."""
        await self._worker.aclose()


def missing_files(model: Path) -> list[str]:
    """What a folder lacks to be a model."""
    missing = [name for name in _NEEDED if not (model / name).is_file()]
    if not any((model / name).is_file() for name in _VOCABULARIES):
        missing.append(" or ".join(_VOCABULARIES))
    return missing


def heard_of(found: dict[str, Any], seconds: float) -> Heard:
    """What the process answered, as the port has it; the model writes figures itself."""
    segments = tuple(
        Segment(str(text), float(start), float(end), float(confidence))
        for text, start, end, confidence in found["segments"]
    )
    words = " ".join(one.text.strip() for one in segments).strip()
    return Heard(
        transcript=words,
        raw_transcript=words,
        confidence=min((one.confidence or 0.0 for one in segments), default=0.0) if words else 0.0,
        language=str(found["language"]),
        duration_seconds=round(seconds, 3),
        segments=segments,
    )
