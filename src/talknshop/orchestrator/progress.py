"""What the person is told while a graph works."""

from collections.abc import Mapping
from typing import Any

from talknshop.schemas.enums import WorkflowStage
from talknshop.schemas.events import ProgressData

STEPS: dict[str, tuple[str, WorkflowStage]] = {
    "route": ("Reading your message", WorkflowStage.INITIAL),
    "parse_input": ("Reading your message", WorkflowStage.INITIAL),
    "need_media_ops": ("Checking attachments", WorkflowStage.MEDIA_PROCESSING),
    "transcribe_audio": ("Listening to your recording", WorkflowStage.MEDIA_PROCESSING),
    "extract_image_attrs": ("Looking at your picture", WorkflowStage.MEDIA_PROCESSING),
    "confirm_transcript": ("Checking what I heard", WorkflowStage.MEDIA_PROCESSING),
    "take_correction": ("Reading your message", WorkflowStage.INITIAL),
    "build_requirement_spec": (
        "Working out what you are looking for",
        WorkflowStage.REQUIREMENT_BUILDING,
    ),
    "need_clarify": ("Checking that nothing is missing", WorkflowStage.REQUIREMENT_BUILDING),
    "ask_clarifying_q": ("Preparing a question", WorkflowStage.CLARIFICATION),
    "search_marketplaces": ("Searching the shops", WorkflowStage.SEARCHING),
    "rank_and_compose": ("Comparing what was found", WorkflowStage.RANKING),
    "done": ("Done", WorkflowStage.COMPLETED),
    "build_listing_spec": ("Writing your listing", WorkflowStage.REQUIREMENT_BUILDING),
    "validate_listing_inputs": ("Asking the marketplaces", WorkflowStage.REQUIREMENT_BUILDING),
    "crosspost_dispatch": ("Waiting for your yes", WorkflowStage.REQUIREMENT_BUILDING),
    "process_marketplace_jobs": ("Handing it to the marketplaces", WorkflowStage.COMPLETED),
    "update_job_status": ("Keeping how it stands", WorkflowStage.COMPLETED),
    "compose_confirmation": ("Writing a reply", WorkflowStage.COMPLETED),
    "answer_about_listings": ("Looking at your listings", WorkflowStage.COMPLETED),
    "answer_request": ("Looking at the products", WorkflowStage.RANKING),
    "answer_documents": ("Looking it up in the documents", WorkflowStage.SEARCHING),
    "compose_message": ("Writing a reply", WorkflowStage.COMPLETED),
}
"""Each node's sentence and stage."""

_WRAPPERS = frozenset({"buyer"})


def progress_of(task: Mapping[str, Any]) -> ProgressData | None:
    """The progress event of a task that begins; None for one that only wraps a subgraph."""
    name = task["name"]
    if name in _WRAPPERS:
        return None
    message, stage = STEPS[name]
    return ProgressData(step=name, message=message, stage=stage)
