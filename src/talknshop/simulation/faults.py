"""Switches that make a simulated marketplace misbehave, and the layer that does it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Fault(StrEnum):
    """How a marketplace misbehaves."""

    NONE = "none"
    SLOW = "slow"
    """It answers after ``seconds``."""
    HANGING = "hanging"
    """It takes the request and never answers."""
    THROTTLED = "throttled"
    """It says that it is asked too often."""
    FAILING = "failing"
    """It says 500."""
    UNAUTHORIZED = "unauthorized"
    """It refuses the key, in everything but requests for tokens."""
    HALF_BROKEN = "half_broken"
    """Every second answer ends in the middle."""


class Refused(NamedTuple):
    """How a request is refused."""

    status: int
    body: Mapping[str, Any]


Refusals = Mapping[Fault, Refused]
"""What a marketplace says when it refuses, in its own format."""

TOKEN_REFUSED = Refused(
    503, {"error": "temporarily_unavailable", "error_description": "Please try again later."}
)
"""What an endpoint for tokens says, which speaks the format of RFC 6749."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A fault, and how long a slow answer takes."""

    fault: Fault = Fault.NONE
    seconds: float = 1.0


class FaultBoard:
    """The switches of all simulated marketplaces, by name."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Starts with every marketplace behaving well."""
        self.switches = dict.fromkeys(names, Switch())

    def set(self, name: str, switch: Switch) -> None:
        """Turns the switch of one marketplace.

        Raises:
            KeyError: There is no such marketplace.
        """
        if name not in self.switches:
            raise KeyError(name)
        self.switches[name] = switch


class FaultMiddleware:
    """Does to the answers of an application what its switch says."""

    def __init__(self, app: ASGIApp, switch: Callable[[], Switch], refusals: Refusals) -> None:
        """Wraps ``app``; asks ``switch`` at every request, and refuses in the words given."""
        self._app = app
        self._refusals = refusals
        self._switch = switch
        self._answers = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through, or answers in its place."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        switch = self._switch()
        is_token = scope["path"].endswith("/token")
        match switch.fault:
            case Fault.SLOW:
                await asyncio.sleep(switch.seconds)
            case Fault.HANGING:
                await _until_gone(receive)
                return
            case Fault.THROTTLED | Fault.FAILING:
                await _refuse(send, TOKEN_REFUSED if is_token else self._refusals[switch.fault])
                return
            case Fault.UNAUTHORIZED if not is_token:
                await _refuse(send, self._refusals[switch.fault])
                return
            case Fault.HALF_BROKEN if not is_token:
                self._answers += 1
                if self._answers % 2:
                    await self._app(scope, receive, _cut(send))
                    return
            case _:
                pass
        await self._app(scope, receive, send)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, refused: Refused) -> None:
    headers = [(b"content-type", b"application/json"), (b"x-talknshop-simulated", b"1")]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(refused.body)})


def _cut(send: Send) -> Send:
    """Sends the first half of a body as if it were all of it."""

    async def cut(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
            message = {**message, "headers": kept}
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            message = {**message, "body": body[: len(body) // 2]}
        await send(message)

    return cut
