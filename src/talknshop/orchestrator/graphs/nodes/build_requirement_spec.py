"""Folds the turn into the requirement."""

from typing import Any

from talknshop.language.base import RequirementUpdate
from talknshop.language.seen import with_seen
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    dialogue_of,
    requirement_of,
    turn_of,
    weights_of,
)
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.emphasis import PRIORITIES, apply_priorities
from talknshop.schemas.enums import WorkflowStage
from talknshop.schemas.operations import apply_operations, limit_gave_way
from talknshop.schemas.requirement import Operation, Requirement


async def build_requirement_spec(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Applies the operations made by hand, or those of the words and of what a picture shows."""
    present = requirement_of(state) or Requirement()
    if state.get("by_hand"):
        operations = (Operation.model_validate(item) for item in state.get("operations", []))
        update = RequirementUpdate(tuple(operations))
    else:
        turn, dialogue = turn_of(state), dialogue_of(state)
        update = await runtime.context.language.update_requirement(turn, dialogue)
        update = with_seen(update, turn, present)
    requirement = apply_operations(present, update.operations)
    gave_way = ["price"] if limit_gave_way(present, requirement, update.operations) else []
    changes: dict[str, Any] = {
        "stage": WorkflowStage.REQUIREMENT_BUILDING.value,
        "requirement_spec": requirement.model_dump(mode="json"),
        "refines": state.get("results_ref") is not None and not update.starts_over,
        "node_trace": ["build_requirement_spec"],
    }
    weights = weights_of(state)
    if update.starts_over:
        changes |= {"clarification_count": 0, "results_ref": None, "declined": []}
        # Whoever says what counts before naming a product means the product that follows.
        weights = None if present.product_type is not None else weights
    weights = apply_priorities(weights, update.priorities)
    changes["weights"] = None if weights is None else weights.model_dump(mode="json")
    changes["conflicts"] = list(dict.fromkeys([*update.conflicts, *gave_way]))
    changes["priorities"] = PRIORITIES.dump_python(update.priorities, mode="json")
    if update.no_preference:
        # Whoever has no preference is not asked again about this product.
        changes["clarification_count"] = runtime.context.max_clarification_loops
        if asked := state.get("asked_slot"):
            changes["declined"] = [*(state.get("declined") or []), asked]
    return changes
