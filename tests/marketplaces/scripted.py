"""A marketplace on a real port of this machine that answers what a test tells it to."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from talknshop.core.clock import Clock, SystemClock
from talknshop.core.settings import load_settings
from talknshop.marketplaces.quota import MemoryQuotaLedger, QuotaLedger
from talknshop.marketplaces.registry import Sources, build_sources
from talknshop.testing.server import running


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    method: str
    path: str
    raw_path: str
    query: dict[str, list[str]]
    raw_query: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


Answering = Callable[[Asked], Response]


@dataclass
class ScriptedMarketplace:
    """Answers by ``script``; tokens are answered apart, each with another value."""

    script: Answering
    token_paths: frozenset[str] = frozenset()
    token: Answering | None = None
    asked: list[Asked] = field(default_factory=list[Asked])
    tokens_asked: list[Asked] = field(default_factory=list[Asked])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        request = Request(scope, receive)
        raw_query = scope["query_string"].decode()
        asked = Asked(
            request.method,
            unquote(scope["raw_path"].decode()),
            scope["raw_path"].decode(),
            parse_qs(raw_query),
            raw_query,
            dict(request.headers),
            await request.body(),
        )
        await self._answer(asked)(scope, receive, send)

    def _answer(self, asked: Asked) -> Response:
        if asked.path in self.token_paths:
            self.tokens_asked.append(asked)
            if self.token is not None:
                return self.token(asked)
            value = f"token-{len(self.tokens_asked)}"
            return JSONResponse({"access_token": value, "expires_in": 7200, "token_type": "x"})
        self.asked.append(asked)
        return self.script(asked)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


class Hanging(Response):
    """Sends nothing for as long as anybody waits."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, send
        await receive()  # the end of the request
        await receive()  # the client has gone away


class CutOff(Response):
    """Promises a hundred bytes more than it sends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        length = str(len(self.body) + 100).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        raise ConnectionError("the line goes dead")


def in_turn(*answers: Response) -> Answering:
    """Answers in order; the last one stays."""
    left = list(answers)

    def answer(asked: Asked) -> Response:
        del asked
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


def always(
    body: object, status: int = 200, *, headers: Mapping[str, str] | None = None
) -> Answering:
    """Answers the same each time."""
    return in_turn(JSONResponse(body, status, headers=headers))


@contextmanager
def served(marketplace: ScriptedMarketplace) -> Generator[str]:
    """Serves it and gives its base URL."""
    with running(marketplace) as url:
        yield url


async def _not_at_all(_seconds: float) -> None:
    await asyncio.sleep(0)


@asynccontextmanager
async def sources_of(
    settings: Mapping[str, object],
    *,
    clock: Clock | None = None,
    ledger: QuotaLedger | None = None,
) -> AsyncGenerator[Sources]:
    """The sources that some settings configure; tries again at once, and waits for no turn."""
    plain = {"http_retry_backoff": 0.01, "marketplace_timeout": 5.0}
    sources = build_sources(
        load_settings(**{**plain, **settings}),
        clock=clock or SystemClock(),
        ledger=ledger or MemoryQuotaLedger(),
        sleep=_not_at_all,
    )
    try:
        yield sources
    finally:
        await sources.aclose()
