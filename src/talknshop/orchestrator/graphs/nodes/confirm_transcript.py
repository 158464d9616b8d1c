"""Shows spoken words that may be wrong, before anything is done with them."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime, all_told, emitter, problem_of
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.events import ClarificationData

TRANSCRIPT_SLOT = "transcript"
"""The slot of the question whether words were heard right; its answer stands in their place."""


async def confirm_transcript(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks whether this was said; the turn ends with it, and the answer goes on from here."""
    words = state.get("doubtful_transcript")
    if not words:
        return {"node_trace": ["confirm_transcript"]}
    question = problem_of(state, "confirm")
    emitter(runtime)(
        ClarificationData(
            question=question,
            context=" ".join(state.get("media_problems") or []) or None,
            suggestions=[words],
            slot=TRANSCRIPT_SLOT,
            # No question about the requirement, so it does not count as one.
            round=state.get("clarification_count", 0) + 1,
        )
    )
    await all_told(runtime)
    return {
        "stage": WorkflowStage.CLARIFICATION.value,
        "clarifying_question": question,
        "asked_slot": TRANSCRIPT_SLOT,
        "unconfirmed": {
            "text": state["user_message"],
            "image_attributes": state.get("image_attributes"),
            "asked_slot": state.get("asked_slot"),
        },
        "outcome": Outcome.CLARIFICATION.value,
        "node_trace": ["confirm_transcript"],
    }
