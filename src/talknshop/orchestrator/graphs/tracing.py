"""A span for each node, below the span of its turn."""

from typing import Any, Protocol

from langgraph.errors import GraphInterrupt

from talknshop.core.telemetry import GEN_AI_OPERATION_NAME, GEN_AI_TOOL_NAME, GenAIOperation
from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.state import ConversationState


class Node(Protocol):
    """A node of a graph; LangGraph finds what it takes by the names of its parameters."""

    __name__: str

    async def __call__(self, state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
        """Works on the state and returns the keys it changes."""
        ...


def traced(node: Node) -> Node:
    """The same node, traced under its own name."""
    name = node.__name__
    attributes = {GEN_AI_OPERATION_NAME: GenAIOperation.EXECUTE_TOOL, GEN_AI_TOOL_NAME: name}

    async def run(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
        with runtime.context.tracer.span(name, **attributes):
            try:
                return await node(state, runtime)
            except GraphInterrupt as interrupted:
                # Waiting for a person is no failure of the node.
                waits = interrupted
        raise waits

    return run
