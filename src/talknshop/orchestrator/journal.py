"""The journal: every event is stored before anybody sees it."""

import asyncio
from collections.abc import Callable

from talknshop.messaging.event_bus import Grown
from talknshop.orchestrator.run_repository import Run
from talknshop.schemas.event_types import EVENT_TYPES, LoggedEventData, RunEventData
from talknshop.schemas.events import (
    SERVER_EVENT,
    ServerEvent,
)
from talknshop.storage.event_log import EventLog, Fence, LoggedEvent, NewEvent

# Replay reads the log in pages of this size.
_PAGE = 500


class Journal:
    """Appends events to the log of their session and then publishes them."""

    def __init__(
        self,
        log: EventLog,
        publish: Callable[[ServerEvent], None],
        *,
        announce: Callable[[Grown], None] | None = None,
    ) -> None:
        """Stores in ``log`` and tells.

        Args:
            log: Where events are stored.
            publish: Reaches whoever is connected here.
            announce: Tells other servers that the log has grown, where there are any.
        """
        self._log = log
        self._publish = publish
        self._announce = announce

    async def write(self, run: Run, data: RunEventData) -> None:
        """Stores an event of a run and publishes it.

        Raises:
            ConflictError: The run was taken over; nothing was stored.
        """
        writing = asyncio.ensure_future(
            self._store_and_publish(run.session_id, data, run_id=run.run_id, fence=run.guard)
        )
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # Whoever cancels a run must not keep an event that is stored from who is connected.
            await asyncio.wait({writing})
            raise

    async def announce(
        self, session_id: str, data: LoggedEventData, *, once: str | None = None
    ) -> bool:
        """Stores an event that belongs to no run, and publishes it.

        Args:
            session_id: The session.
            data: The event.
            once: A name under which it is told in this session once only.

        Returns:
            Whether it was told; False when it had been before.
        """
        return await self._store_and_publish(session_id, data, once=once)

    async def _store_and_publish(
        self,
        session_id: str,
        data: LoggedEventData,
        *,
        run_id: str | None = None,
        fence: Fence | None = None,
        once: str | None = None,
    ) -> bool:
        new = NewEvent(EVENT_TYPES[type(data)], data.model_dump(mode="json"), run_id)
        stored = await self._log.append(session_id, [new], fence=fence, once=once)
        for logged in stored:
            self._publish(server_event(logged))
        if stored and self._announce is not None:
            self._announce(Grown(session_id, stored[-1].seq))
        return bool(stored)

    async def said(self, run: Run) -> list[ServerEvent]:
        """What a run has said so far, in order."""
        said: list[ServerEvent] = []
        after = 0
        while page := await self.read(run.session_id, after=after):
            said += [event for event in page if event.run_id == run.run_id]
            after = page[-1].seq or after
        return said

    async def read(self, session_id: str, *, after: int, limit: int = _PAGE) -> list[ServerEvent]:
        """Events with a greater ``seq`` than ``after``, in order."""
        return [
            server_event(logged)
            for logged in await self._log.read(session_id, after=after, limit=limit)
        ]

    async def last_seq(self, session_id: str) -> int:
        """The place of the newest event; 0 when there is none."""
        return await self._log.last_seq(session_id)


def server_event(logged: LoggedEvent) -> ServerEvent:
    """A logged event as it goes over the wire."""
    return SERVER_EVENT.validate_python(
        {
            "type": logged.type,
            "data": logged.data,
            "timestamp": logged.timestamp,
            "session_id": logged.session_id,
            "seq": logged.seq,
            "run_id": logged.run_id,
        }
    )
