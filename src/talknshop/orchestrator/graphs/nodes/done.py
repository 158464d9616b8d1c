"""Node 9: the end of a search."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import WorkflowStage


async def done(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Marks the turn as completed."""
    del state, runtime
    return {"stage": WorkflowStage.COMPLETED.value, "node_trace": ["done"]}
