"""The port of the event log: what a session was told, in order, for ever repeatable."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event before it has its place."""

    type: str
    data: dict[str, Any]
    """Plain JSON."""
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event with its place: ``seq`` counts from 1 without gaps within the session."""

    session_id: str
    seq: int
    type: str
    data: dict[str, Any]
    run_id: str | None
    timestamp: datetime


@dataclass(frozen=True, slots=True)
class Fence:
    """A record whose ``fence`` must still be ``number`` for a write to count.

    Whoever takes work over raises the number and then calls ``EventLog.raise_fence``; what the one
    before still writes is refused.
    """

    partition: str
    sort: str
    number: int


class EventLog(Protocol):
    """Keeps the events of sessions."""

    async def append(
        self,
        session_id: str,
        events: Sequence[NewEvent],
        *,
        fence: Fence | None = None,
        once: str | None = None,
    ) -> list[LoggedEvent]:
        """Adds events in one commit and returns them with their places, durable.

        Args:
            session_id: The session.
            events: What to add.
            fence: Must still hold.
            once: A name under which events are added to a session once only: under the same name
                again nothing is, and the list is empty.

        Raises:
            ConflictError: The fence was raised (``raise_fence``), or its record is gone; nothing
                was added.
        """
        ...

    async def raise_fence(self, session_id: str) -> None:
        """Is called by whoever has taken work over, once the record of its fence says so.

        After it returns, nothing can be added to the session under the number before.
        """
        ...

    async def read(self, session_id: str, *, after: int, limit: int) -> list[LoggedEvent]:
        """Events with a greater ``seq`` than ``after``, in order, at most ``limit``."""
        ...

    async def last_seq(self, session_id: str) -> int:
        """The place of the newest event; 0 when there is none."""
        ...

    async def last_seqs(self, session_ids: Collection[str]) -> dict[str, int]:
        """The places of the newest events of sessions, those that have any."""
        ...

    async def written_elsewhere(self) -> bool:
        """Whether other processes may have added something since this was last asked.

        Cheap enough to be asked many times a second. The first answer is True; an engine that
        cannot tell says so again and again, at most once a second.
        """
        ...

    async def delete(self, session_id: str) -> None:
        """Removes every event of a session; what is added later counts from 1 again."""
        ...
