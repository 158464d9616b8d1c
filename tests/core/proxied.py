"""A service to be proxied, the origin in front of it, and a server that speaks no HTTP."""

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from talknshop.core.reverse_proxy import ReverseProxy
from talknshop.core.web import RequestContextMiddleware

LIMIT = 100_000
SECONDS = 10.0


@dataclass
class Upstream:
    """A service with ways that misbehave, and what it noticed; it lives in another thread."""

    released: threading.Event = field(default_factory=threading.Event)
    first_part: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)

    def app(self) -> Starlette:
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        return Starlette(
            routes=[
                Route("/stream", self.stream),
                Route("/half", self.half),
                Route("/half-of-known-length", self.half_of_known_length),
                Route("/slow", self.slow),
                Route("/collect", self.collect, methods=["POST"]),
                Route("/refuse", self.refuse, methods=["POST"]),
                Route("/redirect", self.redirect),
                Route("/{path:path}", self.echo, methods=methods),
            ]
        )

    async def echo(self, request: Request) -> Response:
        body = await request.body()
        seen: dict[str, Any] = {
            "method": request.method,
            "raw_path": request.scope["raw_path"].decode(),
            "query": request.url.query,
            "headers": dict(request.headers),
            "size": len(body),
        }
        headers = {"X-Kept": "yes", "Connection": "X-Dropped", "X-Dropped": "yes"}
        return JSONResponse(seen, 201, headers=headers)

    async def stream(self, _: Request) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"first"
            await asyncio.to_thread(self.released.wait, SECONDS)
            yield b"second"

        return StreamingResponse(parts())

    async def half(self, _: Request) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"begun"
            raise LookupError("and broken")

        return StreamingResponse(parts())

    async def half_of_known_length(self, _: Request) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"begun"
            raise LookupError("and broken")

        return StreamingResponse(parts(), headers={"content-length": "1000"})

    async def slow(self, request: Request) -> Response:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        self.gone.set()
        return Response()

    async def collect(self, request: Request) -> Response:
        size = 0
        try:
            async for part in request.stream():
                size += len(part)
                self.first_part.set()
        except ClientDisconnect:
            self.gone.set()
        return JSONResponse({"size": size, "length": request.headers.get("content-length")})

    async def refuse(self, _: Request) -> Response:
        return JSONResponse({"error": "not today"}, 422)

    async def redirect(self, request: Request) -> Response:
        return RedirectResponse(request.query_params["to"])


def origin(base_url: str, *, seconds: float = SECONDS) -> Starlette:
    transport = httpx.AsyncHTTPTransport(trust_env=False)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with transport:
            yield

    proxy = ReverseProxy(
        "shop", base_url, transport, timeout=httpx.Timeout(seconds), max_body_bytes=LIMIT
    )
    return Starlette(routes=[Mount("/shop", RequestContextMiddleware(proxy))], lifespan=lifespan)


@contextmanager
def answering(data: bytes) -> Generator[str]:
    """A server that answers whatever comes with the same bytes, once."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(data)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()
