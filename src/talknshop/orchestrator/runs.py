"""Runs: a turn's work belongs to the server, not to the socket that asked for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from talknshop.core.errors import ConflictError, DatabaseError, RateLimitError
from talknshop.messaging.event_bus import Cancelled, News
from talknshop.orchestrator.execution import RunExecutor
from talknshop.orchestrator.run_repository import Run, RunRepository

# How soon a turn begins whose session another process has just finished with.
_LOOK_AGAIN_SECONDS = 0.05

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _SessionQueue:
    """The runs of one session that wait, and the task that works them off."""

    waiting: list[Run] = field(default_factory=list[Run])
    reserved: int = 0
    """Places taken: runs that wait, and runs that are being stored."""
    worker: asyncio.Task[None] | None = None
    current: Run | None = None
    execution: asyncio.Task[None] | None = None


class RunService:
    """Works off the runs of each session one after the other, and of all sessions side by side."""

    def __init__(
        self,
        runs: RunRepository,
        executor: RunExecutor,
        *,
        owner: str,
        most_queued: int,
        announce: Callable[[News], None],
    ) -> None:
        """Works off the runs of ``owner``.

        Args:
            runs: Keeps them.
            executor: Executes them.
            owner: This process.
            most_queued: How many messages may wait behind the one that is worked on.
            announce: Tells other servers that a run of theirs was cancelled.
        """
        self._announce = announce
        self._runs = runs
        self._executor = executor
        self._owner = owner
        self._most_queued = most_queued
        self._queues: dict[str, _SessionQueue] = {}
        self._owned: dict[str, Run] = {}

    async def submit(self, run: Run) -> str:
        """Stores a run and starts or queues it; a frame that was sent before starts nothing.

        Returns:
            The id of the run that answers the frame.

        Raises:
            RateLimitError: Too many messages wait already; nothing was stored.
        """
        queue = self._queues.setdefault(run.session_id, _SessionQueue())
        if queue.reserved >= self._most_queued:
            raise RateLimitError(
                f"{self._most_queued} messages are waiting already. "
                "Please wait for an answer before you send another.",
                retry_after_seconds=5,
            )
        queue.reserved += 1
        try:
            stored = await self._runs.create(run.model_copy(update={"owner": self._owner}))
        except BaseException:
            self._release(run.session_id, queue)
            raise
        if stored is None:
            self._release(run.session_id, queue)
        else:
            self._enqueue(queue, stored)
        return run.run_id

    async def knows(self, session_id: str, run_id: str) -> bool:
        """Whether a run was stored before, whatever has become of it."""
        return await self._runs.get(session_id, run_id) is not None

    async def adopt(self, run: Run) -> bool:
        """Takes over a run that its owner left; False when somebody else was quicker."""
        claimed = await self._runs.claim(run, self._owner)
        if claimed is None:
            return False
        _log.info("run taken over", run_id=run.run_id, session_id=run.session_id)
        queue = self._queues.setdefault(run.session_id, _SessionQueue())
        queue.reserved += 1
        self._enqueue(queue, claimed)
        return True

    def is_busy(self, session_id: str) -> bool:
        """Whether this process answers a session, or is about to."""
        return session_id in self._queues

    async def cancel(self, session_id: str, *, run_id: str | None = None) -> bool:
        """Ends the run that a session works on, whichever server does.

        Returns:
            False when it works on none, or on another than ``run_id``.
        """
        queue = self._queues.get(session_id)
        run = queue.current if queue is not None else None
        if run is None:
            # Another server works on it, or it waits to begin.
            run = await self._runs.first_open(session_id)
        if run is None or run_id not in {None, run.run_id}:
            return False
        try:
            requested = await self._runs.request_cancel(run)
        except ConflictError:
            return False
        if requested.run_id in self._owned:
            self._heed(requested)
        else:
            self._announce(Cancelled(session_id, requested.run_id))
        return True

    def hear(self, news: News | None) -> None:
        """Ends a run here that was cancelled at another server.

        News that are lost cost time only: the record is looked at with each renewal of the lease.
        """
        if isinstance(news, Cancelled) and (run := self._owned.get(news.run_id)) is not None:
            self._heed(run.model_copy(update={"cancel_requested": True}))

    async def renew_leases(self) -> None:
        """Extends the lease of every run here; work on one that was taken over is dropped."""
        await asyncio.gather(*(self._renew(run) for run in list(self._owned.values())))

    async def drain(self, timeout_seconds: float) -> None:
        """Lets the runs under way end; those that take too long stay open for the next process."""
        tasks = [queue.worker for queue in self._queues.values() if queue.worker]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=timeout_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _enqueue(self, queue: _SessionQueue, run: Run) -> None:
        self._owned[run.run_id] = run
        queue.waiting.append(run)
        if queue.worker is None:
            queue.worker = asyncio.create_task(self._work(run.session_id, queue))

    async def _work(self, session_id: str, queue: _SessionQueue) -> None:
        try:
            while (run := await self._next(queue)) is not None:
                queue.current = run
                queue.reserved -= 1
                with structlog.contextvars.bound_contextvars(
                    session_id=session_id, run_id=run.run_id
                ):
                    await self._execute(queue, run)
        finally:
            queue.worker = None
            self._forget_if_idle(session_id, queue)

    async def _next(self, queue: _SessionQueue) -> Run | None:
        """The oldest run that waits here, once no other process works on an older one."""
        while queue.waiting:
            # One that was taken over meanwhile may be older than what waited before.
            queue.waiting.sort(key=lambda run: run.created_at)
            run = queue.waiting[0]
            if not await self._is_behind_others(run):
                # Meanwhile it may have been cancelled, or taken over.
                places = [n for n, one in enumerate(queue.waiting) if one.run_id == run.run_id]
                if places:
                    return queue.waiting.pop(places[0])
                continue
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return None

    async def _is_behind_others(self, run: Run) -> bool:
        try:
            return await self._runs.is_behind_others(run)
        except DatabaseError as error:
            # The run itself will tell the person; it must not wait for ever.
            _log.warning("runs of other processes not known", reason=error.message)
            return False

    async def _execute(self, queue: _SessionQueue, run: Run) -> None:
        execution = queue.execution = asyncio.create_task(self._executor.execute(run))
        try:
            # Waiting for it, unlike awaiting it, keeps the end of this worker apart from its own.
            await asyncio.wait({execution})
            if execution.cancelled() and queue.current and queue.current.cancel_requested:
                execution = asyncio.create_task(self._executor.undo(queue.current))
                await asyncio.wait({execution})
            if not execution.cancelled() and (error := execution.exception()) is not None:
                _log.warning("run left to others", run_id=run.run_id, exc_info=error)
        except asyncio.CancelledError:
            # The server stops: the run stays open, and the next process takes it up.
            execution.cancel()
            await asyncio.wait({execution})
            raise
        finally:
            queue.current = queue.execution = None
            self._owned.pop(run.run_id, None)

    def _heed(self, run: Run) -> None:
        """Has a run end here that nobody waits for any more."""
        queue = self._queues.get(run.session_id)
        if queue is None:
            return
        queue.waiting = [run if one.run_id == run.run_id else one for one in queue.waiting]
        current = queue.current
        if current is None or current.run_id != run.run_id or current.cancel_requested:
            return
        queue.current = run
        if queue.execution is not None:
            queue.execution.cancel()

    async def _renew(self, run: Run) -> None:
        try:
            renewed = await self._runs.renew(run)
            if renewed.cancel_requested:
                self._heed(renewed)
        except ConflictError:
            queue = self._queues.get(run.session_id)
            finished = run.run_id not in self._owned
            if finished or queue is None:
                return
            self._owned.pop(run.run_id, None)
            left = [waiting for waiting in queue.waiting if waiting.run_id != run.run_id]
            queue.reserved -= len(queue.waiting) - len(left)
            queue.waiting = left
            if queue.current is not None and queue.current.run_id == run.run_id and queue.execution:
                queue.execution.cancel()

    def _release(self, session_id: str, queue: _SessionQueue) -> None:
        queue.reserved -= 1
        self._forget_if_idle(session_id, queue)

    def _forget_if_idle(self, session_id: str, queue: _SessionQueue) -> None:
        if queue.reserved == 0 and queue.worker is None:
            self._queues.pop(session_id, None)
