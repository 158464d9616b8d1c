"""Answers what a turn wants done with the products on show."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from talknshop.language.base import ReplyPlan
from talknshop.language.requests import RequestKind
from talknshop.orchestrator.compose import named_products, stream_reply
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    dialogue_of,
    emitter,
    turn_of,
)
from talknshop.orchestrator.graphs.on_show.base import REQUEST, Answer, OnShow, results_on_show
from talknshop.orchestrator.graphs.on_show.comparing import compare_products
from talknshop.orchestrator.graphs.on_show.describing import open_offer, show_details
from talknshop.orchestrator.graphs.on_show.explaining import explain_absence
from talknshop.orchestrator.graphs.on_show.ranking import rank_products
from talknshop.orchestrator.graphs.on_show.searching import show_more, show_similar
from talknshop.orchestrator.graphs.on_show.watching import watch_products
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Intent, WorkflowStage

_ANSWERS: Mapping[RequestKind, Callable[[OnShow], Awaitable[Answer]]] = MappingProxyType(
    {
        RequestKind.COMPARE: compare_products,
        RequestKind.DETAILS: show_details,
        RequestKind.OPEN: open_offer,
        RequestKind.MORE: show_more,
        RequestKind.SIMILAR: show_similar,
        RequestKind.WATCH: watch_products,
        RequestKind.WHY_NOT: explain_absence,
        RequestKind.RANK: rank_products,
    }
)


async def answer_request(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Shows what is asked for, says it in a sentence or two, and remembers what is on show now.

    Raises:
        TalknShopError: The catalog service failed; the turn fails with its sentence.
    """
    context = runtime.context
    results = await results_on_show(state, context)
    on_show = OnShow(REQUEST.validate_python(state.get("request")), results, state, context)
    answer = await _ANSWERS[on_show.request.kind](on_show)
    emit = emitter(runtime)
    changes: dict[str, Any] = dict(answer.changes)
    if answer.shown is not None:
        await context.results.save(state["session_id"], state["request_id"], answer.shown)
        changes["results_ref"] = state["request_id"]
    if answer.event is not None:
        emit(answer.event)
    plan = ReplyPlan(
        kind=answer.kind,
        turn=turn_of(state),
        dialogue=dialogue_of(state),
        intent=Intent(state.get("intent") or Intent.OTHER),
        slots=frozenset(answer.slots),
        priorities=on_show.request.priorities,
        products=named_products(answer.shown),
    )
    message_id = f"msg_{state['request_id']}"
    text = await stream_reply(context.language.compose(plan), answer.slots, message_id, emit)
    await all_told(runtime)
    return {
        "stage": WorkflowStage.COMPLETED.value,
        "final_response": text,
        "outcome": answer.outcome.value,
        "node_trace": ["answer_request"],
        **changes,
    }
