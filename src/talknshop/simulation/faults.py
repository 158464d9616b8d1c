"""Switches that make a simulated marketplace misbehave, and the layer that does it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

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
    """It says 429."""
    FAILING = "failing"
    """It says 500."""
    UNAUTHORIZED = "unauthorized"
    """It says 401 to everything but requests for tokens."""
    HALF_BROKEN = "half_broken"
    """Every second answer ends in the middle."""


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

    def __init__(self, app: ASGIApp, switch: Callable[[], Switch]) -> None:
        """Wraps ``app``; asks ``switch`` at every request."""
        self._app = app
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
            case Fault.THROTTLED:
                await _refuse(send, 429, "the request limit has been reached")
                return
            case Fault.FAILING:
                await _refuse(send, 500, "internal error")
                return
            case Fault.UNAUTHORIZED if not is_token:
                await _refuse(send, 401, "invalid access token")
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


async def _refuse(send: Send, status: int, message: str) -> None:
    body = orjson.dumps({"errors": [{"message": message}]})
    headers = [(b"content-type", b"application/json"), (b"x-talknshop-simulated", b"1")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


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
