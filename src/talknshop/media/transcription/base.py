"""The port of a speech engine."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of what was said.

    Attributes:
        text: Its words as the engine wrote them.
        start_seconds: Where it begins in the recording.
        end_seconds: Where it ends.
        confidence: How likely it is right, 0 to 1; None where the engine does not say.
    """

    text: str
    start_seconds: float
    end_seconds: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine heard.

    Attributes:
        transcript: The words, with numbers and prices in figures.
        raw_transcript: The words as the engine wrote them.
        confidence: How likely all of it is right, 0 to 1, calibrated.
        language: A BCP 47 tag.
        duration_seconds: Of the recording.
        segments: The parts in order; empty where the engine tells none.
    """

    transcript: str
    raw_transcript: str
    confidence: float
    language: str
    duration_seconds: float
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Unheard:
    """That a recording will not be heard, and why, for whoever sent it."""

    message: str


class LongRecordings(Protocol):
    """Hears what is longer than somebody waits for."""

    async def begin(self, job_id: str, flac: bytes, *, language: str) -> None:
        """Starts to hear a recording.

        Raises:
            TalknShopError: It could not be started.
        """
        ...

    async def result(self, job_id: str, *, language: str, seconds: float) -> Heard | Unheard | None:
        """What was heard; None while it is at work.

        Args:
            job_id: What it was begun with.
            language: As then.
            seconds: How long the recording is.

        Raises:
            TalknShopError: It cannot be asked just now.
        """
        ...


class SpeechEngine(Protocol):
    """Turns a recording into words while somebody waits."""

    name: str
    """What ``/v1/models`` calls it."""

    @property
    def note(self) -> str | None:
        """What whoever asks should know of its state; None where it is as it should be."""
        ...

    @property
    def long_recordings(self) -> LongRecordings | None:
        """Hears what is longer than a minute; None where only a minute is taken."""
        ...

    async def transcribe(self, samples: bytes, *, language: str, hints: str = "") -> Heard:
        """The words of a recording; none where nothing is said in it.

        Args:
            samples: One channel at 16 kHz, 16 bits, little end first; a minute at most.
            language: The language that is probably spoken, a BCP 47 tag.
            hints: Words that are likely to occur; engines that cannot use them pass them over.

        Raises:
            DependencyTimeoutError: The engine did not answer in time.
            AIServiceError: It failed.
            RateLimitError: Too many recordings wait already.
        """
        ...

    async def keep_ready(self) -> None:
        """Prepares what makes it better, for as long as it is awaited."""
        ...

    async def aclose(self) -> None:
        """Lets go of what it holds."""
        ...
