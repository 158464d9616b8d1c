"""A graph of a few steps, to see what a checkpointer makes of it."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import operator
from typing import Annotated, Any, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import interrupt

STEPS = ("first", "second", "third")


class Notes(TypedDict, total=False):
    big: bytes
    answer: str
    steps: Annotated[list[str], operator.add]


NotesGraph = CompiledStateGraph[Notes, None, Notes, Notes]


def notes_graph(
    saver: BaseCheckpointSaver[Any],
    *,
    steps: tuple[str, ...] = STEPS,
    big: bytes = b"",
    broken: str = "",
    asking: str = "",
) -> NotesGraph:
    """Writes ``big`` in its first step and its name in each.

    Args:
        saver: Where checkpoints go.
        steps: Names of the nodes, one after the other.
        big: What the first step puts beside its name.
        broken: A node that fails.
        asking: A node that waits for a person's answer.
    """
    graph = StateGraph(Notes)
    before = START
    for step in steps:

        async def node(state: Notes, step: str = step) -> Notes:
            del state
            if step == broken:
                raise LookupError("cut off")
            written: Notes = {"steps": [step]}
            if step == steps[0]:
                written["big"] = big
            if step == asking:
                written["answer"] = interrupt("which?")
            return written

        graph.add_node(step, node)
        graph.add_edge(before, step)
        before = step
    return graph.compile(checkpointer=saver)


def config_of_run(run_id: str, thread_id: str = "t") -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id}, "metadata": {"run_id": run_id}}
