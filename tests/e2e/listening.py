"""A media service whose engine hears what the test says it hears."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Body, FastAPI, Header, Request
from starlette.responses import JSONResponse, Response

from talknshop.schemas.recognition import Transcription

_KEY = "uploads/somebody/med_1.webm"


@dataclass
class Listener:
    """What will be heard next, and the bytes that have come."""

    next: list[Transcription] = field(default_factory=list[Transcription])
    received: bytearray = field(default_factory=bytearray)


def listening_app(listener: Listener) -> FastAPI:
    """Takes recordings as the media service does, and leaves hearing to the test."""
    app = FastAPI()

    @app.get("/health")
    async def health() -> dict[str, Any]:
        return {"status": "ok", "engines": {"speech": "told", "images": "embedded"}}

    @app.post("/api/v1/upload-url", status_code=201)
    async def announce() -> dict[str, Any]:
        listener.received.clear()
        return {
            "s3_key": _KEY,
            "upload_url": "/api/v1/uploads/med_1?token=t",
            "fields": {},
            "max_bytes": 10_000_000,
        }

    @app.patch("/api/v1/uploads/med_1")
    async def patch(
        request: Request,
        upload_offset: Annotated[int, Header()],
        upload_length: Annotated[int, Header()],
    ) -> Response:
        assert upload_offset == len(listener.received)
        listener.received += await request.body()
        headers = {"Upload-Offset": str(len(listener.received))}
        if len(listener.received) < upload_length:
            return Response(status_code=204, headers=headers)
        return JSONResponse({}, headers=headers)

    @app.post("/transcribe")
    async def transcribe(asked: Annotated[dict[str, Any], Body()]) -> Transcription:
        assert asked["s3_key"] == _KEY
        return listener.next.pop(0)

    return app
