import asyncio
from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from talknshop.core.asgi_transport import StreamingASGITransport

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


class Probe:
    """An app with ways that misbehave on purpose, and what they noticed."""

    def __init__(self) -> None:
        self.cancelled = asyncio.Event()
        self.released = asyncio.Event()
        self.app = FastAPI()
        self.app.add_api_route("/echo", self.echo, methods=["POST"])
        self.app.add_api_route("/stream", self.stream)
        self.app.add_api_route("/slow", self.slow)
        self.app.add_api_route("/broken", self.broken)
        self.app.add_api_route("/half", self.half)

    async def echo(self, request: Request) -> JSONResponse:
        body = await request.body()
        return JSONResponse({"size": len(body), "query": str(request.query_params)}, 201)

    async def stream(self) -> StreamingResponse:
        async def parts() -> AsyncGenerator[bytes]:
            yield b"first"
            await self.released.wait()
            yield b"second"

        return StreamingResponse(parts())

    async def slow(self) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise

    async def broken(self) -> None:
        raise LookupError("a fault")

    async def half(self) -> StreamingResponse:
        async def parts() -> AsyncGenerator[bytes]:
            yield b"begun"
            raise LookupError("and broken")

        return StreamingResponse(parts())


@pytest.fixture
async def probe() -> Probe:
    return Probe()


@pytest.fixture
async def client(probe: Probe) -> AsyncGenerator[httpx.AsyncClient]:
    transport = StreamingASGITransport(probe.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x", timeout=0.5) as client:
        yield client


async def test_request_and_answer_arrive_whole(client: httpx.AsyncClient) -> None:
    response = await client.post("/echo", params={"a": "ü b"}, content=b"x" * 300_000)
    assert response.status_code == 201
    assert response.json() == {"size": 300_000, "query": "a=%C3%BC+b"}


async def test_the_answer_streams_as_it_is_made(client: httpx.AsyncClient, probe: Probe) -> None:
    async with client.stream("GET", "/stream") as response:
        parts = response.aiter_bytes()
        assert await anext(parts) == b"first"
        probe.released.set()
        assert await anext(parts) == b"second"


async def test_a_slow_handler_times_out_and_is_cancelled(
    client: httpx.AsyncClient, probe: Probe
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/slow", timeout=0.05)
    await asyncio.wait_for(probe.cancelled.wait(), 1)


async def test_a_silent_stream_times_out(client: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/stream", timeout=0.05)


async def test_a_caller_that_goes_away_cancels_the_handler(
    client: httpx.AsyncClient, probe: Probe
) -> None:
    call = asyncio.create_task(client.get("/slow"))
    await asyncio.sleep(0.02)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await asyncio.wait_for(probe.cancelled.wait(), 1)


async def test_an_unhandled_error_is_a_500(client: httpx.AsyncClient) -> None:
    assert (await client.get("/broken")).status_code == 500


async def test_an_error_in_mid_answer_is_a_broken_answer(client: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get("/half")


async def test_an_app_that_raises_before_it_answers_is_a_500() -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise LookupError("nothing sent")

    transport = StreamingASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        response = await client.get("/")
    assert (response.status_code, response.text) == (500, "Internal Server Error")
