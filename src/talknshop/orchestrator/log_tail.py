"""Tells connections here what other processes have written to the log of their session."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import structlog

from talknshop.core.background import beside
from talknshop.core.errors import TalknShopError
from talknshop.orchestrator.connections import ConnectionManager
from talknshop.orchestrator.journal import Journal
from talknshop.storage.event_log import EventLog

_LOOK_SECONDS = 0.1

_log = structlog.stdlib.get_logger(__name__)


class LogTail:
    """Follows the log where this process is not the only one that writes it."""

    def __init__(self) -> None:
        """Knows of no gap yet."""
        self._gap = asyncio.Event()

    def notice_gap(self) -> None:
        """A connection lacks events: they are looked for at once."""
        self._gap.set()

    @asynccontextmanager
    async def following(
        self, log: EventLog, journal: Journal, connections: ConnectionManager
    ) -> AsyncGenerator[None]:
        """Publishes what others write for as long as the block runs."""
        async with beside(self._follow(log, journal, connections)):
            yield

    async def _follow(
        self, log: EventLog, journal: Journal, connections: ConnectionManager
    ) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._gap.wait()
            if not connections.count:
                continue
            try:
                if await log.written_elsewhere() or self._gap.is_set():
                    self._gap.clear()
                    await catch_up(log, journal, connections)
            except TalknShopError as error:
                _log.warning("log of other processes not read", reason=error.message)


async def catch_up(log: EventLog, journal: Journal, connections: ConnectionManager) -> None:
    """Publishes every event that a connection lacks, in order.

    Raises:
        DatabaseError: The log cannot be read.
    """
    places = connections.places()
    newest = await log.last_seqs(places)
    for session_id, place in places.items():
        while place < newest.get(session_id, 0):
            events = await journal.read(session_id, after=place)
            for event in events:
                connections.publish(event)
                place = event.seq or place  # noqa: PLW2901
            if not events:
                break
