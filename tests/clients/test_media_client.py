from collections.abc import AsyncGenerator
from typing import Annotated

import pytest
from fastapi import Body, FastAPI

from talknshop.clients.media import MediaClient
from talknshop.core.errors import ExternalServiceError
from talknshop.core.http import in_process_client
from talknshop.core.resilience import RetryPolicy
from talknshop.core.settings import load_settings


def media_app() -> FastAPI:
    app = FastAPI()

    @app.post("/transcribe")
    async def transcribe(body: Annotated[dict[str, str], Body()]) -> dict[str, object]:
        return {"transcript": f"heard {body['s3_key']}", "confidence": 0.8, "segments": []}

    @app.get("/health")
    async def health() -> dict[str, object]:
        return {"status": "ok", "engines": {"speech": None, "images": "embedded", "heic": True}}

    @app.post("/extract-image-attributes")
    async def extract(body: Annotated[dict[str, object], Body()]) -> dict[str, object]:
        if body["s3_key"] == "odd":
            return {"labels": 7}
        return {"labels": ["lamp"], "text": ["IKEA"], "metadata": {}}

    return app


@pytest.fixture
async def client() -> AsyncGenerator[MediaClient]:
    async with in_process_client(media_app(), load_settings()) as http:
        yield MediaClient(http, retry=RetryPolicy(base_seconds=0))


async def test_transcribe(client: MediaClient) -> None:
    heard = await client.transcribe("k", user_id="ann")
    assert (heard.transcript, heard.confidence, heard.language) == ("heard k", 0.8, "en")


async def test_image_attributes(client: MediaClient) -> None:
    seen = await client.extract_image_attributes("k", user_id="ann")
    assert (seen.labels, seen.text, seen.objects) == (["lamp"], ["IKEA"], [])


async def test_nonsense_is_an_error(client: MediaClient) -> None:
    with pytest.raises(ExternalServiceError, match="media service answered something unexpected"):
        await client.extract_image_attributes("odd", user_id="ann")


async def test_capabilities(client: MediaClient) -> None:
    found = await client.capabilities()
    assert (found.photos, found.recordings) == (True, False)
    async with in_process_client(FastAPI(), load_settings()) as nowhere:
        found = await MediaClient(nowhere, retry=RetryPolicy(base_seconds=0)).capabilities()
    assert (found.photos, found.recordings) == (False, False)
