"""Puts the confirmed words in the place of what was heard, and goes on with that turn."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.state import ConversationState


async def take_correction(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """What was typed and shown with the recording counts beside the words of the answer."""
    del runtime
    waiting = state.get("unconfirmed") or {}
    said = " ".join(part for part in (waiting.get("text"), state["user_message"]) if part)
    return {
        "user_message": said,
        "image_attributes": waiting.get("image_attributes"),
        "asked_slot": waiting.get("asked_slot"),
        "unconfirmed": None,
        "node_trace": ["take_correction"],
    }
