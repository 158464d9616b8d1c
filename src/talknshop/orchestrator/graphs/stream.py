"""Runs a graph for one turn and tells what happens, as events."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import StateSnapshot

from talknshop.orchestrator.graphs.buyer import Graph
from talknshop.orchestrator.graphs.context import DEFAULT_LOCALE, Barrier, ConversationContext
from talknshop.orchestrator.graphs.state import CONVERSATION_KEYS, ConversationState
from talknshop.orchestrator.progress import progress_of
from talknshop.schemas.events import ProgressData, RunEventData


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


async def stream_turn(
    graph: Graph, turn: ConversationState, context: ConversationContext
) -> AsyncIterator[RunEventData | NodeEnd | TurnEnd]:
    """Runs a turn on its session's thread; a node's end is durable before the next begins.

    A turn that was begun before goes on after the last node that ended.

    Yields:
        What the nodes say, which begin and end, as it happens; last of all the final state.

    Raises:
        Exception: Whatever a node raised; the checkpoints before it stay.
    """
    config = _config(turn["session_id"], turn["request_id"])
    present = await graph.aget_state(config)
    begun = _run_of(present) == turn["request_id"]
    state = dict[str, Any](present.values) if begun else {}
    # Not `next`: that leaves out a node whose writes are stored but whose step is not.
    if begun and not present.tasks:
        yield TurnEnd(state)
        return
    tasks = _Tasks()
    async for part in graph.astream(
        None if begun else turn,
        config=config,
        context=context,
        stream_mode=["custom", "tasks", "values"],
        subgraphs=True,
        durability="sync",
        version="v2",
    ):
        if part["type"] == "custom":
            if (said := _said(part["data"])) is not None:
                yield said
        elif part["type"] == "tasks" and (told := tasks.tell(part["data"])) is not None:
            yield told
        elif part["type"] == "values" and not part["ns"]:
            state = dict(part["data"])
    yield TurnEnd(state)


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
    return await _set_conversation(graph, config, values)


async def undo_turn(graph: Graph, session_id: str, run_id: str) -> dict[str, Any]:
    """Puts the conversation back to where it stood before a turn, and returns that state."""
    config = _config(session_id, run_id)
    before: dict[str, Any] = {}
    async for past in graph.aget_state_history(config):
        if _run_of(past) != run_id:
            before = dict(past.values)
            break
    return await _set_conversation(graph, config, before)


async def _set_conversation(
    graph: Graph, config: RunnableConfig, values: Mapping[str, Any]
) -> dict[str, Any]:
    kept = {key: values.get(key) for key in CONVERSATION_KEYS}
    counts: dict[str, Any] = {
        key: values.get(key, 0) for key in ("clarification_count", "turn_number")
    }
    counts |= {"locale": values.get("locale") or DEFAULT_LOCALE}
    counts |= {"declined": values.get("declined") or []}
    await graph.aupdate_state(config, kept | counts, as_node="compose_message")
    return kept | counts


def _config(session_id: str, run_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": session_id}, "metadata": {"run_id": run_id}}


def _run_of(snapshot: StateSnapshot) -> str | None:
    return (snapshot.metadata or {}).get("run_id")
