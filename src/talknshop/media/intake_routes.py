"""A person's files over HTTP (docs/wire.md): announcing, sending at once, reading, removing."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from pydantic import ValidationError as ModelError
from starlette.datastructures import UploadFile
from starlette.responses import Response

from talknshop.core.errors import ValidationError
from talknshop.media.accepted_files import most_bytes
from talknshop.media.container import Container
from talknshop.media.files import StoredFile
from talknshop.media.routes import ContainerDependency, KnownCaller, caller, known_caller
from talknshop.schemas.error import error_responses
from talknshop.schemas.media import (
    DeletedMedia,
    MediaFile,
    MediaFiles,
    ProcessingStatus,
    UploadDraft,
    UploadTarget,
)

MediaId = Annotated[str, Path(max_length=128)]
_MOST_FIELDS = 20
_OWN_CACHING = "private, max-age=86400, immutable"
# A listing that comes down takes its photos with it.
_SHOWN_CACHING = "public, max-age=300"
_ATTACHED = "attachment; filename*=UTF-8''{}"

router = APIRouter(tags=["files"], responses=error_responses(400, 401))


@router.post("/upload-url", include_in_schema=False, status_code=201)
@router.post("/api/v1/upload-url", status_code=201)
async def upload_url(
    draft: UploadDraft, container: ContainerDependency, user_id: KnownCaller
) -> UploadTarget:
    """Makes room for a file and says where its bytes go."""
    return await _announce(draft, container, user_id)


@router.post("/upload", include_in_schema=False, status_code=201, response_model=None)
@router.post(
    "/api/v1/upload",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "string", "format": "binary"}},
                    }
                },
                "application/json": {"schema": {"type": "object"}},
            },
        }
    },
)
async def upload(
    request: Request, container: ContainerDependency, user_id: KnownCaller
) -> MediaFile | UploadTarget:
    """Takes a file of a form at once; with JSON, says where the bytes of the file go."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        name, content = await file_of_form(request)
        return view(await container.intake.take(user_id, name, content))
    try:
        draft = UploadDraft.model_validate_json(await request.body())
    except ModelError as error:
        raise ValidationError(
            "Send a form with the file in the field `file`, or JSON with file_name and "
            "content_type to be told where its bytes go."
        ) from error
    return await _announce(draft, container, user_id)


async def file_of_form(request: Request) -> tuple[str, bytes]:
    """The name and the bytes of the one file of a form.

    Raises:
        ValidationError: There is none.
    """
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        for value in form.values():
            if isinstance(value, UploadFile):
                return (value.filename or "file")[:255], await value.read()
    raise ValidationError("The form has no file. Send it in the field `file`.")


async def _announce(draft: UploadDraft, container: Container, user_id: str) -> UploadTarget:
    announced = await container.intake.announce(user_id, draft)
    file, form = announced.stored.file, announced.form
    here = f"/api/v1/uploads/{file.media_id}"
    if form is None:
        url, complete_url, expires_at = f"{here}?token={announced.token}", None, file.expires_at
    else:
        url, complete_url = form.url, f"{here}/complete?token={announced.token}"
        expires_at = form.expires_at
    return UploadTarget(
        media_id=file.media_id,
        s3_key=file.s3_key,
        upload_url=url,
        fields={} if form is None else dict(form.fields),
        complete_url=complete_url,
        max_bytes=most_bytes(file.media_type),
        expires_at=expires_at,
        metadata=file,
    )


@router.get("/api/v1/media")
async def get_files(container: ContainerDependency, user_id: KnownCaller) -> MediaFiles:
    """Your files, newest first."""
    stored = await container.files.of_user(user_id)
    return MediaFiles(files=[view(one) for one in stored])


@router.delete("/api/v1/media")
async def delete_files(container: ContainerDependency, user_id: KnownCaller) -> DeletedMedia:
    """Removes all your files."""
    deleted = 0
    async for one in container.files.all_of_user(user_id):
        await _remove(container, one)
        deleted += 1
    return DeletedMedia(deleted=deleted)


@router.get("/api/v1/media/{media_id}", responses=error_responses(404))
async def get_file(
    media_id: MediaId, container: ContainerDependency, user_id: KnownCaller
) -> MediaFile:
    """What is known of one of your files."""
    return view(await container.files.find(user_id, media_id))


@router.delete("/api/v1/media/{media_id}", status_code=204, responses=error_responses(404))
async def delete_file(
    media_id: MediaId, container: ContainerDependency, user_id: KnownCaller
) -> Response:
    """Removes one of your files."""
    await _remove(container, await container.files.find(user_id, media_id))
    return Response(status_code=204)


@router.get(
    "/api/v1/media/{media_id}/download",
    response_model=None,
    responses={200: {"content": {"image/jpeg": {}, "audio/flac": {}}}, **error_responses(404)},
)
async def download(media_id: MediaId, container: ContainerDependency, request: Request) -> Response:
    """The copy that we wrote of one of your files; what was sent is never served.

    What a listing shows, everybody may read for as long as it is up.
    """
    stored = await container.files.find_shown(media_id)
    caching = _SHOWN_CACHING
    if stored is None or stored.user_id == caller(request):
        stored = await container.files.find(known_caller(request), media_id)
        caching = _OWN_CACHING
    copy = await container.files.copy_of(stored)
    return Response(
        copy,
        media_type=stored.file.content_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": _ATTACHED.format(quote(stored.file.s3_key.rsplit("/", 1)[-1])),
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": caching,
        },
    )


async def _remove(container: Container, stored: StoredFile) -> None:
    await container.intake.forget(stored)
    await container.files.remove(stored)


def view(stored: StoredFile) -> MediaFile:
    """A file as its owner sees it."""
    file = stored.file
    if file.processing_status is not ProcessingStatus.COMPLETED:
        return file
    return file.model_copy(update={"download_url": f"/api/v1/media/{file.media_id}/download"})
