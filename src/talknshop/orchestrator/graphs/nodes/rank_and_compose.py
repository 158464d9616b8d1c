"""Node 8: shows the ranked products and says what they are."""

from typing import Any

from talknshop.language.base import ReplyKind, ReplyPlan
from talknshop.orchestrator.compose import (
    conflict_slots,
    named_products,
    result_slots,
    stream_reply,
)
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    book_of,
    dialogue_of,
    emitter,
    turn_of,
)
from talknshop.orchestrator.graphs.selling.replies import preface
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.emphasis import PRIORITIES
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.events import ResultsData


async def rank_and_compose(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Sends the products as soon as their order is final, then streams the reply."""
    results = await runtime.context.results.get(state["session_id"], state["request_id"])
    emit = emitter(runtime)
    emit(
        ResultsData(
            products=results.products,
            total_count=results.total_count,
            near_count=results.near_count,
            requirement_spec=results.requirement_spec,
            sources=results.sources,
            excluded=results.excluded,
            relaxations=results.relaxations,
            corrections=results.corrections,
            contradictions=results.contradictions,
            criteria=results.criteria,
        )
    )
    book = book_of(state)
    slots = result_slots(results, book) | conflict_slots(
        results.requirement_spec, state.get("conflicts") or [], book
    )
    plan = ReplyPlan(
        kind=ReplyKind.RESULTS if results.total_count else ReplyKind.NOTHING_FITS,
        turn=turn_of(state),
        dialogue=dialogue_of(state),
        slots=frozenset(slots),
        priorities=PRIORITIES.validate_python(state.get("priorities") or []),
        products=named_products(results),
    )
    pieces, before = runtime.context.language.compose(plan), " ".join(preface(state))
    text = await stream_reply(pieces, slots, f"msg_{state['request_id']}", emit, preface=before)
    await all_told(runtime)
    return {
        "stage": WorkflowStage.RANKING.value,
        "final_response": text,
        "outcome": Outcome.RESULTS.value,
        "node_trace": ["rank_and_compose"],
    }
