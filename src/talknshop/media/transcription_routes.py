"""Recordings to words over HTTP (docs/wire.md); answers that nothing is installed until it is."""

from typing import Any, NoReturn

from fastapi import APIRouter, Request

from talknshop.core.errors import NotInstalledError
from talknshop.media.intake import NO_SPEECH
from talknshop.media.routes import ContainerDependency
from talknshop.schemas.error import error_responses

router = APIRouter(tags=["speech"], responses=error_responses(400, 401, 501))


@router.post("/transcribe", include_in_schema=False, response_model=None)
@router.post("/transcribe/batch", include_in_schema=False, response_model=None)
@router.post("/api/v1/transcribe/batch", include_in_schema=False, response_model=None)
@router.post("/extract-audio-characteristics", include_in_schema=False, response_model=None)
@router.post("/api/v1/extract-audio-characteristics", include_in_schema=False, response_model=None)
@router.post("/v1/audio/transcriptions", include_in_schema=False, response_model=None)
@router.post("/api/v1/transcribe", response_model=None)
async def transcribe(request: Request) -> NoReturn:
    """The words of a recording."""
    del request
    raise NotInstalledError(NO_SPEECH)


@router.get("/transcribe/{job_id}", include_in_schema=False, response_model=None)
@router.get("/api/v1/transcribe/{job_id}", response_model=None)
async def transcription_job(job_id: str) -> NoReturn:
    """How far the transcription of a long recording is."""
    del job_id
    raise NotInstalledError(NO_SPEECH)


@router.get("/v1/models")
async def models(container: ContainerDependency) -> dict[str, Any]:
    """The speech engines of this installation, as OpenAI's clients list them."""
    engines = [] if container.speech is None else [container.speech.name]
    listed = [{"id": name, "object": "model", "owned_by": "talknshop"} for name in engines]
    return {"object": "list", "data": listed}
