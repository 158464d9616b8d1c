"""A request whose body is longer than anything that is taken is answered, not read."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talknshop.core.errors import ContentTooLargeError, error_envelope

_LENGTH = b"content-length"


class BodyLimitMiddleware:
    """Answers 413 as soon as a body is known to be too long, whatever its header claims."""

    def __init__(self, app: ASGIApp, *, most_bytes: int, service: str) -> None:
        """Wraps ``app``, whose requests have ``most_bytes`` at most."""
        self._app = app
        self._most = most_bytes
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = dict(scope["headers"]).get(_LENGTH, b"")
        if stated.isdigit() and int(stated) > self._most:
            await self._refuse(scope, receive, send)
            return
        counted = _Counted(receive, send, self._most)
        await self._app(scope, counted.receive, counted.send)
        if counted.exceeded and not counted.answered:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = ContentTooLargeError(
            f"The request is longer than the {self._most // (1024 * 1024)} MB that are taken."
        )
        operation = f"{scope['method']} {scope['path']}"
        envelope = error_envelope(error, service=self._service, operation=operation)
        closing = {"Connection": "close"}
        await JSONResponse(envelope, error.status_code, closing)(scope, receive, send)


class _Counted:
    """Looks at how much comes in, and holds back what the app says to a broken-off body."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send = receive, send
        self._left = most
        self.exceeded = False
        self.answered = False

    async def receive(self) -> Message:
        if self.exceeded:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.exceeded = True
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if self.exceeded and not self.answered:
            return
        self.answered = True
        await self._send(message)
