"""Starting a turn and following its run to the end, for whoever has no socket.

What is followed is the log: a run that began before, or that another process works on, is told as
well. The connection only says that the log has grown.
"""

import asyncio
from collections.abc import AsyncGenerator

from talknshop.core.clock import Clock
from talknshop.orchestrator.connections import Connection, ConnectionManager
from talknshop.orchestrator.service import ConversationService
from talknshop.schemas.events import DoneEvent, ServerEvent
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.session import SessionState


class FollowedRun:
    """A run and what it says; ``close`` it when nobody listens any more, which does not end it."""

    def __init__(
        self,
        run_id: str,
        conversation: ConversationService,
        connections: ConnectionManager,
        connection: Connection,
        *,
        after: int,
    ) -> None:
        """Follows ``run_id`` from the place ``after`` of its session's log."""
        self.run_id = run_id
        self.session_id = connection.session_id
        self._conversation = conversation
        self._connections = connections
        self._connection = connection
        self._after = after

    async def events(self, *, look_again_seconds: float) -> AsyncGenerator[ServerEvent | None]:
        """What the run says, to its ``done``.

        Args:
            look_again_seconds: When nothing was heard for so long, yields None and reads the log:
                what other processes write is not announced here.
        """
        while True:
            async for event in self._conversation.replay(self.session_id, after=self._after):
                self._after = event.seq or self._after
                if event.run_id == self.run_id:
                    yield event
                    if isinstance(event, DoneEvent):
                        return
            if not await self._grown(look_again_seconds):
                yield None

    async def _grown(self, timeout_seconds: float) -> bool:
        news = self._connection.outgoing
        try:
            async with asyncio.timeout(timeout_seconds):
                await news.get()
        except TimeoutError:
            return False
        while not news.empty():
            news.get_nowait()
        return True

    def close(self) -> None:
        """Stops listening."""
        self._connections.remove(self._connection)


class TurnStarter:
    """Takes turns in and hands out the runs that answer them."""

    def __init__(
        self, conversation: ConversationService, connections: ConnectionManager, clock: Clock
    ) -> None:
        """Works on the conversation that sockets work on."""
        self._conversation = conversation
        self._connections = connections
        self._clock = clock

    async def start(self, session: SessionState, frame: ClientFrame) -> FollowedRun:
        """Stores a turn, or finds the run that an earlier one of the same ``client_id`` began.

        Raises:
            RateLimitError: Too many connections are open, or too many turns of the session wait;
                nothing was stored.
        """
        connection = Connection(
            session.session_id, session.user_id, self._clock.now(), _nothing_to_close
        )
        self._connections.add(connection)
        try:
            newest = await self._conversation.last_seq(session.session_id)
            connection.release(after=newest)
            # A turn that was sent before has said something already, perhaps everything.
            after = 0 if frame.client_id is not None else newest
            run_id = await self._conversation.take_turn(session, frame)
        except BaseException:
            self._connections.remove(connection)
            raise
        return FollowedRun(run_id, self._conversation, self._connections, connection, after=after)


async def _nothing_to_close(code: int, reason: str) -> None:
    """The answer goes on from the log, only less promptly."""
    del code, reason
