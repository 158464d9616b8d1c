"""The port of the event bus: news of sessions, for whoever has them open or works on them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol, TypeAlias


class Grown(NamedTuple):
    """A session's log has an event at this place now."""

    session_id: str
    seq: int


class Cancelled(NamedTuple):
    """Nobody waits for the answer of a run any more; its record says so."""

    session_id: str
    run_id: str


News: TypeAlias = Grown | Cancelled
Hear = Callable[[News | None], None]
"""Is told each piece of news; None says that some may have been missed."""


class EventBus(Protocol):
    """Carries news between servers: to those who have sessions open, and to those who work on them.

    Logs and records are the truth: news may be lost, may come twice and in any order, and say no
    more than what stands there.
    """

    @property
    def joins_servers(self) -> bool:
        """Whether news of other processes come this way; where not, their logs are looked at."""
        ...

    def announce(self, news: News) -> None:
        """Tells what is stored already; returns at once, whatever becomes of it."""
        ...

    def following(self, hear: Hear) -> AbstractAsyncContextManager[None]:
        """Tells ``hear`` what is announced for as long as the block runs."""
        ...
