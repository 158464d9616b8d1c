"""Reminds a seller once of a posting that waits for them; later it expires."""

from dataclasses import replace
from datetime import datetime, timedelta

from talknshop.core.clock import Clock
from talknshop.crosspost.changes import with_part
from talknshop.crosspost.follow_ups import FollowUps, WaitingPart
from talknshop.crosspost.job_record import StoredJob, StoredPart, Wanted
from talknshop.crosspost.repository import JobRepository
from talknshop.schemas.enums import MarketplaceJobStatus as Status

_EXPIRED = "You did not finish this posting in time. Try again to get it ready anew."


class Reminders:
    """Looks after postings that wait for their seller."""

    def __init__(
        self,
        jobs: JobRepository,
        follow_ups: FollowUps,
        clock: Clock,
        *,
        remind_after: timedelta,
        expire_after: timedelta,
    ) -> None:
        """Reminds ``remind_after`` a posting began to wait, and gives it up after the other."""
        self._jobs = jobs
        self._follow_ups = follow_ups
        self._clock = clock
        self._remind_after = remind_after
        self._expire_after = expire_after

    def first_look(self) -> datetime:
        """When to look again at a posting that begins to wait now."""
        return self._clock.now() + min(self._remind_after, self._expire_after)

    async def look(self) -> int:
        """Looks at the postings that are due; returns how many were reminded of or expired."""
        changed = 0
        async for waiting in self._follow_ups.waiting():
            changed += await self._look_at(waiting)
        return changed

    async def _look_at(self, waiting: WaitingPart) -> bool:
        job = await self._jobs.get(waiting.job_id)
        part = job.part(waiting.marketplace) if job is not None else None
        if job is None or part is None or not _waits(part):
            await self._follow_ups.forget_waiting(waiting)
            return False
        now = self._clock.now()
        expires_at = _expiry(part, waiting.since + self._expire_after)
        if now >= expires_at:
            await self._change(job, part, {"status": Status.EXPIRED, **_OVER})
            await self._follow_ups.forget_waiting(waiting)
            return True
        if part.reminded_at is None:
            await self._change(job, part, {"reminded_at": now})
        await self._follow_ups.put_waiting(replace(waiting, due_at=expires_at))
        return part.reminded_at is None

    async def _change(self, job: StoredJob, part: StoredPart, changes: dict[str, object]) -> None:
        def change(present: StoredJob) -> StoredJob:
            now = present.part(part.marketplace)
            if now is None or not _waits(now):
                return present
            return with_part(present, now.model_copy(update=changes), self._clock.now())

        await self._jobs.change(job.job_id, change)


_OVER: dict[str, object] = {"action": None, "message": _EXPIRED}


def _waits(part: StoredPart) -> bool:
    return part.status is Status.NEEDS_ACTION and part.wanted is Wanted.UP


def _expiry(part: StoredPart, ours: datetime) -> datetime:
    """The marketplace's own end of a posting, where it comes before ours."""
    theirs = part.action.expires_at if part.action is not None else None
    return ours if theirs is None else min(ours, theirs)
