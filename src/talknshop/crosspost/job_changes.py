"""Changes jobs and has their workers look: marked first, then stored, then sent."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import TalknShopError
from talknshop.crosspost.job_record import StoredJob
from talknshop.crosspost.next_step import is_settled
from talknshop.crosspost.part_handler import PartMessage
from talknshop.crosspost.repository import InventoryRepository, JobRepository
from talknshop.messaging.message_queue import MessageQueue
from talknshop.schemas.enums import PostingMarketplace

_log = structlog.stdlib.get_logger(__name__)

Queues = Mapping[PostingMarketplace, MessageQueue]
"""The queue of each marketplace that can be posted to in this installation."""


class JobChanges:
    """The one way in which a job comes to have work for its workers."""

    def __init__(
        self, jobs: JobRepository, items: InventoryRepository, queues: Queues, clock: Clock
    ) -> None:
        """Works on the given stores and queues."""
        self._jobs = jobs
        self._items = items
        self._queues = queues
        self._clock = clock

    @property
    def marketplaces(self) -> Sequence[PostingMarketplace]:
        """Where a listing can be put up."""
        return list(self._queues)

    async def make(self, job_id: str, to: Callable[[StoredJob], StoredJob]) -> StoredJob:
        """Changes a job and has every worker of it look what is left to do.

        Raises:
            NotFoundError: There is no such job.
        """
        await self._jobs.mark_open(job_id)
        stored = await self._jobs.change(job_id, to)
        await self.send(stored)
        return stored

    async def send(self, job: StoredJob) -> None:
        """Has the workers of a job look what is left to do."""
        await asyncio.gather(*(self._send(job, part.marketplace) for part in job.parts))

    async def _send(self, job: StoredJob, marketplace: PostingMarketplace) -> None:
        queue = self._queues.get(marketplace)
        if queue is None:
            # It was posted when this marketplace was set up here, and it is not any more.
            _log.warning("no queue", marketplace=marketplace, job_id=job.job_id)
            return
        message = PartMessage(job_id=job.job_id, marketplace=marketplace)
        try:
            await queue.send(message.model_dump_json())
        except TalknShopError as error:
            if not error.retryable:
                raise
            # The job is stored and marked: a round of ``resend`` makes up for it.
            _log.warning("worker not told", marketplace=marketplace, reason=error.message)

    async def resend(self, *, older_than: timedelta) -> int:
        """Tells workers again of jobs whose work has waited for long; returns how many.

        A message that was lost between storing a job and sending it, or that ended among the dead
        letters, is made up for; one too many has its worker find nothing to do.
        While messages wait for a worker, nobody needs more of them.
        """
        resent = 0
        backlog = [(await queue.depth()).ready for queue in self._queues.values()]
        async for open_job in self._jobs.open_jobs():
            job = await self._jobs.get(open_job.job_id)
            if job is None or is_settled(job, sold=await self._is_sold(job)):
                if job is None or not job.news:
                    await self._jobs.close(open_job)
            elif not any(backlog) and self._clock.now() - job.updated_at >= older_than:
                await self.send(job)
                resent += 1
        return resent

    async def _is_sold(self, job: StoredJob) -> bool:
        item = await self._items.get(job.inventory_id)
        return item is not None and item.sold is not None
