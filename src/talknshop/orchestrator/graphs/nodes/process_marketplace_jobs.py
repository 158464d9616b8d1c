"""Tells how the listing stands at each marketplace to begin with."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime, all_told, emitter
from talknshop.orchestrator.graphs.selling.jobs import job_data
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.job import Job


async def process_marketplace_jobs(
    state: ConversationState, runtime: NodeRuntime
) -> dict[str, Any]:
    """Sends the job with its first states; later ones come from the crosspost service itself."""
    emitter(runtime)(job_data(Job.model_validate(state.get("listing_job"))))
    await all_told(runtime)
    return {"node_trace": ["process_marketplace_jobs"]}
