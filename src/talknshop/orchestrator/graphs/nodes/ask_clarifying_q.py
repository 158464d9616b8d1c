"""Node 6: asks one question; the turn ends with it."""

from typing import Any

from talknshop.core.errors import TalknShopError
from talknshop.language.base import Assessment
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    dialogue_of,
    emitter,
    requirement_of,
    turn_of,
)
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.events import ClarificationData
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets


async def ask_clarifying_q(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks for the slot that helps most; what it suggests exists in the catalogue."""
    requirement = requirement_of(state) or Requirement()
    assessment = Assessment(
        sufficient=False,
        reason=state.get("clarification_reason") or "",
        confidence=1.0,
        ask_about=tuple(state.get("clarification_slots", [])),
    )
    facets = await _facets(requirement, runtime)
    question = await runtime.context.language.ask(
        requirement, assessment, facets, turn_of(state), dialogue_of(state)
    )
    count = state.get("clarification_count", 0) + 1
    problems = state.get("media_problems") or []
    emitter(runtime)(
        ClarificationData(
            question=question.question,
            context=" ".join(problems) or question.context,
            suggestions=list(question.suggestions),
            slot=question.slot,
            round=count,
        )
    )
    await all_told(runtime)
    return {
        "stage": WorkflowStage.CLARIFICATION.value,
        "clarifying_question": question.question,
        "clarification_count": count,
        "asked_slot": question.slot,
        "open_question": question.question,
        "outcome": Outcome.CLARIFICATION.value,
        "node_trace": ["ask_clarifying_q"],
    }


async def _facets(requirement: Requirement, runtime: NodeRuntime) -> Facets:
    spec = requirement.as_spec()
    if spec is None:
        return Facets()
    try:
        return await runtime.context.catalog.facets(spec)
    except TalknShopError:
        # Suggestions are a courtesy: the question can be asked without them.
        return Facets()
