"""What every HTTP surface has."""

import httpx
import pytest
from fastapi import FastAPI, Request

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.http import in_process_client
from talknshop.core.settings import load_settings
from talknshop.core.web import RequestContextMiddleware

HEADER = "X-Request-ID"


def chain() -> FastAPI:
    """An app that asks another one."""
    asked = FastAPI()

    @asked.get("/")
    async def answer(request: Request) -> list[str]:
        return request.headers.getlist(HEADER)

    app = FastAPI()

    @app.get("/")
    async def ask(request: Request) -> dict[str, list[str]]:
        async with in_process_client(asked, load_settings()) as client:
            passed_on = (await client.get("/")).json()
        return {"here": request.headers.getlist(HEADER), "passed on": passed_on}

    app.add_middleware(RequestContextMiddleware)
    return app


@pytest.mark.parametrize("given", ["mine", None, "x" * 129, "\xe9"])
async def test_one_request_has_one_id_wherever_it_leads(given: str | None) -> None:
    headers = {HEADER.encode(): given.encode("latin-1")} if given else {}
    transport = StreamingASGITransport(chain())
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        response = await client.get("/", headers=headers)
    request_id = response.headers[HEADER]
    assert request_id == "mine" if given == "mine" else request_id.startswith("req_")
    assert response.json() == {"here": [request_id], "passed on": [request_id]}
