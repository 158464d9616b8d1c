"""Decides which attachments need recognition; each flow finds them read."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime, turn_of
from talknshop.orchestrator.graphs.state import ConversationState


async def need_media_ops(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks the language engine for the media plan of the turn; what was read is not read again."""
    changes: dict[str, Any] = {
        "media_read": True,
        "need_stt": False,
        "need_vision": False,
        "node_trace": ["need_media_ops"],
    }
    if state.get("media_read"):
        return changes
    plan = await runtime.context.language.plan_media(turn_of(state))
    return changes | {"need_stt": plan.need_stt, "need_vision": plan.need_vision}


def media_route(state: ConversationState, otherwise: str) -> list[str]:
    """Recordings and pictures are read in parallel; without either the turn goes on at once."""
    needed: list[str] = []
    if state.get("need_stt"):
        needed.append("transcribe_audio")
    if state.get("need_vision"):
        needed.append("extract_image_attrs")
    return needed or [otherwise]
