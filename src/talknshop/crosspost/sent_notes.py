"""Notes of what was sent to a marketplace that would take it twice."""

from talknshop.storage.records import RecordStore

_SORT = "SENT"


class RecordedSentNotes:
    """Implements ``craigslist_bulk.SentNotes``, durably."""

    def __init__(self, records: RecordStore) -> None:
        """Keeps notes in ``records``."""
        self._records = records

    async def was_sent(self, job_id: str) -> bool:
        """Whether one was sent, and nothing cleared it."""
        return await self._records.get(_partition(job_id), _SORT) is not None

    async def note(self, job_id: str) -> None:
        """Notes that one is about to be sent."""
        await self._records.put(_partition(job_id), _SORT, {})

    async def clear(self, job_id: str) -> None:
        """Forgets it: it was refused."""
        await self._records.delete(_partition(job_id), _SORT)


def _partition(job_id: str) -> str:
    return f"#sent#{job_id}"
