"""Sending the bytes of an announced file: whole, or piece by piece over a bad line.

The pieces follow the tus protocol 1.0.0 (tus.io) in its headers: HEAD says in ``Upload-Offset`` how
many bytes have come, PATCH sends more from there. The token in the address is the only credential:
it names the file and its owner, and ends after fifteen minutes.
"""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from talknshop.core.errors import ValidationError
from talknshop.media.intake_routes import MediaId, file_of_form, view
from talknshop.media.routes import ContainerDependency
from talknshop.schemas.error import error_responses
from talknshop.schemas.media import MediaFile, ProcessingStatus

Token = Annotated[str, Query(max_length=2_048)]
_TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
_PATH = "/api/v1/uploads/{media_id}"
_BODY = {"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}}
_FORM = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        }
    }
}

router = APIRouter(tags=["uploads"], responses=error_responses(400, 401, 404, 409))


@router.post(_PATH, status_code=201, openapi_extra=_FORM)
async def post_form(
    media_id: MediaId, token: Token, request: Request, container: ContainerDependency
) -> MediaFile:
    """Takes the bytes as the file of a form, as a presigned POST does."""
    grant = container.intake.grant(media_id, token)
    _, content = await file_of_form(request)
    return view(await container.intake.receive(grant, _once(content)))


@router.put(_PATH, status_code=201, openapi_extra=_BODY)
async def put_bytes(
    media_id: MediaId, token: Token, request: Request, container: ContainerDependency
) -> MediaFile:
    """Takes the bytes as they are."""
    grant = container.intake.grant(media_id, token)
    return view(await container.intake.receive(grant, request.stream()))


@router.post(f"{_PATH}/complete")
async def complete(media_id: MediaId, token: Token, container: ContainerDependency) -> MediaFile:
    """Opens a file whose bytes were sent to the bucket; may be asked again."""
    grant = container.intake.grant(media_id, token)
    return view(await container.intake.complete(grant))


@router.head(_PATH)
async def head(media_id: MediaId, token: Token, container: ContainerDependency) -> Response:
    """How many bytes have come."""
    grant = container.intake.grant(media_id, token)
    offset, stored = await container.intake.offset(grant)
    done = stored.file.processing_status is ProcessingStatus.COMPLETED
    headers = {**_TUS, "Upload-Offset": str(stored.declared_bytes or 0 if done else offset)}
    if stored.declared_bytes is not None:
        headers["Upload-Length"] = str(stored.declared_bytes)
    return Response(headers=headers)


@router.patch(
    _PATH,
    status_code=204,
    response_model=None,
    responses={200: {"model": MediaFile}},
    openapi_extra=_BODY,
)
async def patch_bytes(
    media_id: MediaId,
    token: Token,
    request: Request,
    container: ContainerDependency,
    *,
    upload_offset: Annotated[int, Header(ge=0)],
    upload_length: Annotated[int | None, Header(ge=1)] = None,
) -> Response:
    """Takes a piece; 204 asks for the next, 200 says that the file is whole and was opened."""
    grant = container.intake.grant(media_id, token)
    try:
        progress = await container.intake.append(
            grant, upload_offset, request.stream(), length=upload_length
        )
    except ClientDisconnect as error:
        raise ValidationError("The line broke; what came was kept. Go on behind it.") from error
    headers = {**_TUS, "Upload-Offset": str(progress.offset)}
    if progress.done is None:
        return Response(status_code=204, headers=headers)
    shown = view(progress.done)
    return JSONResponse(shown.model_dump(mode="json"), headers=headers)


async def _once(content: bytes) -> AsyncGenerator[bytes]:
    yield content
