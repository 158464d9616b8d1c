"""Node 3b: recognises what pictures show."""

from typing import Any

from talknshop.clients.media import Media
from talknshop.core.errors import TalknShopError
from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import MediaType
from talknshop.schemas.recognition import ImageAttributes, merge_attributes

_NOT_CONFIGURED = "I cannot look at pictures here yet. Please describe what you are looking for."
_FAILED = "I could not look at your picture just now. Please describe it, or try again."


async def extract_image_attrs(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Reads every picture of the turn; a failure costs the picture, not the turn."""
    media = runtime.context.media
    if media is None:
        return {"media_problems": [_NOT_CONFIGURED], "node_trace": ["extract_image_attrs"]}
    keys = [r["s3_key"] for r in state["media_refs"] if r["media_type"] == MediaType.IMAGE]
    try:
        attributes = await _extract_all(media, keys, state["user_id"])
    except TalknShopError:
        return {"media_problems": [_FAILED], "node_trace": ["extract_image_attrs"]}
    found = attributes.model_dump(mode="json", exclude_none=True)
    return {"image_attributes": found, "node_trace": ["extract_image_attrs"]}


async def _extract_all(media: Media, keys: list[str], user_id: str) -> ImageAttributes:
    return merge_attributes(
        [await media.extract_image_attributes(key, user_id=user_id) for key in keys]
    )
