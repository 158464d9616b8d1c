"""Recordings to words over HTTP (docs/wire.md); every path also without ``/api/v1``."""

import time
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from talknshop.core.errors import (
    ContentTooLargeError,
    NotInstalledError,
    TalknShopError,
    ValidationError,
)
from talknshop.core.ids import new_id
from talknshop.media import subtitles
from talknshop.media.accepted_files import NO_SPEECH, check_size
from talknshop.media.container import Container
from talknshop.media.routes import Caller, ContainerDependency, KnownCaller
from talknshop.media.sent_files import decoded, file_of_key, is_address
from talknshop.media.spoken_wishes import characteristics_of
from talknshop.media.transcriber import Transcriber
from talknshop.media.transcription.base import Heard
from talknshop.media.transcription_requests import (
    AudioBatch,
    AudioBatchItem,
    AudioBatchResult,
    AudioRequest,
    begun_job,
    done_job,
)
from talknshop.schemas.enums import MediaType
from talknshop.schemas.error import error_responses
from talknshop.schemas.recognition import JobStatus, SpokenCharacteristics, TranscriptionJob

_FORMATS = ("json", "text", "verbose_json", "srt", "vtt")
_MOST_FIELDS = 20
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "model": {"type": "string"},
                        "language": {"type": "string"},
                        "prompt": {"type": "string"},
                        "response_format": {"type": "string", "enum": list(_FORMATS)},
                    },
                }
            }
        },
    }
}

router = APIRouter(tags=["speech"], responses=error_responses(400, 401, 404, 501))


@router.post("/transcribe", include_in_schema=False)
@router.post("/api/v1/transcribe")
async def transcribe(
    asked: AudioRequest, container: ContainerDependency, user_id: Caller
) -> TranscriptionJob:
    """The words of a recording; what is longer than a minute becomes a job, if the engine can."""
    return await _transcription(asked, container, user_id)


@router.post("/transcribe/batch", include_in_schema=False)
@router.post("/api/v1/transcribe/batch")
async def transcribe_batch(
    asked: AudioBatch, container: ContainerDependency, user_id: Caller
) -> AudioBatchResult:
    """Several recordings, one after another; one that fails costs the others nothing."""
    results: list[AudioBatchItem] = []
    for one in asked.recordings:
        single = AudioRequest(s3_key=one) if isinstance(one, str) else one
        try:
            done = await _transcription(single, container, user_id)
        except NotInstalledError:
            raise
        except TalknShopError as error:
            results.append(AudioBatchItem(status="failed", error_message=error.message))
        else:
            results.append(AudioBatchItem(status="completed", result=done))
    failed = all(one.status == "failed" for one in results)
    return AudioBatchResult(
        batch_id=new_id("batch"), status="failed" if failed else "completed", results=results
    )


@router.get("/transcribe/{job_id}", include_in_schema=False)
@router.get("/api/v1/transcribe/{job_id}")
async def transcription_job(
    job_id: Annotated[str, Path(max_length=128)],
    container: ContainerDependency,
    user_id: KnownCaller,
) -> TranscriptionJob:
    """One of your transcriptions of the last day: again, or as far as it is."""
    job = await container.transcriptions.find(user_id, job_id)
    if job.status is not JobStatus.IN_PROGRESS or container.transcriber is None:
        return job
    later = await container.transcriber.later(job)
    if later.status is not JobStatus.IN_PROGRESS:
        await container.transcriptions.keep(user_id, later)
    return later


@router.post("/extract-audio-characteristics", include_in_schema=False)
@router.post("/api/v1/extract-audio-characteristics")
async def extract_audio_characteristics(
    asked: AudioRequest, container: ContainerDependency, user_id: Caller
) -> SpokenCharacteristics:
    """What the words of a recording say about a thing, property by property."""
    started = time.perf_counter()
    transcriber = _transcriber(container)
    heard = await _heard(asked, container, user_id, transcriber)
    found = await characteristics_of(heard, container.understanding)
    return found.model_copy(
        update={
            "needs_confirmation": transcriber.needs_confirmation(heard),
            "processing_time": round(time.perf_counter() - started, 3),
        }
    )


@router.post("/v1/audio/transcriptions", response_model=None, openapi_extra=_FORM)
async def audio_transcriptions(request: Request, container: ContainerDependency) -> Response:
    """The words of a recording, as OpenAI's clients ask for them."""
    transcriber = _transcriber(container)
    asked = await _form(request)
    heard = await transcriber.transcribe(asked.content, language=asked.language, hints=asked.prompt)
    match asked.response_format:
        case "text":
            return PlainTextResponse(heard.transcript + "\n")
        case "srt":
            return PlainTextResponse(subtitles.as_srt(heard))
        case "vtt":
            return PlainTextResponse(subtitles.as_vtt(heard), media_type="text/vtt")
        case "verbose_json":
            return JSONResponse(_verbose(heard))
        case _:
            return JSONResponse({"text": heard.transcript})


@router.get("/v1/models")
async def models(container: ContainerDependency) -> dict[str, Any]:
    """The speech engines of this installation, as OpenAI's clients list them."""
    engines = [] if container.transcriber is None else [container.transcriber.engine.name]
    listed = [{"id": name, "object": "model", "owned_by": "talknshop"} for name in engines]
    return {"object": "list", "data": listed}


@dataclass(frozen=True, slots=True)
class _Form:
    content: bytes
    language: str
    prompt: str
    response_format: str


async def _form(request: Request) -> _Form:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ValidationError("Send a form with the recording in the field `file`.")
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise ValidationError("The form has no recording. Send it in the field `file`.")
        words = {name: value for name, value in form.items() if isinstance(value, str)}
        content = await file.read()
    wanted = words.get("response_format", "json")
    if wanted not in _FORMATS:
        raise ValidationError(f"response_format is one of {', '.join(_FORMATS)}.")
    if words.get("stream", "false").lower() == "true":
        raise ValidationError("Answers are given whole. Leave `stream` out.")
    check_size(len(content), MediaType.AUDIO)
    return _Form(content, words.get("language", "en")[:35], words.get("prompt", "")[:2_000], wanted)


def _verbose(heard: Heard) -> dict[str, Any]:
    words = [
        {"word": one.text, "start": one.start_seconds, "end": one.end_seconds}
        for one in heard.segments
    ]
    whole = {"id": 0, "start": 0.0, "end": heard.duration_seconds, "text": heard.transcript}
    return {
        "task": "transcribe",
        "language": heard.language,
        "duration": heard.duration_seconds,
        "text": heard.transcript,
        "segments": [whole] if heard.transcript else [],
        "words": words,
        "raw_text": heard.raw_transcript,
        "confidence": heard.confidence,
    }


def _transcriber(container: Container) -> Transcriber:
    if container.transcriber is None:
        raise NotInstalledError(NO_SPEECH)
    return container.transcriber


async def _transcription(
    asked: AudioRequest, container: Container, user_id: str | None
) -> TranscriptionJob:
    started = time.perf_counter()
    transcriber = _transcriber(container)
    content = await _recording(asked, container, user_id)
    try:
        heard = await transcriber.transcribe(content, language=asked.language, hints=asked.prompt)
    except ContentTooLargeError:
        job = await _begun(content, asked.language, transcriber) if user_id else None
        if job is None:
            raise
    else:
        job = done_job(
            heard,
            engine=transcriber.engine.name,
            needs_confirmation=transcriber.needs_confirmation(heard),
            seconds=time.perf_counter() - started,
        )
    if user_id is not None:
        await container.transcriptions.keep(user_id, job)
    return job


async def _begun(
    content: bytes, language: str, transcriber: Transcriber
) -> TranscriptionJob | None:
    job_id = new_id("trn")
    duration = await transcriber.begin_long(content, job_id, language=language)
    if duration is None:
        return None
    return begun_job(job_id, engine=transcriber.engine.name, language=language, duration=duration)


async def _heard(
    asked: AudioRequest, container: Container, user_id: str | None, transcriber: Transcriber
) -> Heard:
    content = await _recording(asked, container, user_id)
    return await transcriber.transcribe(content, language=asked.language, hints=asked.prompt)


async def _recording(asked: AudioRequest, container: Container, user_id: str | None) -> bytes:
    if asked.audio_url is not None or is_address(asked.audio_file):
        raise ValidationError(
            "Addresses are never fetched. Upload the recording and send its s3_key, or send the "
            "file itself in base64."
        )
    if asked.audio_file is not None:
        content = decoded(asked.audio_file, "recording")
        check_size(len(content), MediaType.AUDIO)
        return content
    if asked.s3_key is None:
        raise ValidationError("Send a recording: its s3_key, or the file itself as audio_file.")
    stored = await file_of_key(
        container.files,
        container.intake,
        user_id,
        asked.s3_key,
        bucket=container.bucket,
        media_type=MediaType.AUDIO,
    )
    return await container.files.copy_of(stored)
