"""Transcriptions that can be asked for again."""

from datetime import timedelta

from talknshop.core.clock import Clock
from talknshop.core.errors import NotFoundError
from talknshop.schemas.recognition import TranscriptionJob
from talknshop.storage.records import RecordStore

_KIND = "TRANSCRIPTION#"
_LIFETIME = timedelta(hours=24)


class TranscriptionJobs:
    """A person's transcriptions of the last day, by their id."""

    def __init__(self, records: RecordStore, clock: Clock) -> None:
        """Keeps results in ``records``."""
        self._records = records
        self._clock = clock

    async def keep(self, user_id: str, job: TranscriptionJob) -> None:
        """Keeps a transcription for its owner."""
        await self._records.put(
            job.transcription_id,
            _KIND,
            job.model_dump(mode="json"),
            user_id=user_id,
            expires_at=self._clock.now() + _LIFETIME,
        )

    async def find(self, user_id: str, job_id: str) -> TranscriptionJob:
        """A transcription.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
        """
        record = await self._records.get(job_id, _KIND)
        if record is None or record.user_id != user_id:
            raise NotFoundError("There is no such transcription; it may have expired.")
        return TranscriptionJob.model_validate(record.value)

    async def sweep(self) -> None:
        """Removes what has expired."""
        while expired := await self._records.expired(_KIND):
            for record in expired:
                await self._records.delete(record.partition, _KIND)
