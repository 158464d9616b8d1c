"""The journal: every event is stored before anybody sees it."""

from collections.abc import Callable, Sequence

from talknshop.schemas.events import EVENT_TYPES, SERVER_EVENT, RunEventData, ServerEvent
from talknshop.storage.event_log import EventLog, LoggedEvent, NewEvent

# Replay reads the log in pages of this size.
_PAGE = 500


class Journal:
    """Appends events to the log of their session and then publishes them."""

    def __init__(self, log: EventLog, publish: Callable[[ServerEvent], None]) -> None:
        """Stores in ``log``; ``publish`` reaches whoever is connected."""
        self._log = log
        self._publish = publish

    async def write(self, session_id: str, run_id: str, events: Sequence[RunEventData]) -> None:
        """Stores events in one commit and publishes them in order."""
        new = [
            NewEvent(EVENT_TYPES[type(data)], data.model_dump(mode="json"), run_id)
            for data in events
        ]
        for logged in await self._log.append(session_id, new):
            self._publish(server_event(logged))

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
