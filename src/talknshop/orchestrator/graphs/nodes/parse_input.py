"""Node 1: opens the turn."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import WorkflowStage


async def parse_input(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Sets the stage; an answer to a question enters here like any other turn."""
    del runtime
    return {
        "stage": WorkflowStage.INITIAL.value,
        "clarification_count": state.get("clarification_count", 0),
        "node_trace": ["parse_input"],
    }
