"""Tells connections here what other processes have written to the log of their session."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager, suppress

import structlog

from talknshop.core.background import beside
from talknshop.core.errors import TalknShopError
from talknshop.messaging.event_bus import EventBus, Grown, Hear, News
from talknshop.orchestrator.connections import ConnectionManager
from talknshop.orchestrator.journal import Journal
from talknshop.storage.event_log import EventLog

_LOOK_SECONDS = 0.1
# Where news come, the log is looked at only for those that were lost.
_LOOK_SECONDS_BESIDE_NEWS = 1.0
# A connection that is being replayed to knows soon how far it was told.
_SECONDS_UNTIL_REPLAYED = 0.02

_log = structlog.stdlib.get_logger(__name__)


class LogTail:
    """Follows the log where this process is not the only one that writes it."""

    def __init__(self, bus: EventBus) -> None:
        """Hears through ``bus`` which logs have grown."""
        self._bus = bus
        self._look_seconds = _LOOK_SECONDS_BESIDE_NEWS if bus.joins_servers else _LOOK_SECONDS
        self._grown: set[str] = set()
        self._news = asyncio.Event()
        self._everything = True

    def notice_gap(self, session_id: str) -> None:
        """A connection of the session lacks events: they are looked for at once."""
        self._grown.add(session_id)
        self._news.set()

    @asynccontextmanager
    async def following(
        self, log: EventLog, journal: Journal, connections: ConnectionManager, *, also: Hear
    ) -> AsyncGenerator[None]:
        """Publishes what others write for as long as the block runs; ``also`` hears all news."""

        def hear(news: News | None) -> None:
            also(news)
            if news is None:
                self._everything = True
                self._news.set()
            elif isinstance(news, Grown) and connections.lacks(news.session_id, news.seq):
                self.notice_gap(news.session_id)

        async with (
            self._bus.following(hear),
            beside(self._follow(log, journal, connections)),
        ):
            yield

    async def _follow(
        self, log: EventLog, journal: Journal, connections: ConnectionManager
    ) -> None:
        loop = asyncio.get_running_loop()
        look_at = loop.time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(look_at):
                    await self._news.wait()
            self._news.clear()
            grown, self._grown = self._grown, set()
            is_time = self._everything or loop.time() >= look_at
            if is_time:
                look_at = loop.time() + self._look_seconds
            if not connections.count:
                continue
            try:
                if is_time and (await log.written_elsewhere() or self._everything):
                    self._everything = False
                    await catch_up(log, journal, connections)
                elif grown:
                    await catch_up(log, journal, connections, only=grown)
            except TalknShopError as error:
                # Looked for again with the next look, whoever has written since.
                self._everything = True
                _log.warning("log of other processes not read", reason=error.message)
                await asyncio.sleep(self._look_seconds)
            if held := {one for one in grown if connections.holds_back(one)}:
                self._grown |= held
                loop.call_later(_SECONDS_UNTIL_REPLAYED, self._news.set)


async def catch_up(
    log: EventLog,
    journal: Journal,
    connections: ConnectionManager,
    *,
    only: Collection[str] | None = None,
) -> None:
    """Publishes every event that a connection lacks, in order.

    Args:
        log: Where the newest places are.
        journal: Reads the events.
        connections: Whom they are published to.
        only: The sessions to look for; None looks for all that are open.

    Raises:
        DatabaseError: The log cannot be read.
    """
    places = connections.places(only)
    if not places:
        return
    newest = await log.last_seqs(places)
    for session_id, place in places.items():
        while place < newest.get(session_id, 0):
            events = await journal.read(session_id, after=place)
            for event in events:
                connections.publish(event)
                place = event.seq or place  # noqa: PLW2901
            if not events:
                break
