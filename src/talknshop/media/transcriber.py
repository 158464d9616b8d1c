"""From a recording of a stranger to its words: opens it, hears it, says whether to ask."""

import time

import structlog

from talknshop.media.limits import LONGEST_AT_ONCE_SECONDS
from talknshop.media.transcription.base import Heard, SpeechEngine, Unheard
from talknshop.media.transcription.recordings import Recordings
from talknshop.media.transcription_requests import done_job
from talknshop.schemas.recognition import JobStatus, TranscriptionJob

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

    async def begin_long(self, content: bytes, job_id: str, *, language: str) -> float | None:
        """Begins to hear a recording of more than a minute.

        Args:
            content: The file.
            job_id: To ask for it by.
            language: What is probably spoken.

        Returns:
            How many seconds it lasts; None where the engine takes a minute at most.

        Raises:
            TalknShopError: It is no recording that is taken, or the engine failed.
        """
        long = self._engine.long_recordings
        if long is None:
            return None
        flac, facts = await self._recordings.copy(content)
        await long.begin(job_id, flac, language=language)
        return float(facts["duration_seconds"])

    async def later(self, job: TranscriptionJob) -> TranscriptionJob:
        """How far a job is that ``begin_long`` began.

        Raises:
            TalknShopError: The engine cannot be asked just now.
        """
        long = self._engine.long_recordings
        if long is None or job.engine != self._engine.name:
            message = "This recording was begun with another engine. Please send it again."
            return job.model_copy(update={"status": JobStatus.FAILED, "error_message": message})
        found = await long.result(
            job.transcription_id,
            language=job.language or "", seconds=job.duration_seconds or 0.0,
        )  # fmt: skip
        if found is None:
            return job
        if isinstance(found, Unheard):
            update = {"status": JobStatus.FAILED, "error_message": found.message}
            return job.model_copy(update=update)
        return done_job(
            found,
            engine=self._engine.name,
            needs_confirmation=self.needs_confirmation(found),
            seconds=None,
            job_id=job.transcription_id,
        )

    def needs_confirmation(self, heard: Heard) -> bool:
        """Whether the words are to be shown before anything is done with them."""
        return heard.confidence < self._least_confidence

    async def aclose(self) -> None:
        """Ends the engine."""
        await self._engine.aclose()
