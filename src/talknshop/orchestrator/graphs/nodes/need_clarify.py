"""Node 5: judges whether what is known suffices, for a search or for a listing."""

from typing import Any

from talknshop.language.base import UNREAD_LANGUAGE
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    dialogue_of,
    draft_of,
    is_selling,
    requirement_of,
)
from talknshop.orchestrator.graphs.selling.forms import missing_of
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.requirement import Requirement


async def need_clarify(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks only while questions are left, but never searches without a product.

    Whoever changes the requirement by hand wants to see what it does, not to be asked. Of a listing
    the required is asked for until it is known.
    """
    if is_selling(state):
        missing = missing_of(draft_of(state) or ListingDraft())
        return {
            "needs_clarification": bool(missing),
            "clarification_slots": missing[:1],
            "node_trace": ["need_clarify"],
        }
    requirement = requirement_of(state) or Requirement()
    asked = state.get("clarification_count", 0)
    # Whoever has products in view is refining, and sees at once what a change does.
    settled = state.get("by_hand", False) or state.get("results_ref") is not None
    # Who writes in a language that is not read is shown something rather than asked in another.
    settled = settled or state.get("locale") == UNREAD_LANGUAGE
    questions_left = asked < runtime.context.max_clarification_loops and not settled
    changes: dict[str, Any] = {
        "needs_clarification": False,
        "asked_slot": None,
        "node_trace": ["need_clarify"],
    }
    if not questions_left and requirement.product_type is not None:
        # Nobody would be asked, whatever the judgement; a model need not be waited for.
        return changes
    assessment = await runtime.context.language.assess(requirement, dialogue_of(state))
    return changes | {
        "needs_clarification": not assessment.sufficient,
        "clarification_reason": assessment.reason,
        "clarification_slots": list(assessment.ask_about),
    }
