"""Node 3b: recognises what pictures show."""

from typing import Any

from talknshop.clients.media import ImageAttributes, Media
from talknshop.core.errors import TalknShopError
from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import MediaType

_NOT_CONFIGURED = "I cannot look at pictures here yet. Please describe what you are looking for."
_FAILED = "I could not look at your picture just now. Please describe it, or try again."


async def extract_image_attrs(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Reads every picture of the turn; a failure costs the picture, not the turn."""
    media = runtime.context.media
    if media is None:
        return {"media_problems": [_NOT_CONFIGURED], "node_trace": ["extract_image_attrs"]}
    keys = [r["s3_key"] for r in state["media_refs"] if r["media_type"] == MediaType.IMAGE]
    try:
        attributes = await _extract_all(media, keys)
    except TalknShopError:
        return {"media_problems": [_FAILED], "node_trace": ["extract_image_attrs"]}
    return {"image_attributes": attributes.model_dump(), "node_trace": ["extract_image_attrs"]}


async def _extract_all(media: Media, keys: list[str]) -> ImageAttributes:
    merged = ImageAttributes()
    for key in keys:
        found = await media.extract_image_attributes(key)
        merged = ImageAttributes(
            labels=merged.labels + found.labels,
            objects=merged.objects + found.objects,
            text=merged.text + found.text,
            dominant_colors=merged.dominant_colors + found.dominant_colors,
        )
    return merged
