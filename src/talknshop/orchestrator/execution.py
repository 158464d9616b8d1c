"""Executes one run: from its stored frame, or from where a dead process left it, to ``done``."""

from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, InternalError, TalknShopError, as_talknshop_error
from talknshop.core.metrics import ERRORS, NODE_SECONDS, TURN_SECONDS, Metrics
from talknshop.core.telemetry import (
    GEN_AI_CONVERSATION_ID,
    GEN_AI_OPERATION_NAME,
    GenAIOperation,
    Tracer,
)
from talknshop.language.accounts import TurnAccount, accounting
from talknshop.language.outcomes import OutcomeCounter
from talknshop.orchestrator.graphs.buyer import Graph
from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.state import ConversationState, new_turn
from talknshop.orchestrator.graphs.stream import (
    NodeEnd,
    TurnEnd,
    can_take_back,
    is_irrevocable,
    keep_understood,
    stream_turn,
    undo_turn,
)
from talknshop.orchestrator.journal import Journal
from talknshop.orchestrator.prompt_outcomes import outcomes_of
from talknshop.orchestrator.repository import SessionRepository
from talknshop.orchestrator.retelling import Retelling
from talknshop.orchestrator.run_repository import Run, RunKind, RunRepository
from talknshop.schemas.enums import Outcome, RequestType, WorkflowStage
from talknshop.schemas.event_types import RunEventData
from talknshop.schemas.events import (
    DoneData,
    ProgressData,
    ThinkingData,
    error_data,
)
from talknshop.schemas.model_use import ModelUse
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.session import SessionState

_TITLE_CHARACTERS = 80

_log = structlog.stdlib.get_logger(__name__)


class CheckpointSweeper(Protocol):
    """Forgets checkpoints that no turn needs any more."""

    async def sweep(self, thread_id: str, *, keep_run_id: str) -> None:
        """Removes the checkpoints of a thread's earlier runs."""
        ...


@dataclass(frozen=True, slots=True)
class RunExecutor:
    """Runs the graph for a run and tells what it says, each event stored first."""

    graph: Graph
    context: ConversationContext
    journal: Journal
    checkpoints: CheckpointSweeper
    runs: RunRepository
    sessions: SessionRepository
    metrics: Metrics
    tracer: Tracer
    clock: Clock
    max_attempts: int
    """Servers a run may outlive without getting further: one that outlives more is rather their
    cause of death than their victim."""
    outcomes: OutcomeCounter | None = None
    """Counts how prompts fare, where a model is asked."""

    async def execute(self, run: Run) -> None:
        """Works on a run until its end is told; one taken over goes on where it stood.

        Raises:
            ConflictError: Another process has taken the run over meanwhile.
        """
        attributes = {
            GEN_AI_OPERATION_NAME: GenAIOperation.INVOKE_WORKFLOW,
            GEN_AI_CONVERSATION_ID: run.session_id,
        }
        with self.tracer.span("turn", **attributes):
            if run.cancel_requested:
                await self.undo(run)
            else:
                await self._execute(run, Retelling(await self._said(run)))

    async def _execute(self, run: Run, retelling: Retelling) -> None:
        if retelling.outcome is not None:
            await self._close(run, retelling.outcome)
            return
        outcome, state = Outcome.FAILED, dict[str, Any]()
        account = TurnAccount(run.user_id, run.session_id, run.run_id)
        try:
            if run.fence > 1:
                run = await self.runs.take_up(run, reached=retelling.reached)
                _require_promise(run, self.max_attempts)
            if not retelling.failed:
                with accounting(account):
                    state = await self._converse(run, retelling, account)
                outcome = Outcome(state.get("outcome") or Outcome.MESSAGE)
        except ConflictError:
            raise
        except Exception as error:  # noqa: BLE001  # a run ends in an event, whatever a node raises
            state = await self._fail(run, retelling, as_talknshop_error(error))
        await self._end(run, retelling, outcome, state, account.use())
        if self.outcomes is not None:
            told = outcomes_of(outcome, refines=state.get("refines", False), account=account)
            await self.outcomes.note(run.user_id, *told)

    async def _fail(self, run: Run, retelling: Retelling, error: TalknShopError) -> dict[str, Any]:
        _log.error("run failed", error_type=error.error_type.value, exc_info=error)
        self.metrics.increment(ERRORS, type=error.error_type)
        await self._say(run, retelling, error_data(error))
        return await keep_understood(self.graph, run.session_id, run.run_id)

    async def undo(self, run: Run) -> None:
        """Ends a run that the person cancelled; the conversation is what it was before.

        One that has begun to change what marketplaces show goes on to its end: to say that it was
        cancelled would be untrue.
        """
        retelling = Retelling(await self._said(run))
        if await is_irrevocable(self.graph, run.session_id, run.run_id):
            await self._execute(run, retelling)
            return
        if retelling.outcome is not None:
            # The cancellation came after the end was told: what was told holds.
            await self._close(run, retelling.outcome)
            return
        # Only what was told of is taken back.
        replaces = run.replaces if retelling.replaces == run.replaces else None
        state = await undo_turn(self.graph, run.session_id, run.run_id, replaces=replaces)
        await self._end(run, retelling, Outcome.CANCELLED, state)

    async def _converse(
        self, run: Run, retelling: Retelling, account: TurnAccount
    ) -> dict[str, Any]:
        """Runs the graph, passes on what it says, and returns the state it ends in."""
        replaces = await self._to_take_back(run)
        if run.kind is RunKind.MESSAGE:
            thinking = ThinkingData(
                message="Thinking about it …",
                client_id=run.client_id,
                user_message=run.message,
                media=list(run.media) or None,
                replaces=replaces,
            )
            await self._say(run, retelling, thinking)
        # The first event of a run names the frame that began it.
        unnamed = run.client_id if run.kind is not RunKind.MESSAGE else None
        state: dict[str, Any] = {}
        node_ms: dict[str, float] = {}
        turn = _turn(run)
        if run.replaces is not None and replaces is None:
            turn["stands"] = await is_irrevocable(self.graph, run.session_id, run.replaces)
        async for said in stream_turn(self.graph, turn, self.context, replaces=replaces):
            match said:
                case TurnEnd():
                    state = said.state
                case NodeEnd():
                    node_ms[said.node] = round(said.seconds * 1000, 2)
                    self.metrics.observe(NODE_SECONDS, said.seconds, node=said.node)
                case ProgressData() if unnamed is not None:
                    await self._say(run, retelling, said.model_copy(update={"client_id": unnamed}))
                    unnamed = None
                case _:
                    await self._say(run, retelling, said)
        _log.info("turn ran", intent=state.get("intent"), node_ms=node_ms)
        engine = self.context.language.name
        await self.runs.note(run, engine=engine, node_ms=node_ms, account=account)
        return state

    async def _replaced_beginning(self, run: Run, state: dict[str, Any]) -> Run | None:
        """The run whose words the conversation is called by, where this one was said instead."""
        before: dict[str, Any] = state.get("before") or {}
        is_first = not before.get("turn_number")
        if run.replaces is None or not is_first:
            return None
        return await self.runs.get(run.session_id, run.replaces)

    async def _to_take_back(self, run: Run) -> str | None:
        if run.replaces is None:
            return None
        possible = await can_take_back(self.graph, run.session_id, run.replaces)
        return run.replaces if possible else None

    async def _end(
        self,
        run: Run,
        retelling: Retelling,
        outcome: Outcome,
        state: dict[str, Any],
        model_use: ModelUse | None = None,
    ) -> None:
        now = self.clock.now()
        first = await self._replaced_beginning(run, state)
        changes = {**_session_changes(run, outcome, state), "updated_at": now}
        await self.sessions.change(
            run.session_id, lambda session: {"title": _title(run, session, first), **changes}
        )
        seconds = (now - run.created_at).total_seconds()
        self.metrics.observe(TURN_SECONDS, seconds, outcome=outcome)
        end = DoneData(outcome=outcome, session_id=run.session_id, model_use=model_use)
        await self._say(run, retelling, end)
        await self._close(run, outcome)

    async def _close(self, run: Run, outcome: Outcome) -> None:
        await self.runs.finish(run, outcome)
        if outcome is not Outcome.FAILED:
            # A failed turn may lack checkpoints of its own; the last good ones stay beside it.
            await self.checkpoints.sweep(run.session_id, keep_run_id=run.run_id)

    async def _said(self, run: Run) -> list[Any]:
        # The first owner of a run has said nothing yet.
        return [] if run.fence == 1 and not run.cancel_requested else await self.journal.said(run)

    async def _say(self, run: Run, retelling: Retelling, data: RunEventData) -> None:
        left = retelling.admit(data)
        if left is not None:
            await self.journal.write(run, left)


def _require_promise(run: Run, max_attempts: int) -> None:
    if run.vain_attempts > max_attempts:
        raise InternalError(
            "This message could not be worked on: the server failed each time it tried. "
            "Please say it in other words."
        )


def _turn(run: Run) -> ConversationState:
    turn = new_turn(
        session_id=run.session_id,
        user_id=run.user_id,
        run_id=run.run_id,
        message=run.message,
        media=[ref.model_dump(mode="json") for ref in run.media],
        operations=[operation.model_dump(mode="json") for operation in run.operations],
        by_hand=run.kind is not RunKind.MESSAGE,
        page_locale=run.locale,
        decision=None if run.decision is None else run.decision.value,
        preview_id=run.preview_id,
    )
    if run.weights is not None:
        turn["weights"] = run.weights.model_dump(mode="json")
    return turn


def _session_changes(run: Run, outcome: Outcome, state: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {"workflow_stage": _stage(outcome, state)}
    if run.kind is RunKind.MESSAGE:
        changes |= {"last_message": run.message, "last_media": list(run.media)}
    if not state:
        return changes
    stored = state.get("requirement_spec")
    asked = outcome is Outcome.CLARIFICATION
    return changes | {
        "requirement_spec": Requirement.model_validate(stored) if stored else None,
        "clarification_count": state.get("clarification_count", 0),
        "request_type": RequestType.CLARIFICATION if asked else RequestType.CHAT,
        "transcript": state.get("audio_transcript"),
        "image_attributes": state.get("image_attributes"),
    }


def _title(run: Run, session: SessionState, replaced: Run | None) -> str | None:
    """What a conversation is called after a run: its first words, or the name given."""
    is_of_replaced = replaced is not None and session.title == _first_words(replaced)
    return _first_words(run) if is_of_replaced else session.title or _first_words(run)


def _first_words(run: Run) -> str | None:
    """What a conversation that begins with a run is called; None where nothing was said."""
    return " ".join(run.message.split())[:_TITLE_CHARACTERS] or None


def _stage(outcome: Outcome, state: dict[str, Any]) -> WorkflowStage:
    match outcome:
        case Outcome.FAILED:
            return WorkflowStage.FAILED
        case Outcome.CANCELLED:
            return WorkflowStage.CANCELLED
        case _:
            return WorkflowStage(state["stage"])
