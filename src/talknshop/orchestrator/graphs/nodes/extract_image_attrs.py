"""Recognises what pictures show."""

from typing import Any

from talknshop.core.gathering import gathered
from talknshop.language.seen import certain
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    emitter,
    problem_of,
)
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import MediaType, WorkflowStage
from talknshop.schemas.events import ProgressData
from talknshop.schemas.progress import Seen
from talknshop.schemas.recognition import ImageAttributes, merge_attributes


async def extract_image_attrs(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Reads every picture of the turn; a failure costs the picture, not the turn."""
    done: dict[str, Any] = {"node_trace": ["extract_image_attrs"]}
    media = runtime.context.media
    if media is None:
        return done | {"media_problems": [problem_of(state, "no_pictures")]}
    keys = [r["s3_key"] for r in state["media_refs"] if r["media_type"] == MediaType.IMAGE]
    pictures, failures = await gathered(
        media.extract_image_attributes(key, user_id=state["user_id"]) for key in keys
    )
    problems = [problem_of(state, "not_seen")] if failures else []
    if not pictures:
        return done | {"media_problems": problems}
    found = certain(merge_attributes(pictures))
    await _tell(found, runtime)
    seen = found.model_dump(mode="json", exclude_none=True)
    return done | {"image_attributes": seen, "media_problems": problems + _problems(state, found)}


def _problems(state: ConversationState, found: ImageAttributes) -> list[str]:
    """What the person has to know of what could not be seen."""
    if found.product is None and found.barcodes:
        return [problem_of(state, "unknown_barcode", gtin=found.barcodes[0].gtin)]
    if not found.attributes and not found.labels:
        return [problem_of(state, "nothing_seen")]
    return []


async def _tell(found: ImageAttributes, runtime: NodeRuntime) -> None:
    emitter(runtime)(
        ProgressData(
            step="extract_image_attrs",
            message="Looked at your picture",
            stage=WorkflowStage.MEDIA_PROCESSING,
            seen=Seen(
                attributes=found.attributes,
                product=found.product,
                degraded=found.degraded,
                notes=found.notes,
            ),
        )
    )
    await all_told(runtime)
