"""Tells how listings stand, takes them down, notes a sale, changes a price."""

from typing import Any

from talknshop.core.errors import NotConfiguredError
from talknshop.orchestrator.graphs.context import NodeRuntime, all_told, emitter
from talknshop.orchestrator.graphs.selling.jobs import job_data
from talknshop.orchestrator.graphs.selling.listings import answer_about
from talknshop.orchestrator.graphs.selling.replies import say
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.events import ClarificationData


async def answer_about_listings(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Answers from the jobs; where it is not known which listing is meant, asks.

    Raises:
        TalknShopError: The crosspost service failed, or refuses the change.
    """
    crosspost = runtime.context.crosspost
    if crosspost is None:
        raise NotConfiguredError("There are no listings here.")
    about = await answer_about(state, runtime.context, crosspost)
    emit = emitter(runtime)
    changes: dict[str, Any] = {
        "listing_question": about.pending,
        "node_trace": ["answer_about_listings"],
    }
    if about.question is not None:
        text, slot, suggestions = about.question
        emit(ClarificationData(question=text, slot=slot, suggestions=suggestions, round=1))
        await all_told(runtime)
        return changes | {
            "stage": WorkflowStage.CLARIFICATION.value,
            "clarifying_question": text,
            "irrevocable": False,
            "outcome": Outcome.CLARIFICATION.value,
        }
    for job in about.jobs:
        emit(job_data(job))
    text = await say(about.said, state, runtime)
    return changes | {
        "stage": WorkflowStage.COMPLETED.value,
        "final_response": text,
        "outcome": Outcome.MESSAGE.value,
    }
