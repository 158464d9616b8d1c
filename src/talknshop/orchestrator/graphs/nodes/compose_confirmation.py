"""Says what the seller's turn came to."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime, book_of
from talknshop.orchestrator.graphs.selling.replies import posted_sentences, say
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.job import Job
from talknshop.schemas.listing import ListingForm


async def compose_confirmation(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Tells what happens next at each marketplace, or why nothing was posted."""
    stored = state.get("listing_job")
    said = _posted(stored, state) if stored is not None else _not_posted(state)
    text = await say(said, state, runtime)
    return {
        "stage": WorkflowStage.COMPLETED.value,
        "final_response": text,
        "outcome": (Outcome.LISTING if stored is not None else Outcome.MESSAGE).value,
        "node_trace": ["compose_confirmation"],
    }


def _posted(job: dict[str, Any], state: ConversationState) -> list[str]:
    form = ListingForm.model_validate((state.get("to_post") or {})["form"])
    return posted_sentences(Job.model_validate(job), form, book_of(state))


def _not_posted(state: ConversationState) -> list[str]:
    book, says = book_of(state), state.get("listing_says") or "nothing_waits"
    if says != "prohibited":
        return [book.say("selling", says)]
    rule = book.say("prohibited_rule", state.get("prohibited") or "counterfeit")
    named = book.say("selling", "forbidden", rule=rule)
    return [book.say("prohibited", "sentence"), named, book.say("prohibited", "can")]
