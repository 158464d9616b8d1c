"""Connections of the gateway as sockets: what serves a socket does not notice the difference."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from starlette.types import Message, Receive, Scope, Send

from talknshop.core.errors import RateLimitError, TalknShopError
from talknshop.orchestrator.gateway.clients import ClientGoneError, Clients
from talknshop.orchestrator.gateway.pages import pages_of

Serve = Callable[[Scope, Receive, Send], Awaitable[None]]
"""Serves a socket from its greeting to its end."""

_OPENING_SECONDS = 5.0
_SECONDS_BETWEEN_TRIES = 0.05
# A client that says so much while nothing of it is read is no person.
_MOST_UNREAD = 100

_log = structlog.stdlib.get_logger(__name__)


class GatewaySocket:
    """The two ends of one socket (ASGI), over the gateway."""

    def __init__(self, connection_id: str, clients: Clients) -> None:
        """Begins with the wish to connect."""
        self._connection_id = connection_id
        self._clients = clients
        self._unread: asyncio.Queue[Message] = asyncio.Queue(_MOST_UNREAD + 2)
        self._unread.put_nowait({"type": "websocket.connect"})
        self._is_open = False

    def hear(self, text: str) -> None:
        """Takes what the client said.

        Raises:
            RateLimitError: It says more than is read.
        """
        if self._unread.qsize() > _MOST_UNREAD:
            raise RateLimitError("Too many messages at once.", retry_after_seconds=1)
        self._unread.put_nowait({"type": "websocket.receive", "text": text})

    def end(self) -> None:
        """The client has gone."""
        with suppress(asyncio.QueueFull):
            self._unread.put_nowait({"type": "websocket.disconnect", "code": 1000})

    async def receive(self) -> Message:
        """What the client said next."""
        return await self._unread.get()

    async def send(self, message: Message) -> None:
        """Sends to the client.

        Raises:
            OSError: It has gone, or cannot be reached.
        """
        try:
            match message["type"]:
                case "websocket.send":
                    for page in pages_of(message["text"]):
                        await self._post(page)
                case "websocket.close":
                    await self._clients.close(self._connection_id)
                case _:
                    # That it is accepted, the gateway has told the client itself.
                    pass
        except TalknShopError as error:
            raise OSError(error.message) from error

    async def _post(self, text: str) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _OPENING_SECONDS
        while True:
            try:
                await self._clients.post(self._connection_id, text)
            except ClientGoneError:
                # The connection is there a moment after we have agreed to it.
                if self._is_open or loop.time() > until:
                    raise
                await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
            else:
                self._is_open = True
                return


class GatewaySockets:
    """The sockets that this server serves."""

    def __init__(self, clients: Clients) -> None:
        """Sends through ``clients``."""
        self._clients = clients
        self._sockets: dict[str, GatewaySocket] = {}
        self._serving: set[asyncio.Task[None]] = set()

    def open(self, connection_id: str, scope: Scope, serve: Serve) -> None:
        """Begins to serve a connection; returns at once."""
        socket = GatewaySocket(connection_id, self._clients)
        self._sockets[connection_id] = socket
        task = asyncio.create_task(self._serve(connection_id, socket, scope, serve))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    def hear(self, connection_id: str, text: str | None) -> bool:
        """Takes what a client said, or None when it has gone; False where it is not served here.

        Raises:
            RateLimitError: It says more than is read.
        """
        socket = self._sockets.get(connection_id)
        if socket is None:
            return False
        if text is None:
            socket.end()
        else:
            socket.hear(text)
        return True

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[None]:
        """Ends what is still served when the block ends."""
        try:
            yield
        finally:
            for task in self._serving:
                task.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(
        self, connection_id: str, socket: GatewaySocket, scope: Scope, serve: Serve
    ) -> None:
        try:
            await serve(scope, socket.receive, socket.send)
        except Exception:
            _log.exception("socket of the gateway ended", connection_id=connection_id)
            raise
        finally:
            self._sockets.pop(connection_id, None)
