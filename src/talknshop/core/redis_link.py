"""The way to the Redis that servers share: asked within a moment, left alone while it is away.

What is kept there only makes several servers act as one. Nobody may wait for it: whoever asks gets
an answer or an error within the limit, and after one failure nobody asks until a look beside all
work has found it back.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeAlias, TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from talknshop.core.errors import ExternalServiceError
from talknshop.core.resilience import CircuitState

T = TypeVar("T")

DEPENDENCY = "redis"
"""Its name in the metric of circuits."""

_PREFIX = "talknshop:v1:"
# Everybody waits for a place within the limit; more connections would only queue in Redis.
_CONNECTIONS = 32
# A look beside all work may take as long as a connection takes to be made.
_LOOK_LIMIT_SECONDS = 1.0
_SECONDS_BETWEEN_LOOKS = 0.25

_log = structlog.stdlib.get_logger(__name__)


Commands: TypeAlias = Any
"""The client of Redis, whose commands return what can be awaited."""

Listen = Callable[[float], Awaitable[bytes | None]]
"""Waits so many seconds for a message; None when none came."""


class RedisAwayError(ExternalServiceError):
    """Redis did not answer in time, or not at all; what it is asked for is done without it."""


class Script(Protocol):
    """A script that Redis runs in one piece (``RedisLink.script``)."""

    async def __call__(self, keys: Sequence[str], args: Sequence[str | int | float]) -> list[Any]:
        """Runs it; what a list of it holds is for its caller to know.

        Raises:
            RedisAwayError: It could not be run.
        """
        ...


def shared_key(*parts: str) -> str:
    """The key of a value; its version is raised when what is kept there changes its form."""
    return _PREFIX + ":".join(parts)


class RedisLink:
    """One Redis, for use from one event loop."""

    def __init__(
        self,
        url: str,
        *,
        limit_seconds: float,
        on_state: Callable[[str, CircuitState], None] | None = None,
    ) -> None:
        """Connects when it is first asked.

        Args:
            url: Where it is, such as ``redis://cache:6379/0``.
            limit_seconds: How long anybody waits for an answer.
            on_state: Told whether it is asked, for metrics.
        """
        # Typed for clients that wait and for those that do not, as both at once.
        connections: Any = BlockingConnectionPool
        pool = connections.from_url(
            url,
            max_connections=_CONNECTIONS,
            timeout=_LOOK_LIMIT_SECONDS,
            socket_connect_timeout=_LOOK_LIMIT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._redis: Commands = Redis(connection_pool=pool)
        self._limit = limit_seconds
        self._on_state = on_state
        self._away: str | None = None
        self._given_up: set[asyncio.Future[Any]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._report(CircuitState.CLOSED)

    @property
    def is_away(self) -> bool:
        """Whether nobody asks at present."""
        return self._away is not None

    async def ask(self, operation: Callable[[Commands], Awaitable[T]]) -> T:
        """Asks once; ``operation`` is given the client.

        Raises:
            RedisAwayError: It is away, or did not answer within the limit.
        """
        if self._away is not None:
            raise RedisAwayError(self._away)
        asking = asyncio.ensure_future(operation(self._redis))
        try:
            await asyncio.wait({asking}, timeout=self._limit)
            # A loop that was busy itself finds the answer and the end of the limit together.
            for _ in range(3):
                if not asking.done():
                    await asyncio.sleep(0)
        finally:
            if not asking.done():
                self._give_up(asking)
        if asking.cancelled() or not asking.done():
            raise self._gone(f"Redis did not answer within {self._limit * 1000:g} ms.")
        try:
            return asking.result()
        except (RedisError, OSError) as error:
            raise self._gone(f"Redis cannot be asked ({type(error).__name__}).") from error

    def script(self, source: str) -> Script:
        """A script of Lua, whose digest alone is sent once Redis knows it."""
        registered = self._redis.register_script(source)

        async def run(keys: Sequence[str], args: Sequence[str | int | float]) -> list[Any]:
            answer: list[Any] = await self.ask(
                lambda redis: registered(keys=list(keys), args=list(args), client=redis)
            )
            return answer

        return run

    @asynccontextmanager
    async def subscribed(self, channel: str) -> AsyncGenerator[Listen]:
        """Listens to a channel on a connection of its own.

        Raises:
            RedisAwayError: Redis went away, also while it was listened to.
        """
        async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
            try:
                async with asyncio.timeout(_LOOK_LIMIT_SECONDS):
                    await subscription.subscribe(channel)

                async def listen(seconds: float) -> bytes | None:
                    message: Any = await subscription.get_message(timeout=seconds)
                    return None if message is None else message["data"]

                yield listen
            except (RedisError, OSError, TimeoutError) as error:
                raise RedisAwayError("Redis cannot be listened to.") from error

    async def ping(self) -> None:
        """Makes sure that somebody answers.

        Raises:
            RedisAwayError: Nobody does.
        """
        await self.ask(lambda redis: redis.ping())

    async def aclose(self) -> None:
        """Ends what is under way and closes the connections."""
        if self._looking is not None:
            self._looking.cancel()
        under_way = [*self._given_up, *([self._looking] if self._looking else [])]
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._redis.aclose(close_connection_pool=True)

    def _give_up(self, asking: "asyncio.Future[T]") -> None:
        asking.cancel()
        self._given_up.add(asking)
        asking.add_done_callback(self._forget)

    def _forget(self, asking: "asyncio.Future[T]") -> None:
        self._given_up.discard(asking)
        if not asking.cancelled():
            # Looked at, so that a failure nobody waited for is not reported as forgotten.
            asking.exception()

    def _gone(self, reason: str) -> RedisAwayError:
        if self._away is None:
            self._away = reason
            _log.warning("redis is away: each server counts and remembers alone", reason=reason)
            self._report(CircuitState.OPEN)
            self._looking = asyncio.create_task(self._look_until_back())
        return RedisAwayError(reason)

    async def _look_until_back(self) -> None:
        while self._away is not None:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            try:
                async with asyncio.timeout(_LOOK_LIMIT_SECONDS):
                    await self._redis.ping()
            except (RedisError, OSError, TimeoutError):
                continue
            self._away = None
        _log.info("redis is back: servers count and remember together")
        self._report(CircuitState.CLOSED)

    def _report(self, state: CircuitState) -> None:
        if self._on_state is not None:
            self._on_state(DEPENDENCY, state)
