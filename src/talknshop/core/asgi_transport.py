"""Calling an ASGI app in this process as if it stood behind a socket.

Unlike ``httpx.ASGITransport`` it streams the answer as the app makes it, honours the read timeout,
cancels the handler when the caller goes away, and turns an unhandled error into a 500. Lifespan is
not its business: whoever makes the app enters it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, MutableMapping
from contextlib import suppress
from typing import Any, TypeVar

import httpx
import structlog
from starlette.types import ASGIApp, Message

# Holds back a handler that produces faster than its reader consumes.
_BODY_CHUNKS_IN_FLIGHT = 16

T = TypeVar("T")

_log = structlog.stdlib.get_logger(__name__)


class StreamingASGITransport(httpx.AsyncBaseTransport):
    """An httpx transport over an ASGI app."""

    def __init__(self, app: ASGIApp) -> None:
        """Wraps ``app``; nothing is started until a request comes."""
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Runs the request through the app and returns once the answer's head is there.

        Raises:
            httpx.ReadTimeout: The head did not come within the request's read timeout.
        """
        call = _Call(request)
        call.start(self._app)
        try:
            status, headers = await call.head()
        except BaseException:
            await call.cancel()
            raise
        return httpx.Response(status, headers=headers, stream=_Body(call), request=request)


class _Call:
    """One request on its way through the app."""

    def __init__(self, request: httpx.Request) -> None:
        self._request = request
        timeout: dict[str, float | None] = request.extensions.get("timeout", {})
        self._read_timeout = timeout.get("read")
        self._head: asyncio.Future[tuple[int, list[tuple[bytes, bytes]]]] = (
            asyncio.get_running_loop().create_future()
        )
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(_BODY_CHUNKS_IN_FLIGHT)
        self._gone = asyncio.Event()
        self._complete = False
        self._failed = False
        self._task: asyncio.Task[None] | None = None

    def start(self, app: ASGIApp) -> None:
        self._task = asyncio.create_task(self._run(app))

    async def head(self) -> tuple[int, list[tuple[bytes, bytes]]]:
        return await self._in_time(asyncio.shield(self._head))

    async def chunks(self) -> AsyncIterator[bytes]:
        while (chunk := await self._in_time(self._chunks.get())) is not None:
            yield chunk
        if self._failed:
            raise httpx.RemoteProtocolError(
                "The service failed in the middle of its answer.", request=self._request
            )

    async def cancel(self) -> None:
        self._gone.set()
        if self._task is not None and not self._task.done():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if not self._head.done():
            self._head.cancel()

    async def _in_time(self, awaitable: Awaitable[T]) -> T:
        try:
            return await asyncio.wait_for(awaitable, self._read_timeout)
        except TimeoutError as error:
            raise httpx.ReadTimeout(
                "The service did not answer in time.", request=self._request
            ) from error

    async def _run(self, app: ASGIApp) -> None:
        body = self._body()

        async def receive() -> Message:
            try:
                chunk = await anext(body)
            except StopAsyncIteration:
                await self._gone.wait()
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": chunk[0], "more_body": chunk[1]}

        try:
            await app(self._scope(), receive, self._send)
        except Exception:  # noqa: BLE001  # a server answers 500 whatever its handler raises
            _log.exception("in-process service failed", path=self._request.url.path)
            # Starlette sends its 500 first and raises then: that answer is whole.
            self._failed = self._head.done() and not self._complete
        if not self._head.done():
            self._head.set_result((500, [(b"content-type", b"text/plain")]))
            await self._chunks.put(b"Internal Server Error")
        await self._chunks.put(None)

    async def _body(self) -> AsyncIterator[tuple[bytes, bool]]:
        stream = self._request.stream
        assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101  # an async client sends no other
        async for chunk in stream:
            yield chunk, True
        yield b"", False

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head.set_result((message["status"], list(message.get("headers", []))))
        elif message["type"] == "http.response.body":
            self._complete = not message.get("more_body", False)
            if message.get("body"):
                await self._chunks.put(bytes(message["body"]))

    def _scope(self) -> MutableMapping[str, Any]:
        url = self._request.url
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.split(b"?")[0],
            "query_string": url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in self._request.headers.raw],
            "client": ("127.0.0.1", 0),
            "server": (url.host, url.port or 80),
            "state": {},
        }


class _Body(httpx.AsyncByteStream):
    def __init__(self, call: _Call) -> None:
        self._call = call

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._call.chunks():
            yield chunk

    async def aclose(self) -> None:
        await self._call.cancel()
