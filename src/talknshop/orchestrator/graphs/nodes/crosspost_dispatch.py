"""Hands the listing to the crosspost service, once its seller has said yes."""

from typing import Any

from langgraph.types import interrupt

from talknshop.core.errors import ConflictError, NotConfiguredError
from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.selling.forms import posting_key, spec_of
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import WorkflowStage
from talknshop.schemas.listing import ListingForm


async def crosspost_dispatch(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Waits for the yes to exactly this preview, then posts; the same preview is the same job.

    Raises:
        ConflictError: The yes is about another state of the listing; nothing was posted.
        TalknShopError: The crosspost service failed; the preview still waits.
    """
    agreed = interrupt(state.get("to_post"))
    to_post = state.get("to_post") or {}
    if agreed != to_post.get("preview_id"):
        raise ConflictError("That yes is about an earlier state of the listing.")
    crosspost, spec = (
        runtime.context.crosspost,
        spec_of(ListingForm.model_validate(to_post["form"])),
    )
    if crosspost is None or spec is None:
        raise NotConfiguredError("This listing cannot be posted here.")
    job = await crosspost.post(
        spec,
        user_id=state["user_id"],
        session_id=state["session_id"],
        key=posting_key(state["session_id"], to_post["preview_id"]),
    )
    return {
        "stage": WorkflowStage.REQUIREMENT_BUILDING.value,
        "listing_job": job.model_dump(mode="json"),
        "node_trace": ["crosspost_dispatch"],
    }
