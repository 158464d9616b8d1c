"""Node 6: asks one question; the turn ends with it."""

from typing import Any

from talknshop.core.errors import TalknShopError
from talknshop.language.base import Assessment, Question
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    book_of,
    dialogue_of,
    emitter,
    is_selling,
    requirement_of,
    turn_of,
)
from talknshop.orchestrator.graphs.selling.replies import began_anew, preface
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.events import ClarificationData
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets

_CONDITIONS = ("new", "like_new", "good", "fair")


async def ask_clarifying_q(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks for the slot that helps most; what it suggests exists in the catalogue."""
    question = _of_listing(state) if is_selling(state) else await _of_wish(state, runtime)
    selling = is_selling(state)
    count = 1 if selling else state.get("clarification_count", 0) + 1
    before = [*preface(state), *(began_anew(state) if selling else [])]
    emitter(runtime)(
        ClarificationData(
            question=question.question,
            context=" ".join(before) or question.context,
            suggestions=list(question.suggestions),
            slot=question.slot,
            round=count,
        )
    )
    await all_told(runtime)
    asked: dict[str, Any] = (
        {"listing_asked_slot": question.slot}
        if selling
        else {"asked_slot": question.slot, "clarification_count": count}
    )
    return {
        "stage": WorkflowStage.CLARIFICATION.value,
        "clarifying_question": question.question,
        "open_question": question.question,
        "outcome": Outcome.CLARIFICATION.value,
        "node_trace": ["ask_clarifying_q"],
        **asked,
    }


def _of_listing(state: ConversationState) -> Question:
    """What is asked of a seller; a condition is chosen from those that marketplaces know."""
    book = book_of(state)
    slot = (state.get("clarification_slots") or ["product"])[0]
    offered = _CONDITIONS if slot == "condition" else ()
    suggestions = tuple(book.say("suggestion", condition) for condition in offered)
    return Question(book.say("sell_question", slot), slot, suggestions)


async def _of_wish(state: ConversationState, runtime: NodeRuntime) -> Question:
    requirement = requirement_of(state) or Requirement()
    assessment = Assessment(
        sufficient=False,
        reason=state.get("clarification_reason") or "",
        confidence=1.0,
        ask_about=tuple(state.get("clarification_slots", [])),
    )
    facets = await _facets(requirement, runtime)
    return await runtime.context.language.ask(
        requirement, assessment, facets, turn_of(state), dialogue_of(state)
    )


async def _facets(requirement: Requirement, runtime: NodeRuntime) -> Facets:
    spec = requirement.as_spec()
    if spec is None:
        return Facets()
    try:
        return await runtime.context.catalog.facets(spec)
    except TalknShopError:
        # Suggestions are a courtesy: the question can be asked without them.
        return Facets()
