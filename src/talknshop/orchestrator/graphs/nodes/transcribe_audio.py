"""Turns recordings into words."""

from typing import Any

from talknshop.core.gathering import gathered
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    emitter,
    problem_of,
)
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import MediaType, WorkflowStage
from talknshop.schemas.events import ProgressData
from talknshop.schemas.progress import Heard
from talknshop.schemas.recognition import Transcription


async def transcribe_audio(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Transcribes every recording of the turn; a failure costs the recording, not the turn."""
    done: dict[str, Any] = {"node_trace": ["transcribe_audio"]}
    media = runtime.context.media
    if media is None:
        return done | {"media_problems": [problem_of(state, "no_recordings")]}
    keys = [r["s3_key"] for r in state["media_refs"] if r["media_type"] == MediaType.AUDIO]
    heard, failures = await gathered(
        media.transcribe(key, user_id=state["user_id"]) for key in keys
    )
    problems = [problem_of(state, "not_heard")] if failures else []
    words = " ".join(one.transcript.strip() for one in heard if one.transcript.strip())
    done |= {"media_problems": problems}
    if not words:
        return done | {"media_problems": problems or [problem_of(state, "silence")]}
    doubtful = any(one.needs_confirmation for one in heard)
    await _tell(heard, words, runtime, doubtful=doubtful)
    return done | {("doubtful_transcript" if doubtful else "audio_transcript"): words}


async def _tell(
    heard: list[Transcription], words: str, runtime: NodeRuntime, *, doubtful: bool
) -> None:
    confidence = min(one.confidence for one in heard)
    emitter(runtime)(
        ProgressData(
            step="transcribe_audio",
            message=words,
            stage=WorkflowStage.MEDIA_PROCESSING,
            heard=Heard(transcript=words, confidence=confidence, needs_confirmation=doubtful),
        )
    )
    await all_told(runtime)
