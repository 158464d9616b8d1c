"""Runs a graph for one turn and tells what happens, as events."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig

from talknshop.orchestrator.graphs.buyer import Graph
from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.orchestrator.progress import progress_of
from talknshop.schemas.events import RunEventData


@dataclass(frozen=True, slots=True)
class TurnEnd:
    """The state in which a turn ended."""

    state: dict[str, Any]


async def stream_turn(
    graph: Graph, turn: ConversationState, context: ConversationContext
) -> AsyncIterator[RunEventData | TurnEnd]:
    """Runs a turn on the thread of its session; each node's end is durable before the next begins.

    Yields:
        What the nodes say and which node begins, as it happens; last of all the final state.

    Raises:
        Exception: Whatever a node raised; the checkpoints before it stay.
    """
    config: RunnableConfig = {
        "configurable": {"thread_id": turn["session_id"]},
        "metadata": {"run_id": turn["request_id"]},
    }
    state: dict[str, Any] = {}
    async for part in graph.astream(
        turn,
        config=config,
        context=context,
        stream_mode=["custom", "tasks", "values"],
        subgraphs=True,
        durability="sync",
        version="v2",
    ):
        if part["type"] == "custom":
            yield part["data"]
        elif part["type"] == "tasks":
            progress = progress_of(part["data"])
            if progress is not None:
                yield progress
        elif part["type"] == "values" and not part["ns"]:
            state = dict(part["data"])
    yield TurnEnd(state)
