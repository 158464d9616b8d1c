"""A server between a client and DynamoDB or S3 that answers some calls itself, or late."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

_OF_THE_CONNECTION = {"connection", "content-encoding", "content-length", "transfer-encoding"}
_MOST_BYTES = 64 * 1024 * 1024

Body = dict[str, Any]
Passed = Callable[[Body], Awaitable[Body]]
"""Asks the server behind, with the body as it is or another."""
Interference = Callable[[str, Body, Passed], Awaitable[Body | None]]
"""What happens to a call, by its operation: an answer, or None for what the server says."""


class RefusedError(Exception):
    """Answers a call with an error of Amazon."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass
class Interposed:
    """An address, what happens to calls there, and which came."""

    url: str = ""
    interference: Interference | None = None
    calls: Counter[str] = field(default_factory=Counter[str])
    bodies: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])


@asynccontextmanager
async def interposed(server: str) -> AsyncGenerator[Interposed]:
    """Stands before ``server`` for as long as the block runs."""
    between = Interposed()

    async def answer(request: web.Request) -> web.StreamResponse:
        operation = request.headers.get("X-Amz-Target", request.method).rpartition(".")[2]
        between.calls[operation] += 1
        content = await request.read()
        between.bodies.append((operation, content))
        passed = _Passing(session, server, request)
        if between.interference is not None:
            try:
                told = await between.interference(
                    operation, json.loads(content) if content else {}, passed.ask
                )
            except RefusedError as refused:
                body = {"__type": f"com.amazonaws#{refused.code}", "message": "As it is set."}
                return web.json_response(body, status=refused.status)
            if told is not None:
                return web.json_response(told, content_type="application/x-amz-json-1.0")
        return await passed.forward(content)

    application = web.Application(client_max_size=_MOST_BYTES)
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        between.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield between
        finally:
            await runner.cleanup()


@dataclass
class _Passing:
    session: aiohttp.ClientSession
    server: str
    request: web.Request

    async def ask(self, body: Body) -> Body:
        answer = await self.forward(json.dumps(body).encode())
        return json.loads(answer.body) if isinstance(answer.body, bytes) else {}

    async def forward(self, content: bytes) -> web.Response:
        dropped = {"content-length", "transfer-encoding"}
        headers = {n: v for n, v in self.request.headers.items() if n.lower() not in dropped}
        async with self.session.request(
            self.request.method,
            f"{self.server}{self.request.raw_path}",
            data=content,
            headers=headers,
            skip_auto_headers=("Content-Type", "Accept", "Accept-Encoding", "User-Agent"),
        ) as told:
            kept = [
                (name, value)
                for name, value in told.headers.items()
                if name.lower() not in _OF_THE_CONNECTION
            ]
            return web.Response(body=await told.read(), status=told.status, headers=kept)


def always(code: str, *operations: str, times: int | None = None) -> Interference:
    """Refuses some operations, or all; for a number of times, or for ever."""
    left = times

    async def refuse(operation: str, body: Body, passed: Passed) -> Body | None:
        nonlocal left
        del body, passed
        if (operations and operation not in operations) or left == 0:
            return None
        left = None if left is None else left - 1
        raise RefusedError(code)

    return refuse


def slowly(seconds: float, *operations: str) -> Interference:
    """Lets some operations, or all, take their time."""

    async def wait(operation: str, body: Body, passed: Passed) -> Body | None:
        del body, passed
        if not operations or operation in operations:
            await asyncio.sleep(seconds)
        return None

    return wait


async def half_unprocessed(operation: str, body: Body, passed: Passed) -> Body | None:
    """Leaves half of every batch unprocessed, and all but one key of every read."""
    if operation == "BatchWriteItem":
        ((table, writes),) = body["RequestItems"].items()
        taken = max(1, len(writes) // 2)
        await passed({"RequestItems": {table: writes[:taken]}})
        left = writes[taken:]
        return {"UnprocessedItems": {table: left} if left else {}}
    if operation == "BatchGetItem":
        ((table, asked),) = body["RequestItems"].items()
        first = {**asked, "Keys": asked["Keys"][:1]}
        answer = await passed({"RequestItems": {table: first}})
        left = {**asked, "Keys": asked["Keys"][1:]}
        return {**answer, "UnprocessedKeys": {table: left} if left["Keys"] else {}}
    return None
