"""Keeps jobs and items, and which jobs still have work waiting."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from pydantic import BaseModel

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError
from talknshop.crosspost.job_record import InventoryItem, StoredJob
from talknshop.crosspost.news import with_news
from talknshop.storage.records import Record, RecordStore
from talknshop.storage.user_records import all_of_user

_JOB, _ITEM = "JOB", "ITEM"
# A partition that no job can have: their ids hold no "#".
_OPEN = "#open-jobs"
_MOST_ATTEMPTS = 50
_CLOSED_FOR = timedelta(minutes=1)

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class OpenJob:
    """That a job may have work waiting, as of when it was read."""

    job_id: str
    version: int


def _nobody(job_id: str) -> None:
    del job_id


class JobRepository:
    """Keeps jobs; each change is made on top of whatever others changed meanwhile."""

    def __init__(
        self,
        records: RecordStore,
        clock: Clock,
        *,
        listeners: Sequence[str] = (),
        on_news: Callable[[str], None] = _nobody,
    ) -> None:
        """Keeps them in ``records``.

        Args:
            records: Where.
            clock: The time.
            listeners: Who is to be told of each change; kept with it until they were.
            on_news: Is told the id of a job that has news to tell.
        """
        self._records = records
        self._clock = clock
        self._listeners = listeners
        self._on_news = on_news

    async def create(self, job: StoredJob) -> StoredJob | None:
        """Stores a new job, which ``mark_open`` was told of before; None when it is there."""
        try:
            await _put(self._records, job.job_id, _JOB, job, version=0, user_id=job.user_id)
        except ConflictError:
            return None
        return job

    async def get(self, job_id: str) -> StoredJob | None:
        """A job, or None."""
        record = await self._records.get(job_id, _JOB)
        return StoredJob.model_validate(record.value) if record else None

    async def of_user(self, user_id: str, *, limit: int = 100) -> list[StoredJob]:
        """A person's jobs, last changed first."""
        records = await self._records.list_by_user(user_id, _JOB, limit=limit)
        return [StoredJob.model_validate(record.value) for record in records]

    async def all_of_user(self, user_id: str) -> AsyncGenerator[StoredJob]:
        """Each job of a person, for whoever removes it before the next."""
        async for record in all_of_user(self._records, user_id, _JOB):
            yield StoredJob.model_validate(record.value)

    async def change(self, job_id: str, to: Callable[[StoredJob], StoredJob]) -> StoredJob:
        """Changes a job; ``to`` is called again when somebody else was quicker.

        Raises:
            NotFoundError: There is no such job.
            ConflictError: Somebody else was quicker every time.
        """

        def told(job: StoredJob) -> StoredJob:
            return with_news(job, to(job), self._clock.now(), self._listeners)

        changed = await _change(
            self._records, job_id, _JOB, StoredJob, told if self._listeners else to
        )
        if changed.news:
            self._on_news(job_id)
        return changed

    async def remove(self, job_id: str) -> None:
        """Forgets a job."""
        await self._records.delete_partition(job_id)
        await self._records.delete(_OPEN, job_id)

    async def mark_open(self, job_id: str) -> None:
        """Says that a job has work waiting; before the work is stored, so that none is missed."""
        await self._records.put(_OPEN, job_id, {"closed": False})

    async def open_jobs(self) -> AsyncIterator[OpenJob]:
        """The jobs that may have work waiting."""
        after = ""
        while page := await self._records.query(_OPEN, "", after=after):
            after = page[-1].sort
            for record in page:
                if not record.value["closed"]:
                    yield OpenJob(record.sort, record.version)

    async def close(self, job: OpenJob) -> None:
        """Says that a job has no work waiting, unless it was marked again since it was read."""
        try:
            await self._records.put(
                _OPEN,
                job.job_id,
                {"closed": True},
                expected_version=job.version,
                expires_at=self._clock.now() + _CLOSED_FOR,
            )
        except ConflictError:
            return


class InventoryRepository:
    """Keeps items."""

    def __init__(self, records: RecordStore) -> None:
        """Keeps them in ``records``."""
        self._records = records

    async def get(self, inventory_id: str) -> InventoryItem | None:
        """An item, or None."""
        record = await self._records.get(inventory_id, _ITEM)
        return InventoryItem.model_validate(record.value) if record else None

    async def ensure(self, item: InventoryItem) -> InventoryItem:
        """Stores an item unless it is there, and returns what is there."""
        try:
            await _put(
                self._records, item.inventory_id, _ITEM, item, version=0, user_id=item.user_id
            )
        except ConflictError:
            return await self.get(item.inventory_id) or item
        return item

    async def change(
        self, inventory_id: str, to: Callable[[InventoryItem], InventoryItem]
    ) -> InventoryItem:
        """Changes an item; ``to`` is called again when somebody else was quicker.

        Raises:
            NotFoundError: There is no such item.
            ConflictError: Somebody else was quicker every time.
        """
        return await _change(self._records, inventory_id, _ITEM, InventoryItem, to)

    async def all_of_user(self, user_id: str) -> AsyncGenerator[InventoryItem]:
        """Each item of a person, for whoever removes it before the next."""
        async for record in all_of_user(self._records, user_id, _ITEM):
            yield InventoryItem.model_validate(record.value)

    async def remove(self, inventory_id: str) -> None:
        """Forgets an item."""
        await self._records.delete_partition(inventory_id)


async def _put(
    records: RecordStore, partition: str, sort: str, value: BaseModel, *, version: int, user_id: str
) -> Record:
    return await records.put(
        partition, sort, value.model_dump(mode="json"), expected_version=version, user_id=user_id
    )


async def _change(
    records: RecordStore,
    partition: str,
    sort: str,
    kind: type[ModelT],
    to: Callable[[ModelT], ModelT],
) -> ModelT:
    for _ in range(_MOST_ATTEMPTS):
        record = await records.get(partition, sort)
        if record is None:
            raise NotFoundError("It is not there, or no longer.")
        before = kind.model_validate(record.value)
        after = to(before)
        if after == before:
            return before
        try:
            await records.put(
                partition,
                sort,
                after.model_dump(mode="json"),
                expected_version=record.version,
                user_id=record.user_id,
            )
        except ConflictError:
            continue
        return after
    raise ConflictError("It is being changed by many at once. Please try again.")
