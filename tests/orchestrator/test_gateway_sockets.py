"""What a server of sockets sees of a connection that API Gateway keeps."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from talknshop.core.errors import ExternalServiceError, RateLimitError
from talknshop.orchestrator.gateway.clients import ClientGoneError
from talknshop.orchestrator.gateway.gateway import Gateway
from talknshop.orchestrator.gateway.owners import OnlyOwner
from talknshop.orchestrator.gateway.sockets import GatewaySockets
from talknshop.testing.clock import ManualClock


class Posted:
    """The gateway: refuses so many times, and keeps what it takes."""

    def __init__(self, *, gone: int = 0, fails: bool = False) -> None:
        self.gone = gone
        self.fails = fails
        self.texts: list[str] = []
        self.closed: list[str] = []

    async def post(self, connection_id: str, text: str) -> None:
        if self.fails:
            raise ExternalServiceError("It does not answer.")
        if self.gone:
            self.gone -= 1
            raise ClientGoneError(connection_id)
        self.texts.append(text)

    async def close(self, connection_id: str) -> None:
        self.closed.append(connection_id)


class Echo:
    """Says what it hears, and how it ended."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.ended_by: BaseException | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        try:
            assert (await receive())["type"] == "websocket.connect"
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": '"welcome"'})
            while (message := await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": message["text"]})
            await send({"type": "websocket.close", "code": 1000})
        except OSError as error:
            self.ended_by = error
        finally:
            self.ended.set()


def say_much(sockets: GatewaySockets) -> None:
    for _ in range(1000):
        sockets.hear("c1", "{}")


async def test_a_greeting_waits_until_the_connection_is_there() -> None:
    posted, echo = Posted(gone=3), Echo()
    sockets = GatewaySockets(posted)
    async with sockets.serving():
        sockets.open("c1", {}, echo)
        assert sockets.hear("c1", '"hello"')
        assert sockets.hear("c1", None)
        await asyncio.wait_for(echo.ended.wait(), 20)
    assert (posted.texts, posted.closed) == (['"welcome"', '"hello"'], ["c1"])
    assert not sockets.hear("c1", '"still there?"')


async def test_who_has_gone_is_served_no_longer() -> None:
    posted, echo = Posted(), Echo()
    sockets = GatewaySockets(posted)
    async with sockets.serving():
        sockets.open("c1", {}, echo)
        while not posted.texts:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        posted.gone = 1
        sockets.hear("c1", '"hello"')
        await asyncio.wait_for(echo.ended.wait(), 20)
    assert isinstance(echo.ended_by, OSError)
    assert posted.texts == ['"welcome"']


async def test_where_the_gateway_cannot_be_asked_the_socket_ends() -> None:
    echo = Echo()
    sockets = GatewaySockets(Posted(fails=True))
    async with sockets.serving():
        sockets.open("c1", {}, echo)
        await asyncio.wait_for(echo.ended.wait(), 20)
    assert "does not answer" in str(echo.ended_by)


async def test_who_says_more_than_is_read_is_refused() -> None:
    async def deaf(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive, send
        await asyncio.Event().wait()

    sockets = GatewaySockets(Posted())
    async with sockets.serving():
        sockets.open("c1", {}, deaf)
        with pytest.raises(RateLimitError):
            say_much(sockets)
        # That it has gone is heard in any case.
        assert sockets.hear("c1", None)


async def test_who_is_served_nowhere_is_asked_to_come_back() -> None:
    posted = Posted()
    gateway = Gateway(posted, OnlyOwner(), ManualClock())
    async with gateway.at_work():
        await gateway.say("c1", "{}")
        await gateway.disconnect("c1")
    assert '"reconnect"' in posted.texts[0]
