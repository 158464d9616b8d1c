"""A person at the socket of a running server."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import TypeVar

from websockets.asyncio.client import connect

from talknshop.schemas.events import (
    SERVER_EVENT,
    ClarificationEvent,
    DoneEvent,
    ResultsEvent,
    ServerEvent,
    TokenEvent,
)

_LONGEST_TURN_SECONDS = 60
_LARGEST_FRAME_BYTES = 16 * 1024 * 1024

E = TypeVar("E", bound=ServerEvent)


class Heard:
    """What one turn said."""

    def __init__(self, events: list[ServerEvent]) -> None:
        self.events = events

    @property
    def text(self) -> str:
        """The reply and the question, as a person reads them."""
        told = [e.data.content for e in self.events if isinstance(e, TokenEvent)]
        asked = [e.data.question for e in self.events if isinstance(e, ClarificationEvent)]
        return "".join([*told, *asked])

    @property
    def results(self) -> ResultsEvent:
        """The products; a turn without any fails."""
        return self.only(ResultsEvent)

    def only(self, kind: type[E]) -> E:
        """The one event of a kind."""
        [event] = [event for event in self.events if isinstance(event, kind)]
        return event


async def _talk(
    url: str, frames: Sequence[Mapping[str, object]], session: str | None
) -> list[Heard]:
    address = f"{url.replace('http', 'ws')}/ws/chat?user_id=somebody"
    heard: list[Heard] = []
    address += f"&session_id={session}" if session else ""
    async with connect(address, max_size=_LARGEST_FRAME_BYTES) as socket:
        await socket.recv()
        for frame in frames:
            await socket.send(json.dumps(frame))
            events: list[ServerEvent] = []
            while not events or not isinstance(events[-1], DoneEvent):
                received = await asyncio.wait_for(socket.recv(), _LONGEST_TURN_SECONDS)
                events.append(SERVER_EVENT.validate_json(received))
            heard.append(Heard(events))
    return heard


def talk(url: str, *said: str | dict[str, object], session: str | None = None) -> list[Heard]:
    """Says one thing after the other in one conversation; a dict is sent as the frame it is."""
    frames = [one if isinstance(one, dict) else {"type": "message", "message": one} for one in said]
    return asyncio.run(_talk(url, frames, session))
