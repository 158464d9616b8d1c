"""Serving another service below a path of this origin, as if it ran here.

Bodies stream both ways and count towards a limit, a client that goes away takes its request
along, and an answer that breaks off breaks off here too. Only what is below the mounted path and
the configured address can be reached; what the outside says about earlier proxies is not believed.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable

import httpx
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send

from talknshop.core.errors import (
    ConfigurationError,
    ContentTooLargeError,
    NotFoundError,
    TalknShopError,
    ValidationError,
    error_envelope,
)
from talknshop.core.forwarded import (
    Headers,
    came_through_here,
    end_to_end,
    forwarded_headers,
    leaves_root,
)
from talknshop.core.http import translated

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_OF_OUR_SERVER = frozenset({b"date", b"server"})


class _ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class ReverseProxy:
    """An ASGI app that is another service; to be mounted at a path."""

    def __init__(
        self,
        service: str,
        base_url: str,
        transport: httpx.AsyncBaseTransport,
        *,
        timeout: httpx.Timeout,
        max_body_bytes: int,
    ) -> None:
        """Forwards to ``base_url``.

        Args:
            service: Its name, for sentences.
            base_url: Where it is, without a query.
            transport: Carries the requests; its owner closes it.
            timeout: For connecting, and for each pause in sending and receiving.
            max_body_bytes: The largest request body.
        """
        self._service = service
        self._base_url = httpx.URL(base_url)
        self._transport = transport
        self._extensions = {"timeout": timeout.as_dict()}
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection; sockets are refused."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "No sockets here"})
            return
        body = _RequestBody(scope["headers"], receive, self._max_body_bytes)
        forwarding = asyncio.create_task(self._answer(scope, body, send))
        watching = asyncio.create_task(body.client_gone())
        tasks = (forwarding, watching)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if forwarding.done():
                forwarding.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, scope: Scope, body: "_RequestBody", send: Send) -> None:
        operation = f"{scope['method']} {scope['path']}"
        try:
            request = self._request(scope, body)
            with translated(self._service, operation):
                response = await self._transport.handle_async_request(request)
        except _ClientGoneError:
            return
        except TalknShopError as error:
            envelope = error_envelope(error, service=self._service, operation=operation)
            await JSONResponse(envelope, error.status_code)(scope, body.receive, send)
            return
        try:
            await send(self._start(response, scope["root_path"]))
            # A failure from here on leaves the answer open, so that the server cuts it off.
            with translated(self._service, operation):
                async for chunk in response.aiter_raw():
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            await response.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _request(self, scope: Scope, body: "_RequestBody") -> httpx.Request:
        if scope["method"] not in _METHODS:
            raise ValidationError("This method is not known here.")
        if came_through_here(scope["headers"]):
            raise ConfigurationError(
                f"The address of the {self._service} service leads back here. Correct it."
            )
        body.check_announced_size()
        return httpx.Request(
            scope["method"],
            self._url(scope),
            headers=forwarded_headers(scope, with_body=body.expected),
            content=body if body.expected else None,
            extensions=self._extensions,
        )

    def _url(self, scope: Scope) -> httpx.URL:
        prefix: bytes = scope["root_path"].encode()
        raw_path: bytes = scope["raw_path"]
        path = raw_path.removeprefix(prefix)
        if (
            not raw_path.startswith(prefix + b"/")
            or not path.isascii()
            or leaves_root(path.decode())
        ):
            raise NotFoundError("There is nothing at this address.")
        base = self._base_url.raw_path.rstrip(b"/")
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        try:
            return self._base_url.copy_with(raw_path=base + path + query)
        except (httpx.InvalidURL, UnicodeDecodeError) as error:
            raise ValidationError("The address cannot be understood.") from error

    def _start(self, response: httpx.Response, root_path: str) -> Message:
        headers: Headers = []
        for name, value in end_to_end(response.headers.raw):
            if name == b"location":
                headers.append((name, self._location(value, root_path)))
            elif name not in _OF_OUR_SERVER:
                headers.append((name, value))
        return {"type": "http.response.start", "status": response.status_code, "headers": headers}

    def _location(self, value: bytes, root_path: str) -> bytes:
        try:
            url = self._base_url.join(value.decode("latin-1"))
        except httpx.InvalidURL:
            return value
        base = self._base_url.raw_path.rstrip(b"/")
        if url.netloc != self._base_url.netloc or not url.raw_path.startswith(base + b"/"):
            return value
        return root_path.encode() + url.raw_path.removeprefix(base)


class _RequestBody:
    """The body of a request on its way through."""

    def __init__(self, headers: Iterable[tuple[bytes, bytes]], receive: Receive, most: int) -> None:
        named = dict(headers)
        self._announced = named.get(b"content-length", b"0")
        self._most = most
        self.receive = receive
        self.expected = b"transfer-encoding" in named or self._announced != b"0"
        self._sent = asyncio.Event()
        if not self.expected:
            self._sent.set()

    def check_announced_size(self) -> None:
        if int(self._announced) > self._most:
            raise self._too_large()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size, more = 0, True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise _ClientGoneError
            chunk: bytes = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(chunk)
            if size > self._most:
                raise self._too_large()
            if chunk:
                yield chunk
        self._sent.set()

    async def client_gone(self) -> None:
        """Returns when the client goes away after it has sent its request."""
        await self._sent.wait()
        while (await self.receive())["type"] != "http.disconnect":
            pass

    def _too_large(self) -> ContentTooLargeError:
        return ContentTooLargeError(f"That is more than {self._most:,} bytes. Please send less.")
