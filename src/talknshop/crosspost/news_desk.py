"""Hands on what changed about listings: at once where that works, later where it did not."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import structlog

from talknshop.clients.job_news import JobNewsListener
from talknshop.core.background import beside
from talknshop.core.errors import TalknShopError
from talknshop.crosspost.job_record import StoredJob
from talknshop.crosspost.news import job_news, without_told
from talknshop.crosspost.repository import JobRepository

ORCHESTRATOR, WEBHOOK = "orchestrator", "webhook"
"""Who may be told of a change."""

_LOOK_SECONDS = 2.0

_log = structlog.stdlib.get_logger(__name__)


class NewsDesk:
    """Tells each listener every change of a job, in order and until they took it.

    Two processes may tell the same news; a listener takes the same ``news_id`` once.
    """

    def __init__(self, listeners: Mapping[str, JobNewsListener]) -> None:
        """Tells ``listeners``; what is for others is told by whoever knows them."""
        self._listeners = listeners
        self._woken = {name: _Woken() for name in listeners}

    def wake(self, job_id: str) -> None:
        """A job has news."""
        for woken in self._woken.values():
            woken.add(job_id)

    async def deliver(self, jobs: JobRepository) -> None:
        """Tells whatever is left to tell of every job with work or news."""
        found = [open_job.job_id async for open_job in jobs.open_jobs()]
        for name, listener in self._listeners.items():
            for job_id in found:
                await _tell(jobs, job_id, name, listener)

    @asynccontextmanager
    async def at_work(self, jobs: JobRepository) -> AsyncGenerator[None]:
        """Tells news for as long as the block runs."""
        async with AsyncExitStack() as stack:
            for name, listener in self._listeners.items():
                # Each for itself: one that is down keeps nobody else waiting.
                await stack.enter_async_context(beside(self._tell_for_ever(jobs, name, listener)))
            yield

    async def _tell_for_ever(
        self, jobs: JobRepository, name: str, listener: JobNewsListener
    ) -> None:
        woken = self._woken[name]
        while True:
            try:
                if not await woken.wait(_LOOK_SECONDS):
                    # What another process changed, or what could not be told before.
                    async for open_job in jobs.open_jobs():
                        woken.add(open_job.job_id)
                for job_id in woken.take():
                    await _tell(jobs, job_id, name, listener)
            except TalknShopError as error:
                _log.warning("news of listings not read", reason=error.message)
                await asyncio.sleep(_LOOK_SECONDS)
            except Exception:  # noqa: BLE001  # the next round may fare better
                _log.exception("news of listings not told", listener=name)
                await asyncio.sleep(_LOOK_SECONDS)


async def _tell(jobs: JobRepository, job_id: str, name: str, listener: JobNewsListener) -> None:
    job = await jobs.get(job_id)
    if job is None:
        return
    told: list[int] = []
    try:
        for news in job.news:
            if name in news.left_to:
                await listener.deliver(job_news(job, news))
                told.append(news.number)
    except TalknShopError as error:
        _log.warning("news of a listing not told", listener=name, reason=error.message)
    if told:
        await jobs.change(job_id, lambda present: _without(present, told, name))


def _without(job: StoredJob, told: list[int], name: str) -> StoredJob:
    return without_told(job, told, name)


class _Woken:
    def __init__(self) -> None:
        self._jobs: dict[str, None] = {}
        self._event = asyncio.Event()

    def add(self, job_id: str) -> None:
        self._jobs[job_id] = None
        self._event.set()

    async def wait(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        return self._event.is_set()

    def take(self) -> list[str]:
        self._event.clear()
        taken = list(self._jobs)
        self._jobs.clear()
        return taken
