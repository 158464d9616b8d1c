"""Trying again before an answer begins, and asking a second model where the first cannot answer."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar, cast

import structlog

from talknshop.core.errors import TalknShopError
from talknshop.core.resilience import RetryPolicy, retrying
from talknshop.language.model_client import ModelAnswer, ModelCall, ModelClient, ModelUsage
from talknshop.language.model_errors import ModelError

T = TypeVar("T")

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _Opened:
    """A stream whose first piece is here."""

    first: str | ModelUsage
    rest: AsyncGenerator[str | ModelUsage]


class ResilientModelClient:
    """A model that is asked again when that helps, and perhaps a second one behind it.

    Nothing is repeated once a piece was given: what a person has read cannot be taken back here.
    """

    def __init__(
        self,
        first: ModelClient,
        second: ModelClient | None = None,
        *,
        policy: RetryPolicy,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Asks ``first`` as often as ``policy`` says, then ``second``."""
        self._first = first
        self._second = second
        self._policy = policy
        self._sleep = sleep
        self._jitter = jitter
        self._monotonic = monotonic

    @property
    def name(self) -> str:
        """The first model as configured, ``provider:model``."""
        return self._first.name

    async def answer(self, call: ModelCall) -> ModelAnswer:
        """Asks until there is a whole answer, or nothing that helps is left."""
        started = self._monotonic()
        answered = await self._asked(lambda client: client.answer(call))
        return replace(answered, usage=self._timed(answered.usage, started, None))

    async def stream(self, call: ModelCall) -> AsyncGenerator[str | ModelUsage]:
        """Asks until there is a first piece; from there on it is what it is."""
        started = self._monotonic()
        opened = await self._asked(lambda client: _open(client.stream(call)))
        first_ms = self._since(started)
        try:
            yield opened.first
            async for part in opened.rest:
                is_last = isinstance(part, ModelUsage)
                yield self._timed(part, started, first_ms) if is_last else part
        except ModelError as error:
            if error.usage is not None:
                error.usage = self._timed(error.usage, started, first_ms)
            raise
        finally:
            await opened.rest.aclose()

    async def aclose(self) -> None:
        """Closes both models."""
        await self._first.aclose()
        if self._second is not None:
            await self._second.aclose()

    async def _asked(self, ask: Callable[[ModelClient], Awaitable[T]]) -> T:
        second = self._second
        try:
            return await self._repeated(self._first, ask)
        except ModelError as error:
            if second is None or not error.other_model_helps:
                raise
            _log.warning(
                "second model is asked", model=second.name, instead_of=self.name,
                failure=error.failure,
            )  # fmt: skip
        return await self._repeated(second, ask)

    async def _repeated(self, client: ModelClient, ask: Callable[[ModelClient], Awaitable[T]]) -> T:
        # Each attempt keeps to the limits of its client.
        return await retrying(
            self._policy,
            lambda _seconds: ask(client),
            sleep=self._sleep,
            random=self._jitter,
            monotonic=self._monotonic,
            on_retry=_tell_of_retry,
        )

    def _timed(self, usage: ModelUsage, started: float, first_ms: float | None) -> ModelUsage:
        return replace(usage, latency_ms=self._since(started), first_token_ms=first_ms)

    def _since(self, started: float) -> float:
        return (self._monotonic() - started) * 1000


async def _open(stream: AsyncIterator[str | ModelUsage]) -> _Opened:
    # Streams of clients are generators; the port promises no more than iterators.
    rest = cast("AsyncGenerator[str | ModelUsage]", stream)
    return _Opened(await anext(rest), rest)


def _tell_of_retry(attempt: int, pause: float, error: TalknShopError) -> None:
    with suppress(KeyError):
        _log.info(
            "model is asked again", attempt=attempt, pause_seconds=round(pause, 2),
            model=error.details["model"], failure=error.details["failure"],
        )  # fmt: skip
