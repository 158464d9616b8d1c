"""The port of the event bus: news that a session's log has grown, for whoever has it open."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol


class Grown(NamedTuple):
    """A session's log has an event at this place now."""

    session_id: str
    seq: int


Hear = Callable[[Grown | None], None]
"""Is told each piece of news; None says that some may have been missed."""


class EventBus(Protocol):
    """Carries news between those who write logs and those who have sessions open.

    The log is the truth: news may be lost, may come twice and in any order, and say no more than
    where to look.
    """

    @property
    def joins_servers(self) -> bool:
        """Whether news of other processes come this way; where not, their logs are looked at."""
        ...

    def announce(self, grown: Grown) -> None:
        """Tells that a log has grown; returns at once, whatever becomes of it."""
        ...

    def following(self, hear: Hear) -> AbstractAsyncContextManager[None]:
        """Tells ``hear`` what is announced for as long as the block runs."""
        ...
