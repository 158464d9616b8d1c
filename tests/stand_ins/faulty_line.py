"""A line to a server that can be cut, and on which calls can be answered with refusals."""

import io
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

_OWN_HEADERS = {"connection", "content-encoding", "content-length", "transfer-encoding"}
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Refusal:
    """An answer in the place of the server's."""

    status: int
    code: str

    def sqs(self) -> web.Response:
        body = {"__type": f"com.amazonaws.sqs#{self.code}", "message": "As the test wants it."}
        return web.json_response(body, status=self.status)

    def s3(self) -> web.Response:
        text = f"<Error><Code>{self.code}</Code><Message>As the test wants it.</Message></Error>"
        return web.Response(text=text, status=self.status, content_type="application/xml")


@dataclass
class FaultyLine:
    """Passes calls on to a server; the test says what happens to them instead."""

    url: str
    is_cut: bool = False
    refusals: list[Refusal] = field(default_factory=list[Refusal])
    """Of the next calls, one after the other."""
    applies: Callable[[web.Request], bool] = field(default=lambda _: True)
    """Which calls are refused, and cut off."""
    operations: Counter[str] = field(default_factory=Counter[str])
    """The calls that came, by the operation of SQS or the method."""


@asynccontextmanager
async def faulty_line(to: str) -> AsyncGenerator[FaultyLine]:
    """A line to the server at ``to`` for as long as the block runs."""
    line = FaultyLine("")

    async def answer(request: web.Request) -> web.StreamResponse:
        target = request.headers.get("X-Amz-Target", "")
        line.operations[target.rsplit(".", 1)[-1] or request.method] += 1
        if line.applies(request):
            if line.is_cut:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            if line.refusals:
                refusal = line.refusals.pop(0)
                return refusal.sqs() if target else refusal.s3()
        body = io.BytesIO(await request.read())
        headers = {name: value for name, value in request.headers.items()
                   if name.lower() != "transfer-encoding"}  # fmt: skip
        async with session.request(
            request.method, f"{to}{request.raw_path}", data=body, headers=headers,
            skip_auto_headers=("Content-Type", "Accept", "Accept-Encoding", "User-Agent"),
        ) as told:  # fmt: skip
            dropped = _OWN_HEADERS - ({"content-length"} if request.method == "HEAD" else set())
            kept = [
                (name, value) for name, value in told.headers.items() if name.lower() not in dropped
            ]
            return web.Response(body=await told.read(), status=told.status, headers=kept)

    application = web.Application(client_max_size=_MOST_BYTES)
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        line.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield line
        await runner.cleanup()
