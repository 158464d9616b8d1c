"""Runs: a turn's work belongs to the server, not to the socket that asked for it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from talknshop.core.errors import RateLimitError, as_talknshop_error
from talknshop.orchestrator.graphs.buyer import Graph
from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.state import new_turn
from talknshop.orchestrator.graphs.stream import TurnEnd, stream_turn
from talknshop.orchestrator.journal import Journal
from talknshop.orchestrator.repository import Run, RunRepository, RunStatus, SessionRepository
from talknshop.schemas.enums import Outcome, RequestType, WorkflowStage
from talknshop.schemas.events import DoneData, RunEventData, ThinkingData, error_data
from talknshop.schemas.requirement import Requirement

_log = structlog.stdlib.get_logger(__name__)


class CheckpointSweeper(Protocol):
    """Forgets checkpoints that no turn needs any more."""

    async def sweep(self, thread_id: str, *, keep_run_id: str) -> None:
        """Removes the checkpoints of a thread's earlier runs."""
        ...


@dataclass(frozen=True, slots=True)
class RunCollaborators:
    """What running a turn needs."""

    graph: Graph
    context: ConversationContext
    journal: Journal
    checkpoints: CheckpointSweeper
    runs: RunRepository
    sessions: SessionRepository


@dataclass(slots=True)
class _SessionQueue:
    """The runs of one session that wait, and the task that works them off."""

    waiting: list[Run] = field(default_factory=list[Run])
    reserved: int = 0
    """Places taken: runs that wait, and runs that are being stored."""
    worker: asyncio.Task[None] | None = None


class RunService:
    """Works off the runs of each session one after the other, and of all sessions side by side."""

    def __init__(self, collaborators: RunCollaborators, *, most_queued: int) -> None:
        """Lets ``most_queued`` messages wait behind the one that is worked on."""
        self._with = collaborators
        self._most_queued = most_queued
        self._queues: dict[str, _SessionQueue] = {}

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
            run_id = await self._with.runs.create(run)
        except BaseException:
            self._release(run.session_id, queue)
            raise
        if run_id != run.run_id:
            self._release(run.session_id, queue)
            return run_id
        queue.waiting.append(run)
        if queue.worker is None:
            queue.worker = asyncio.create_task(self._work(run.session_id, queue))
        return run_id

    async def drain(self, timeout_seconds: float) -> None:
        """Lets the runs under way come to their end, and stops those that take too long."""
        tasks = [queue.worker for queue in self._queues.values() if queue.worker]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=timeout_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, session_id: str, queue: _SessionQueue) -> None:
        try:
            while queue.waiting:
                run = queue.waiting.pop(0)
                queue.reserved -= 1
                with structlog.contextvars.bound_contextvars(
                    session_id=session_id, run_id=run.run_id
                ):
                    await self._run(run)
        finally:
            queue.worker = None
            self._forget_if_idle(session_id, queue)

    def _release(self, session_id: str, queue: _SessionQueue) -> None:
        queue.reserved -= 1
        self._forget_if_idle(session_id, queue)

    def _forget_if_idle(self, session_id: str, queue: _SessionQueue) -> None:
        if queue.reserved == 0 and queue.worker is None:
            self._queues.pop(session_id, None)

    async def _run(self, run: Run) -> None:
        outcome = Outcome.FAILED
        state: dict[str, Any] = {}
        try:
            await self._with.runs.mark(run, RunStatus.RUNNING)
            await self._say(run, _thinking(run))
            state = await self._execute(run)
            outcome = Outcome(state.get("outcome") or Outcome.MESSAGE)
        except Exception as error:  # noqa: BLE001  # a run ends in an event, whatever a node raises
            known = as_talknshop_error(error)
            _log.exception("run failed", error_type=known.error_type.value)
            await self._say(run, error_data(known))
        await self._finish(run, outcome, state)

    async def _execute(self, run: Run) -> dict[str, Any]:
        """Runs the graph, passes on what it says, and returns the state it ends in."""
        turn = new_turn(
            session_id=run.session_id,
            user_id=run.user_id,
            run_id=run.run_id,
            message=run.message,
            media=[ref.model_dump(mode="json") for ref in run.media],
        )
        state: dict[str, Any] = {}
        async for said in stream_turn(self._with.graph, turn, self._with.context):
            if isinstance(said, TurnEnd):
                state = said.state
            else:
                await self._say(run, said)
        return state

    async def _finish(self, run: Run, outcome: Outcome, state: dict[str, Any]) -> None:
        session = await self._with.sessions.get(run.session_id)
        if session is not None:
            failed = outcome is Outcome.FAILED
            stage = WorkflowStage.FAILED.value if failed else state["stage"]
            changes: dict[str, Any] = {
                "workflow_stage": WorkflowStage(stage),
                "last_message": run.message,
                "last_media": list(run.media),
            }
            if not failed:
                changes |= _session_changes(state, outcome)
            await self._with.sessions.save(session.model_copy(update=changes))
        await self._with.runs.mark(run, RunStatus.FINISHED, outcome.value)
        await self._say(run, DoneData(outcome=outcome, session_id=run.session_id))
        if outcome is not Outcome.FAILED:
            # A failed turn may lack checkpoints of its own; the last good ones stay beside it.
            await self._with.checkpoints.sweep(run.session_id, keep_run_id=run.run_id)

    async def _say(self, run: Run, *events: RunEventData) -> None:
        await self._with.journal.write(run.session_id, run.run_id, events)


def _thinking(run: Run) -> ThinkingData:
    return ThinkingData(
        message="Thinking about it …", client_id=run.client_id, user_message=run.message
    )


def _session_changes(state: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    stored = state.get("requirement_spec")
    asked = outcome is Outcome.CLARIFICATION
    return {
        "requirement_spec": Requirement.model_validate(stored) if stored else None,
        "clarification_count": state.get("clarification_count", 0),
        "request_type": RequestType.CLARIFICATION if asked else RequestType.CHAT,
        "transcript": state.get("audio_transcript"),
        "image_attributes": state.get("image_attributes"),
    }
