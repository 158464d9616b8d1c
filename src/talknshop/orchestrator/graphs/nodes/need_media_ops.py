"""Node 2: decides which attachments need recognition."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime, turn_of
from talknshop.orchestrator.graphs.state import ConversationState


async def need_media_ops(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks the language engine for the media plan of the turn."""
    plan = await runtime.context.language.plan_media(turn_of(state))
    return {
        "need_stt": plan.need_stt,
        "need_vision": plan.need_vision,
        "node_trace": ["need_media_ops"],
    }
