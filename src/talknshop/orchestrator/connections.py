"""Open sockets: who is connected to which session, and how events reach them."""

import asyncio
import secrets
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from talknshop.core.errors import RateLimitError
from talknshop.schemas.events import ReconnectData, ReconnectEvent, ServerEvent

# A client that lets this many events pile up is cut off; it resumes from its last one.
_MOST_WAITING_EVENTS = 2000

_RECONNECT_AFTER_MS = 500
_RECONNECT_SPREAD_MS = 1000

_log = structlog.stdlib.get_logger(__name__)


class Closer(Protocol):
    """Closes a socket from outside its own task."""

    async def __call__(self, code: int, reason: str) -> None:
        """Closes with a code of RFC 6455 and a reason of at most 123 bytes."""
        ...


@dataclass(eq=False, slots=True)
class Connection:
    """One open socket and what waits to be sent on it."""

    session_id: str
    user_id: str
    connected_at: datetime
    close: Closer
    message_count: int = 0
    outgoing: asyncio.Queue[ServerEvent] = field(
        default_factory=lambda: asyncio.Queue(_MOST_WAITING_EVENTS)
    )
    _last_seq: int = 0
    _held: list[ServerEvent] | None = field(default_factory=list["ServerEvent"])

    def hold(self) -> None:
        """Keeps live events back until ``release``; a new connection begins that way."""
        if self._held is None:
            self._held = []

    async def replay(self, event: ServerEvent) -> None:
        """Queues an older event, waiting while the client catches up."""
        self._last_seq = max(self._last_seq, event.seq or 0)
        await self.outgoing.put(event)

    async def reply(self, event: ServerEvent) -> None:
        """Queues the answer to a frame of this client; its next frame waits until there is room."""
        await self.outgoing.put(event)

    def release(self, *, after: int = 0) -> None:
        """Sends what was held back, without what the replay has sent already.

        Args:
            after: A place up to which the client wants nothing.
        """
        self._last_seq = max(self._last_seq, after)
        held, self._held = self._held or [], None
        for event in held:
            self.offer(event)

    @property
    def last_seq(self) -> int | None:
        """The place up to which everything was queued; None while live events are held back."""
        return self._last_seq if self._held is None else None

    def lacks_what_precedes(self, event: ServerEvent) -> bool:
        """Whether events before this one were not offered; another process has written them."""
        return self._held is None and (event.seq or 0) > self._last_seq + 1

    def offer(self, event: ServerEvent) -> None:
        """Queues an event; one whose place was passed already is dropped.

        Raises:
            asyncio.QueueFull: The client does not read.
        """
        if self._held is not None:
            self._held.append(event)
        elif event.seq is None or event.seq > self._last_seq:
            self.send_now(event)

    def send_now(self, event: ServerEvent) -> None:
        """Queues an event past whatever is held back, such as a greeting.

        Raises:
            asyncio.QueueFull: The client does not read.
        """
        if event.seq is not None:
            self._last_seq = max(self._last_seq, event.seq)
        self.outgoing.put_nowait(event)


def _nobody(session_id: str) -> None:
    """Whoever has the log to themselves lacks nothing."""
    del session_id


class ConnectionManager:
    """Keeps the open connections by session."""

    def __init__(self, limit: int, *, on_gap: Callable[[str], None] = _nobody) -> None:
        """Allows ``limit`` open connections.

        Args:
            limit: How many.
            on_gap: Is told a session of which a connection lacks events; whoever reads the log
                publishes them.
        """
        self._limit = limit
        self._on_gap = on_gap
        self._by_session: dict[str, set[Connection]] = {}
        self._count = 0
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many connections are open."""
        return self._count

    def add(self, connection: Connection) -> None:
        """Registers a connection; from now on it gets the session's events.

        Raises:
            RateLimitError: The limit is reached.
        """
        if self._count >= self._limit:
            raise RateLimitError("Connection limit reached", retry_after_seconds=30)
        self._by_session.setdefault(connection.session_id, set()).add(connection)
        self._count += 1

    def remove(self, connection: Connection) -> None:
        """Forgets a connection; forgetting it twice is fine."""
        connections = self._by_session.get(connection.session_id, set())
        if connection in connections:
            connections.remove(connection)
            self._count -= 1
        if not connections:
            self._by_session.pop(connection.session_id, None)

    def of_session(self, session_id: str) -> frozenset[Connection]:
        """The connections of a session."""
        return frozenset(self._by_session.get(session_id, set()))

    def places(self, only: Collection[str] | None = None) -> dict[str, int]:
        """How far sessions were told; where connections of one differ, the one furthest back.

        Args:
            only: The sessions that are asked about; None asks about every open one.
        """
        places: dict[str, int] = {}
        for session_id in self._by_session if only is None else only:
            reached = [c.last_seq for c in self.of_session(session_id) if c.last_seq is not None]
            if reached:
                places[session_id] = min(reached)
        return places

    def lacks(self, session_id: str, seq: int) -> bool:
        """Whether a connection here was not told, or may not have been, what stands at ``seq``."""
        connections = self._by_session.get(session_id, set())
        return any(c.last_seq is None or c.last_seq < seq for c in connections)

    def holds_back(self, session_id: str) -> bool:
        """Whether a connection of the session is still being replayed to."""
        return any(c.last_seq is None for c in self._by_session.get(session_id, set()))

    def sessions_of(self, user_id: str) -> list[str]:
        """The sessions that a user has open."""
        return sorted({c.session_id for c in self.all() if c.user_id == user_id})

    def all(self) -> list[Connection]:
        """Every open connection."""
        return [c for connections in self._by_session.values() for c in connections]

    def publish(self, event: ServerEvent) -> None:
        """Hands an event to every connection of its session; a slow one is cut off."""
        for connection in self.of_session(event.session_id):
            if connection.lacks_what_precedes(event):
                self._on_gap(event.session_id)
                continue
            try:
                connection.offer(event)
            except asyncio.QueueFull:
                _log.warning("slow client cut off", session_id=event.session_id)
                self.remove(connection)
                self._close(connection, 1008, "Too many unread events; reconnect to go on")

    def announce_restart(self, now: datetime) -> None:
        """Tells everybody that the server goes away; clients come back by themselves."""
        self.ask_back(self.all(), now, "The server is restarting")

    def ask_back(self, connections: Iterable[Connection], now: datetime, reason: str) -> None:
        """Asks clients to close their sockets and to come back."""
        for connection in connections:
            # Spread over a second, so that they do not all come back at once.
            after_ms = _RECONNECT_AFTER_MS + secrets.randbelow(_RECONNECT_SPREAD_MS)
            data = ReconnectData(reason=reason, after_ms=after_ms)
            event = ReconnectEvent(timestamp=now, session_id=connection.session_id, data=data)
            with suppress(asyncio.QueueFull):
                connection.send_now(event)

    async def flush(self, timeout_seconds: float) -> None:
        """Waits until what is queued was handed to the sockets, but no longer than the timeout."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                await asyncio.gather(*(connection.outgoing.join() for connection in self.all()))

    async def shutdown(self) -> None:
        """Closes every connection with 1001."""
        for connection in self.all():
            self.remove(connection)
            self._close(connection, 1001, "The server is restarting")
        await asyncio.gather(*self._closing, return_exceptions=True)

    def _close(self, connection: Connection, code: int, reason: str) -> None:
        task = asyncio.create_task(connection.close(code, reason))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
