"""Evens sockets out over servers: they stay for hours, and whoever was just started has none.

A balancer before the servers chooses where a socket goes once, when it is opened. After a rolling
restart the server that was restarted last has nobody and another one has everybody; without this
that lasts until people leave by themselves.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from math import ceil
from typing import Protocol

import structlog

from talknshop.core.background import beside
from talknshop.core.clock import Clock
from talknshop.orchestrator.connections import Connection, ConnectionManager

_ROUND_SECONDS = 1.0
# So much above the mean nobody is sent away: counts are a second old, and people come and go.
_TOLERATED_SHARE = 0.2
_TOLERATED = 10
# A tenth at a time: coming back costs a handshake.
_SHARE_AT_ONCE = 0.1
# Whoever has just come stays for a while.
_STAYS = timedelta(seconds=10)
_REASON = "Another server has more room"

_log = structlog.stdlib.get_logger(__name__)


def surplus(here: int, everywhere: Sequence[int]) -> int:
    """How many sockets are to go elsewhere.

    Args:
        here: How many this server has.
        everywhere: How many each server has, this one among them.
    """
    fair = ceil(sum(everywhere) / len(everywhere)) if everywhere else here
    too_many = here - fair
    return too_many if too_many > max(_TOLERATED, fair * _TOLERATED_SHARE) else 0


class ServerLoads(Protocol):
    """How many sockets each server has."""

    async def exchange(self, here: int) -> Sequence[int]:
        """Tells others how many are here; how many each has, this server among them."""
        ...

    async def leave(self) -> None:
        """Is no longer counted."""
        ...


class LoadBalance:
    """Asks people to come back, to another server, while this one has more than its share."""

    def __init__(
        self,
        connections: ConnectionManager,
        loads: ServerLoads,
        clock: Clock,
        *,
        is_busy: Callable[[str], bool],
    ) -> None:
        """Looks after ``connections``.

        Args:
            connections: The sockets here.
            loads: What the others have.
            clock: The time.
            is_busy: Whether a session is being answered here; then it is left alone.
        """
        self._connections = connections
        self._loads = loads
        self._clock = clock
        self._is_busy = is_busy
        self._asked = frozenset[Connection]()

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Evens out for as long as the block runs."""
        try:
            async with beside(self._keep()):
                yield
        finally:
            await self._loads.leave()

    async def even_out(self) -> int:
        """Asks some to go, if there are too many; returns how many."""
        connections = self._connections.all()
        # Who was asked goes within two seconds.
        asked = self._asked.intersection(connections)
        staying = len(connections) - len(asked)
        too_many = surplus(staying, await self._loads.exchange(staying))
        longest_here = self._clock.now() - _STAYS
        idle = [
            one
            for one in connections
            if one not in asked
            and one.connected_at <= longest_here
            and not self._is_busy(one.session_id)
        ]
        leaving = idle[: min(too_many, ceil(len(connections) * _SHARE_AT_ONCE))]
        self._connections.ask_back(leaving, self._clock.now(), _REASON)
        self._asked = asked.union(leaving)
        return len(leaving)

    async def _keep(self) -> None:
        while True:
            if sent := await self.even_out():
                _log.info("sockets sent to other servers", count=sent)
            await asyncio.sleep(_ROUND_SECONDS)


def kept(balance: LoadBalance | None) -> AbstractAsyncContextManager[None]:
    """Keeps a balance, where there is more than one server."""
    return nullcontext() if balance is None else balance.kept()
