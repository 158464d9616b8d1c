"""The port of open sessions: which conversations a person has open, at whichever server."""

from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Protocol

from talknshop.orchestrator.connections import ConnectionManager


class OpenSessions(Protocol):
    """Knows who is connected, for news that go to every open conversation of a person."""

    async def of(self, user_id: str) -> list[str]:
        """The sessions that a person has open, or had until a moment ago."""
        ...

    def following(self) -> AbstractAsyncContextManager[None]:
        """Tells other servers what is open here for as long as the block runs."""
        ...


class ProcessOpenSessions:
    """Implements ``OpenSessions`` for the connections of this process."""

    def __init__(self, connections: ConnectionManager) -> None:
        """Looks at ``connections``."""
        self._connections = connections

    async def of(self, user_id: str) -> list[str]:
        """See ``OpenSessions``."""
        return self._connections.sessions_of(user_id)

    def following(self) -> AbstractAsyncContextManager[None]:
        """See ``OpenSessions``; nobody else asks."""
        return nullcontext()
