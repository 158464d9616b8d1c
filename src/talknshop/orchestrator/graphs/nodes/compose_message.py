"""Replies to turns that need no search: small talk, cancelling, what is not offered here."""

from typing import Any

from talknshop.language.base import Flow, ReplyKind, ReplyPlan
from talknshop.orchestrator.compose import stream_reply
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    dialogue_of,
    emitter,
    flow_of,
    turn_of,
)
from talknshop.orchestrator.graphs.selling.replies import preface
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Intent, Outcome, WorkflowStage

_KINDS = {Intent.SMALLTALK: ReplyKind.SMALLTALK, Intent.CANCEL: ReplyKind.CANCELLED}

_NO_WISH: dict[str, Any] = {
    "requirement_spec": None,
    "clarification_count": 0,
    "asked_slot": None,
    "results_ref": None,
    "weights": None,
}
_NO_LISTING: dict[str, Any] = {
    "listing_draft": None,
    "listing_details": None,
    "listing_preview": None,
    "listing_asked_slot": None,
    "preview_waits": False,
}


async def compose_message(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Streams the reply; cancelling forgets the wish or the listing, anything else keeps both."""
    intent = Intent(state.get("intent") or Intent.OTHER)
    plan = ReplyPlan(
        kind=_KINDS.get(intent, ReplyKind.UNSUPPORTED),
        turn=turn_of(state),
        dialogue=dialogue_of(state),
        intent=intent,
    )
    pieces = runtime.context.language.compose(plan)
    message_id = f"msg_{state['request_id']}"
    before = " ".join(preface(state))
    text = await stream_reply(pieces, {}, message_id, emitter(runtime), preface=before)
    await all_told(runtime)
    changes: dict[str, Any] = {
        "stage": WorkflowStage.COMPLETED.value,
        "final_response": text,
        "outcome": Outcome.MESSAGE.value,
        "node_trace": ["compose_message"],
    }
    if intent is Intent.CANCEL:
        changes |= {
            "stage": WorkflowStage.CANCELLED.value,
            "outcome": Outcome.CANCELLED.value,
            **(_NO_LISTING if flow_of(state) is Flow.SELL else _NO_WISH),
            "flow": _left(state),
        }
    return changes


def _left(state: ConversationState) -> str | None:
    """What the person is in the middle of when that was dropped."""
    if flow_of(state) is Flow.SELL:
        return Flow.BUY.value if state.get("requirement_spec") is not None else None
    return Flow.SELL.value if state.get("listing_draft") is not None else None
