"""Notes that the listing is posted: the draft becomes the job."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.job import Job


async def update_job_status(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Keeps what was posted under which preview, so that a second yes is known for one."""
    del runtime
    job = Job.model_validate(state.get("listing_job"))
    to_post = state.get("to_post") or {}
    changes: dict[str, Any] = {
        "posted": {**to_post, "job_id": job.job_id, "status": job.status.value},
        "node_trace": ["update_job_status"],
    }
    waiting = (state.get("listing_preview") or {}).get("preview_id")
    if waiting != to_post.get("preview_id"):
        # A yes to what was posted before, while another listing is being written.
        return changes
    return changes | {
        "flow": None,
        "listing_draft": None,
        "listing_details": None,
        "listing_preview": None,
        "listing_asked_slot": None,
        "preview_waits": False,
        "listing_number": (state.get("listing_number") or 0) + 1,
    }
