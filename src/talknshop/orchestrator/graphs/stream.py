"""Runs a graph for one turn and tells what happens, as events."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot

from talknshop.orchestrator.graphs.buyer import Graph
from talknshop.orchestrator.graphs.context import DEFAULT_LOCALE, Barrier, ConversationContext
from talknshop.orchestrator.graphs.state import CONVERSATION_KEYS, ConversationState
from talknshop.orchestrator.progress import progress_of
from talknshop.schemas.event_types import RunEventData
from talknshop.schemas.events import (
    ProgressData,
)


@dataclass(frozen=True, slots=True)
class NodeEnd:
    """A node came to its end."""

    node: str
    seconds: float


@dataclass(frozen=True, slots=True)
class TurnEnd:
    """The state in which a turn ended."""

    state: dict[str, Any]


def _said(data: RunEventData | Barrier) -> RunEventData | None:
    if isinstance(data, Barrier):
        # Whoever takes the events has stored the one before when it asks for the next.
        data.lift()
        return None
    return data


class _Tasks:
    """Tells the beginning of a task from its end; both are reported under one id."""

    def __init__(self) -> None:
        self._begun_at: dict[str, float] = {}

    def tell(self, task: Mapping[str, Any]) -> ProgressData | NodeEnd | None:
        begun_at = self._begun_at.pop(task["id"], None)
        if begun_at is not None:
            return NodeEnd(task["name"], time.perf_counter() - begun_at)
        self._begun_at[task["id"]] = time.perf_counter()
        return progress_of(task)


def _told(part: Mapping[str, Any], tasks: _Tasks) -> RunEventData | NodeEnd | None:
    """What a part of the stream tells; None for what only the state needs."""
    if part["type"] == "custom":
        return _said(part["data"])
    return tasks.tell(part["data"]) if part["type"] == "tasks" else None


async def stream_turn(
    graph: Graph,
    turn: ConversationState,
    context: ConversationContext,
    *,
    replaces: str | None = None,
) -> AsyncIterator[RunEventData | NodeEnd | TurnEnd]:
    """Runs a turn on its session's thread; a node's end is durable before the next begins.

    One that was begun goes on after the last node that ended; a new one takes ``replaces`` back.
    Where the graph waits for a yes the turn has ended, unless it is that very yes.

    Yields:
        What the nodes say and which begin and end, as it happens; at last the final state.

    Raises:
        Exception: Whatever a node raised; the checkpoints before it stay.
    """
    run_id = turn["request_id"]
    config = _config(turn["session_id"], run_id)
    present = await graph.aget_state(config)
    begun = _run_of(present) == run_id
    state = dict[str, Any](present.values) if begun else {}
    entry = _resumption(present) if begun else _beginning(turn, present, replaces)
    goes_on = not begun or entry is not None or not _has_ended(present)
    while goes_on:
        tasks = _Tasks()
        async for part in graph.astream(
            entry, config=config, context=context, stream_mode=["custom", "tasks", "values"],
            subgraphs=True, durability="sync", version="v2",
        ):  # fmt: skip
            if (told := _told(part, tasks)) is not None:
                yield told
            elif part["type"] == "values" and not part["ns"]:
                state = dict(part["data"])
        goes_on = (entry := await _after_pause(graph, config, state)) is not None
    yield TurnEnd(state)


def _has_ended(present: StateSnapshot) -> bool:
    """Whether nothing is left to do, or all that is left waits for a person."""
    # Not `next`: that leaves out a node whose writes are stored but whose step is not.
    return all(task.interrupts for task in present.tasks)


async def _after_pause(
    graph: Graph, config: RunnableConfig, state: Mapping[str, Any]
) -> Command[str] | None:
    """What a turn that says yes goes on with, where the graph now waits for it."""
    if state.get("agreed_preview_id") is None or state.get("listing_job") is not None:
        return None
    return _resumption(await graph.aget_state(config))


def _resumption(present: StateSnapshot) -> Command[str] | None:
    """What lets a graph go on that waits for a yes: only one to the preview it waits with."""
    agreed = present.values.get("agreed_preview_id")
    waiting = [one.value for task in present.tasks for one in task.interrupts]
    fits = agreed is not None and any(one["preview_id"] == agreed for one in waiting)
    return Command(resume=agreed) if fits else None


async def can_take_back(graph: Graph, session_id: str, run_id: str) -> bool:
    """Whether a run is the last one of its session, so that nothing said since stands on it.

    One that changed what marketplaces show is never taken back.
    """
    present = await graph.aget_state(_config(session_id, run_id))
    is_last = _run_of(present) == run_id and bool(present.values.get("before"))
    return is_last and not present.values.get("irrevocable")


async def is_irrevocable(graph: Graph, session_id: str, run_id: str) -> bool:
    """Whether a run, the last of its session, changes or has changed what marketplaces show."""
    present = await graph.aget_state(_config(session_id, run_id))
    return _run_of(present) == run_id and bool(present.values.get("irrevocable"))


def _beginning(
    turn: ConversationState, present: StateSnapshot, replaces: str | None
) -> ConversationState:
    """The input of a turn: stored in one step with its run, so that it is taken back once."""
    before = _standing_before(present, turn["request_id"], replaces)
    beginning: dict[str, Any] = {**turn, "before": before}
    if replaces is not None:
        beginning = {**before, **beginning}
    # TypedDicts cannot be merged with what was read from a checkpoint.
    return cast("ConversationState", beginning)


def _standing_before(
    present: StateSnapshot, run_id: str, replaces: str | None = None
) -> dict[str, Any]:
    """The conversation without a run, and without the one that it replaces."""
    values = present.values
    if _run_of(present) in {run_id, replaces} and values.get("before"):
        return dict(values["before"])
    return _conversation(values)


async def keep_understood(graph: Graph, session_id: str, run_id: str) -> dict[str, Any]:
    """Keeps what a turn that failed had understood by then, and returns the conversation's state.

    The flow in which a node failed never hands its state up; without this the next turn would
    know nothing of what the person wants.
    """
    config = _config(session_id, run_id)
    snapshot = await graph.aget_state(config, subgraphs=True)
    values = dict[str, Any](snapshot.values)
    for task in snapshot.tasks:
        if isinstance(task.state, StateSnapshot):
            values |= task.state.values
    before = _standing_before(snapshot, run_id)
    return await _set_conversation(graph, config, _conversation(values), before)


async def undo_turn(
    graph: Graph, session_id: str, run_id: str, *, replaces: str | None = None
) -> dict[str, Any]:
    """Puts the conversation back to where it stood before a turn, and returns that state.

    Args:
        graph: The conversation.
        session_id: Which.
        run_id: The run of the turn.
        replaces: The run that the person was told is taken back with it.
    """
    config = _config(session_id, run_id)
    before = _standing_before(await graph.aget_state(config), run_id, replaces)
    return await _set_conversation(graph, config, before, before)


def _conversation(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: values.get(key) for key in CONVERSATION_KEYS}
    counts: dict[str, Any] = {
        key: values.get(key, 0) for key in ("clarification_count", "turn_number")
    }
    counts |= {"locale": values.get("locale") or DEFAULT_LOCALE}
    counts |= {"declined": values.get("declined") or []}
    return kept | counts


async def _set_conversation(
    graph: Graph, config: RunnableConfig, values: dict[str, Any], before: dict[str, Any]
) -> dict[str, Any]:
    await graph.aupdate_state(config, {**values, "before": before}, as_node="compose_message")
    return values


def _config(session_id: str, run_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": session_id}, "metadata": {"run_id": run_id}}


def _run_of(snapshot: StateSnapshot) -> str | None:
    return (snapshot.metadata or {}).get("run_id")
