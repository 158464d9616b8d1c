"""What the gateway tells: somebody connects, says something, or has gone."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog
from starlette.types import Scope

from talknshop.core.clock import Clock
from talknshop.core.errors import RateLimitError
from talknshop.orchestrator.gateway.clients import Clients
from talknshop.orchestrator.gateway.owners import Owners
from talknshop.orchestrator.gateway.sockets import GatewaySockets, Serve
from talknshop.schemas.events import ReconnectData, ReconnectEvent

_COME_BACK_MS = 500

_log = structlog.stdlib.get_logger(__name__)


class Gateway:
    """Serves connections here, and hands on what is said in those that others serve."""

    def __init__(self, clients: Clients, owners: Owners, clock: Clock) -> None:
        """Sends through ``clients`` and finds other servers through ``owners``."""
        self._clients = clients
        self._clock = clock
        self._owners = owners
        self._sockets = GatewaySockets(clients)

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """Hears other servers, and serves, for as long as the block runs."""
        async with self._sockets.serving(), self._owners.following(self._hear):
            yield

    async def connect(self, connection_id: str, scope: Scope, serve: Serve) -> None:
        """Somebody connects; they are greeted once the gateway has them."""
        await self._owners.claim(connection_id)
        self._sockets.open(connection_id, scope, serve)

    async def say(self, connection_id: str, text: str) -> None:
        """A client said something; where nobody serves it any more, it is asked to come back.

        Raises:
            RateLimitError: It says more than is read.
            TalknShopError: The gateway cannot be asked.
        """
        if self._sockets.hear(connection_id, text):
            return
        if not await self._owners.tell(connection_id, text):
            data = ReconnectData(reason="The server has restarted", after_ms=_COME_BACK_MS)
            event = ReconnectEvent(timestamp=self._clock.now(), session_id="", data=data)
            await self._clients.post(connection_id, event.model_dump_json())

    async def disconnect(self, connection_id: str) -> None:
        """A client has gone."""
        if not self._sockets.hear(connection_id, None):
            await self._owners.tell(connection_id, None)

    def _hear(self, connection_id: str, text: str | None) -> None:
        try:
            self._sockets.hear(connection_id, text)
        except RateLimitError:
            _log.warning("a client of the gateway says too much", connection_id=connection_id)
