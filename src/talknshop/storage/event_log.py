"""The port of the event log: what a session was told, in order, for ever repeatable."""

from collections.abc import Sequence
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


class EventLog(Protocol):
    """Keeps the events of sessions."""

    async def append(self, session_id: str, events: Sequence[NewEvent]) -> list[LoggedEvent]:
        """Adds events in one commit and returns them with their places, durable."""
        ...

    async def read(self, session_id: str, *, after: int, limit: int) -> list[LoggedEvent]:
        """Events with a greater ``seq`` than ``after``, in order, at most ``limit``."""
        ...

    async def last_seq(self, session_id: str) -> int:
        """The place of the newest event; 0 when there is none."""
        ...
