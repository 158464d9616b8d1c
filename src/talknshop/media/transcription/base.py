"""The port of a speech engine."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine heard.

    Attributes:
        transcript: The words, with numbers and prices in figures.
        raw_transcript: The words as the engine wrote them.
        confidence: How likely all of it is right, 0 to 1, calibrated.
        language: A BCP 47 tag.
        duration_seconds: Of the recording.
    """

    transcript: str
    raw_transcript: str
    confidence: float
    language: str
    duration_seconds: float


class SpeechEngine(Protocol):
    """Turns a recording into words."""

    name: str
    """What ``/v1/models`` calls it."""

    async def transcribe(self, recording: bytes, *, language: str, hints: str = "") -> Heard:
        """The words of a recording in any container that browsers and phones write.

        Args:
            recording: The file.
            language: The language that is probably spoken, a BCP 47 tag.
            hints: Words that are likely to occur.

        Raises:
            UnsupportedFormatError: It is no recording that can be decoded.
            ContentTooLargeError: It is longer than what is taken.
            DependencyTimeoutError: The engine did not answer in time.
        """
        ...
