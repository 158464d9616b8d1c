"""Stands before a server that speaks for AWS, counts what it is asked, and fails on demand."""

import asyncio
import json
import math
from collections import Counter, deque
from enum import StrEnum

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_NOT_PASSED_ON = frozenset({"host", "content-length", "accept-encoding", "connection"})
_NOT_PASSED_BACK = frozenset({"content-length", "content-encoding", "connection", "date", "server"})
_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
_BATCHES = {"BatchWriteItem": "UnprocessedItems", "BatchGetItem": "UnprocessedKeys"}


class Fault(StrEnum):
    """What happens to one request."""

    THROTTLED = "ProvisionedThroughputExceededException"
    """It is refused: too many come at once."""
    EXPIRED = "ExpiredTokenException"
    """It is refused: its credentials were good once."""
    LOST = "lost"
    """It is done, and whoever asked is told that the server failed."""
    PUT_OFF = "put off"
    """All of a batch is left for later."""


class FaultyAws:
    """An ASGI application: ``faults`` befall the next requests, one each."""

    def __init__(self, target: str) -> None:
        """Passes requests on to ``target``."""
        self.faults: deque[Fault] = deque()
        self.only: str | None = None
        """The operation that faults befall; any where None."""
        self.delay_seconds = 0.0
        """How long each answer is held back; what was asked for is done at once."""
        self.calls: Counter[str] = Counter()
        """How often each operation was asked for."""
        self.sent: Counter[str] = Counter()
        """Bytes of the requests, by operation."""
        self.units = 0
        """KB of the requests to write an item, each rounded up: about what DynamoDB counts."""
        self._target = target
        self._client: httpx.AsyncClient | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self._live(receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        operation = request.headers.get("x-amz-target", "").rpartition(".")[2]
        self.calls[operation] += 1
        self.sent[operation] += len(body)
        if operation in _WRITES:
            self.units += math.ceil(len(body) / 1024)
        may_fail = self.faults and self.only in {None, operation}
        fault = self.faults.popleft() if may_fail else None
        response = await self._answer(request, body, operation, fault)
        await asyncio.sleep(self.delay_seconds)
        await response(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            is_over = message["type"] == "lifespan.shutdown"
            if is_over and self._client is not None:
                await self._client.aclose()
            await send({"type": f"{message['type']}.complete"})
            if is_over:
                return

    async def _answer(
        self, request: Request, body: bytes, operation: str, fault: Fault | None
    ) -> Response:
        match fault:
            case Fault.THROTTLED | Fault.EXPIRED:
                return _refusal(fault, 400)
            case Fault.PUT_OFF:
                put_off = {_BATCHES[operation]: json.loads(body)["RequestItems"]}
                return _json({**put_off, "Responses": dict[str, object]()}, 200)
            case Fault.LOST:
                await self._passed_on(request, body)
                return _refusal("InternalServerError", 500)
            case None:
                return await self._passed_on(request, body)

    async def _passed_on(self, request: Request, body: bytes) -> Response:
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self._target, timeout=30)
        headers = {k: v for k, v in request.headers.items() if k not in _NOT_PASSED_ON}
        answer = await self._client.request(
            request.method, request.url.path, content=body, headers=headers
        )
        told = {k: v for k, v in answer.headers.items() if k not in _NOT_PASSED_BACK}
        return Response(answer.content, answer.status_code, told)


def _refusal(code: str, status: int) -> Response:
    return _json({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code}, status)


def _json(content: object, status: int) -> Response:
    return Response(json.dumps(content), status, media_type="application/x-amz-json-1.0")
