"""A run's events as a ``text/event-stream``."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from talknshop.orchestrator.following import FollowedRun

MEDIA_TYPE = "text/event-stream"
_HEARTBEAT = ": still working\n\n"


class RunStream(StreamingResponse):
    """Each event a whole envelope in ``data:``, a comment as heartbeat, closed after ``done``."""

    def __init__(self, run: FollowedRun, *, heartbeat_seconds: float) -> None:
        """Tells ``run``, with a heartbeat whenever it says nothing for so long."""
        self._run = run
        self._chunks = _chunks(run, heartbeat_seconds)
        # Proxies that gather an answer before they pass it on would hold the words back.
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        super().__init__(self._chunks, media_type=MEDIA_TYPE, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the stream; whoever goes away stops listening, not the run."""
        try:
            async with aclosing(self._chunks):
                await super().__call__(scope, receive, send)
        finally:
            self._run.close()


async def _chunks(run: FollowedRun, heartbeat_seconds: float) -> AsyncGenerator[str]:
    async with aclosing(run.events(look_again_seconds=heartbeat_seconds)) as events:
        async for event in events:
            yield _HEARTBEAT if event is None else f"data: {event.model_dump_json()}\n\n"
