"""Node 3a: turns recordings into words."""

from typing import Any

from talknshop.core.errors import TalknShopError
from talknshop.orchestrator.graphs.context import NodeRuntime
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import MediaType

_NOT_CONFIGURED = "I cannot listen to recordings here yet. Please type what you are looking for."
_FAILED = "I could not listen to your recording just now. Please type it, or try again."


async def transcribe_audio(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Transcribes every recording of the turn; a failure costs the recording, not the turn."""
    media = runtime.context.media
    if media is None:
        return {"media_problems": [_NOT_CONFIGURED], "node_trace": ["transcribe_audio"]}
    keys = [r["s3_key"] for r in state["media_refs"] if r["media_type"] == MediaType.AUDIO]
    try:
        words = [(await media.transcribe(key, user_id=state["user_id"])).transcript for key in keys]
    except TalknShopError:
        return {"media_problems": [_FAILED], "node_trace": ["transcribe_audio"]}
    return {"audio_transcript": " ".join(words), "node_trace": ["transcribe_audio"]}
