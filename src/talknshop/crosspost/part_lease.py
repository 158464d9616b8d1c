"""One worker at a time works on a part, even when its message was delivered to two."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError, TalknShopError
from talknshop.core.ids import new_id
from talknshop.crosspost.job_record import Lease, StoredJob, StoredPart
from talknshop.crosspost.repository import JobRepository
from talknshop.schemas.enums import PostingMarketplace

_LOOK_SECONDS = 0.1
# A lease is renewed this many times before it would end.
_RENEWALS = 3

Work = Callable[[StoredJob], Awaitable[None]]
"""What is done while a lease is held; it gets the job as it was when the lease was taken."""


class LeaseLostError(ConflictError):
    """Another worker took the part over: whatever was under way is theirs now."""


class PartLeases:
    """Leases on parts of jobs, kept in the jobs themselves, so that one write tells both."""

    def __init__(self, jobs: JobRepository, clock: Clock, *, seconds: float) -> None:
        """Leases end after ``seconds`` unless their holder renews them."""
        self._jobs = jobs
        self._clock = clock
        self._seconds = seconds

    async def while_held(self, job_id: str, marketplace: PostingMarketplace, work: Work) -> None:
        """Waits until nobody else holds the part, then does ``work`` and gives it back.

        Raises:
            NotFoundError: There is no such job, or no such part of it.
            LeaseLostError: Somebody else took it over meanwhile; ``work`` was cancelled.
        """
        holder = new_id("lease")
        job = await self._take(job_id, marketplace, holder)
        working = asyncio.ensure_future(work(job))
        keeping = asyncio.create_task(self._keep(job_id, marketplace, holder))
        try:
            await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            lost = keeping.done()
            for task in (working, keeping):
                task.cancel()
            await asyncio.wait({working, keeping})
            if not lost:
                await self._give_back(job_id, marketplace, holder)
        if lost and working.cancelled():
            raise LeaseLostError("Another worker goes on with this listing.")
        working.result()

    async def _take(self, job_id: str, marketplace: PostingMarketplace, holder: str) -> StoredJob:
        while True:
            job = await self._jobs.get(job_id)
            if job is None:
                raise NotFoundError("There is no such job any more.")
            if self._is_free(_part_of(job, marketplace)):
                job = await self._jobs.change(
                    job_id, partial(self._taken, marketplace=marketplace, holder=holder)
                )
                lease = _part_of(job, marketplace).lease
                if lease is not None and lease.holder == holder:
                    return job
            await asyncio.sleep(_LOOK_SECONDS)

    def _is_free(self, part: StoredPart) -> bool:
        return part.lease is None or part.lease.until <= self._clock.now()

    def _taken(self, job: StoredJob, *, marketplace: PostingMarketplace, holder: str) -> StoredJob:
        part = _part_of(job, marketplace)
        if not self._is_free(part):
            return job
        return _with(job, part, {"lease": self._lease(holder), "fence": part.fence + 1})

    async def _keep(self, job_id: str, marketplace: PostingMarketplace, holder: str) -> None:
        """Renews a lease; returns when it is lost."""
        renewed = self._clock.monotonic()
        while True:
            await asyncio.sleep(self._seconds / _RENEWALS)
            try:
                await self._jobs.change(
                    job_id, partial(self._renewed, marketplace=marketplace, holder=holder)
                )
                renewed = self._clock.monotonic()
            except (LeaseLostError, NotFoundError):
                return
            except TalknShopError:
                if self._clock.monotonic() - renewed >= self._seconds:
                    return

    def _renewed(
        self, job: StoredJob, *, marketplace: PostingMarketplace, holder: str
    ) -> StoredJob:
        part = _part_of(job, marketplace)
        if part.lease is None or part.lease.holder != holder:
            raise LeaseLostError("Another worker goes on with this listing.")
        return _with(job, part, {"lease": self._lease(holder)})

    async def _give_back(self, job_id: str, marketplace: PostingMarketplace, holder: str) -> None:
        def free(job: StoredJob) -> StoredJob:
            part = _part_of(job, marketplace)
            is_ours = part.lease is not None and part.lease.holder == holder
            return _with(job, part, {"lease": None}) if is_ours else job

        try:
            await self._jobs.change(job_id, free)
        except NotFoundError:
            # Its seller had everything removed; there is nothing left to hold.
            return

    def _lease(self, holder: str) -> Lease:
        return Lease(holder=holder, until=self._clock.now() + timedelta(seconds=self._seconds))


def _part_of(job: StoredJob, marketplace: PostingMarketplace) -> StoredPart:
    part = job.part(marketplace)
    if part is None:
        raise NotFoundError("This listing has no such marketplace.")
    return part


def _with(job: StoredJob, part: StoredPart, changes: dict[str, object]) -> StoredJob:
    """A job with nothing changed but who works on it."""
    held = part.model_copy(update=changes)
    parts = tuple(held if one.marketplace is part.marketplace else one for one in job.parts)
    return job.model_copy(update={"parts": parts})
