"""``/ws/chat``: one task reads, one writes, one watches that the client is alive."""

import asyncio
from contextlib import suppress

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from talknshop.core.errors import RateLimitError, TalknShopError
from talknshop.core.metrics import ERRORS, MESSAGES
from talknshop.orchestrator.admission import Admission, Admitted
from talknshop.orchestrator.connections import Connection
from talknshop.orchestrator.container import Container
from talknshop.orchestrator.frame_parser import parse_frame
from talknshop.orchestrator.rate_limits import Bucket
from talknshop.schemas.events import (
    ErrorEvent,
    PingData,
    PingEvent,
    PongEvent,
    error_data,
)
from talknshop.schemas.frames import ClientFrame, FrameType

_POLICY_VIOLATION = 1008
_GOING_AWAY = 1001
# How long a client may take to read what comes before the end of its socket.
_CLOSE_SECONDS = 5.0
FULL_MESSAGE_CHARACTERS = 64 * 1024
"""A message of several events is sent once it is that long; it ends with a whole event."""

_log = structlog.stdlib.get_logger(__name__)


class ChatSocket:
    """Serves one socket from its greeting to its end."""

    def __init__(
        self,
        websocket: WebSocket,
        container: Container,
        *,
        heartbeat_seconds: float,
        stale_seconds: float,
    ) -> None:
        """Prepares to serve ``websocket``; ``serve`` does it."""
        self._websocket = websocket
        self._conversation = container.conversation
        self._connections = container.connections
        self._clock = container.clock
        self._metrics = container.metrics
        self._admission = Admission(container)
        self._rate_limits = container.rate_limits
        self._heartbeat_seconds = heartbeat_seconds
        self._stale_seconds = stale_seconds
        self._last_heard = self._clock.monotonic()
        self._reading: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Accepts the socket and works until either side ends it."""
        try:
            identity = await self._admission.identify(self._websocket)
        except TalknShopError as error:
            await self._websocket.accept()
            await self._refuse(error)
            return
        await self._websocket.accept(headers=self._admission.headers(self._websocket, identity))
        try:
            admitted = await self._admission.admit(self._websocket, identity)
        except TalknShopError as error:
            await self._refuse(error)
            return
        session = admitted.session
        connection = Connection(session.session_id, session.user_id, self._clock.now(), self._close)
        try:
            self._connections.add(connection)
        except RateLimitError as error:
            await self._close(_POLICY_VIOLATION, error.message)
            return
        try:
            with structlog.contextvars.bound_contextvars(session_id=session.session_id):
                await self._converse(connection, admitted)
        finally:
            self._connections.remove(connection)

    async def _converse(self, connection: Connection, admitted: Admitted) -> None:
        # The connection holds live events back already: none can fall between the two reads.
        session_id = connection.session_id
        newest = await self._conversation.last_seq(session_id) if admitted.resumed else 0
        connection.send_now(self._admission.greeting(admitted, newest))
        if admitted.last_seq is None:
            connection.release(after=newest)
        self._reading = asyncio.create_task(self._read(connection, admitted))
        tasks = [
            self._reading,
            asyncio.create_task(self._send(connection, takes_lines=admitted.takes_lines)),
            asyncio.create_task(self._watch(connection)),
        ]
        try:
            await asyncio.wait({self._reading})
            if not self._reading.cancelled():
                self._reading.result()
        except WebSocketDisconnect:
            pass
        except asyncio.QueueFull:
            # More happened during its replay than it has read.
            await self._close(_POLICY_VIOLATION, "Too many unread events; reconnect to go on")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, connection: Connection, admitted: Admitted) -> None:
        if admitted.last_seq is not None:
            await self._replay(connection, admitted.last_seq)
        await self._receive(connection, admitted)

    async def _replay(self, connection: Connection, after: int) -> None:
        connection.hold()
        newest = await self._conversation.last_seq(connection.session_id)
        async for event in self._conversation.replay(connection.session_id, after=after):
            await connection.replay(event)
        # Whoever names a place beyond the log still wants what comes.
        connection.release(after=min(after, newest))

    async def _receive(self, connection: Connection, admitted: Admitted) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            self._last_heard = self._clock.monotonic()
            connection.message_count += 1
            try:
                text = message.get("text")
                frame = parse_frame(text if text is not None else message.get("bytes") or b"")
                if frame.type is FrameType.DISCONNECT:
                    await self._close(1000, "Goodbye")
                    return
                await self._handle(frame, connection, admitted)
            except TalknShopError as error:
                self._metrics.increment(ERRORS, type=error.error_type)
                await connection.reply(self._error(connection.session_id, error))

    async def _handle(self, frame: ClientFrame, connection: Connection, admitted: Admitted) -> None:
        self._metrics.increment(MESSAGES, type=frame.type)
        match frame.type:
            case (
                FrameType.MESSAGE
                | FrameType.ANSWER
                | FrameType.EDIT
                | FrameType.RANK
                | FrameType.CONFIRM
            ):
                await self._take_turn(frame, admitted)
            case FrameType.FEEDBACK:
                async with self._rate_limits.counted(
                    Bucket.ADJUSTMENTS, admitted.identity.rate_key
                ):
                    await self._conversation.take_feedback(admitted.session, frame)
            case FrameType.CANCEL:
                await self._conversation.cancel(admitted.session)
            case FrameType.RESUME:
                await self._replay(connection, frame.last_seq or 0)
            case FrameType.PING:
                now = self._clock.now()
                await connection.reply(
                    PongEvent(
                        timestamp=now,
                        session_id=connection.session_id,
                        data=PingData(timestamp=now),
                    )
                )
            case FrameType.PONG | FrameType.DISCONNECT:
                pass

    async def _take_turn(self, frame: ClientFrame, admitted: Admitted) -> None:
        by_hand = frame.type in {FrameType.EDIT, FrameType.RANK, FrameType.CONFIRM}
        bucket = Bucket.ADJUSTMENTS if by_hand else Bucket.TURNS
        try:
            async with self._rate_limits.counted(bucket, admitted.identity.rate_key):
                await self._conversation.take_turn(admitted.session, frame)
        except TalknShopError as error:
            if isinstance(error, RateLimitError) and await self._conversation.knows(
                admitted.session, frame
            ):
                # It was taken before and is sent again: it costs nothing and starts nothing.
                return
            # A client with several messages under way must know which one was refused.
            error.details = {**error.details, "client_id": frame.client_id}
            raise

    async def _send(self, connection: Connection, *, takes_lines: bool) -> None:
        waiting = connection.outgoing
        while True:
            lines = [(await waiting.get()).model_dump_json()]
            size = len(lines[0])
            while takes_lines and size < FULL_MESSAGE_CHARACTERS and not waiting.empty():
                lines.append(waiting.get_nowait().model_dump_json())
                size += len(lines[-1])
            await self._websocket.send_text("\n".join(lines))
            for _ in lines:
                waiting.task_done()

    async def _watch(self, connection: Connection) -> None:
        while True:
            await asyncio.sleep(self._heartbeat_seconds)
            if self._clock.monotonic() - self._last_heard > self._stale_seconds:
                _log.info("stale connection closed", session_id=connection.session_id)
                await self._close(_GOING_AWAY, "No sign of life; reconnect to go on")
                return
            if connection.outgoing.empty():
                # Whoever still has events to read shows life by reading them.
                connection.send_now(self._ping(connection.session_id))

    async def _refuse(self, error: TalknShopError) -> None:
        event = self._error(self._websocket.query_params.get("session_id") or "", error)
        with suppress(WebSocketDisconnect, RuntimeError):
            await self._websocket.send_text(event.model_dump_json())
        await self._close(_POLICY_VIOLATION, error.message)

    async def _close(self, code: int, reason: str) -> None:
        if self._websocket.application_state is WebSocketState.CONNECTED:
            # RFC 6455 leaves 123 bytes for the reason.
            short = reason.encode()[:123].decode(errors="ignore")
            try:
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self._websocket.close(code, short)
            except TimeoutError:
                # It does not even read that it is to go: nobody waits for it any longer.
                if self._reading is not None:
                    self._reading.cancel()
            except RuntimeError:
                pass

    def _ping(self, session_id: str) -> PingEvent:
        now = self._clock.now()
        return PingEvent(timestamp=now, session_id=session_id, data=PingData(timestamp=now))

    def _pong(self, session_id: str) -> PongEvent:
        now = self._clock.now()
        return PongEvent(timestamp=now, session_id=session_id, data=PingData(timestamp=now))

    def _error(self, session_id: str, error: TalknShopError) -> ErrorEvent:
        return ErrorEvent(
            timestamp=self._clock.now(), session_id=session_id, data=error_data(error)
        )
