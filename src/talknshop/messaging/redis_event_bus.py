"""An event bus through Redis, for any number of servers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from talknshop.core.background import beside
from talknshop.core.redis_link import Commands, Listen, RedisAwayError, RedisLink, shared_key
from talknshop.messaging.event_bus import Cancelled, Grown, Hear, News

_CHANNEL = shared_key("grown")
_CANCELLED = "cancelled"
# After such a silence it is made sure that there is somebody to be heard at all.
_SILENCE_SECONDS = 5.0
_SECONDS_BETWEEN_TRIES = 0.25


class RedisEventBus:
    """Implements ``EventBus`` over one channel; what is announced meanwhile is told together."""

    joins_servers = True
    """See ``EventBus``."""

    def __init__(self, link: RedisLink) -> None:
        """Tells and hears through ``link``, whose owner closes it."""
        self._link = link
        self._untold: dict[str, int] = {}
        self._cancelled: list[Cancelled] = []
        self._news = asyncio.Event()

    def announce(self, news: News) -> None:
        """See ``EventBus``; while Redis is away, or nobody follows, nothing is told."""
        if self._link.is_away:
            return
        if isinstance(news, Grown):
            self._untold[news.session_id] = news.seq
        else:
            self._cancelled.append(news)
        self._news.set()

    @asynccontextmanager
    async def following(self, hear: Hear) -> AsyncGenerator[None]:
        """See ``EventBus``; what is announced on this bus goes out while the block runs."""
        async with beside(self._tell()), beside(self._hear(hear)):
            yield
            await self._tell_rest()

    async def _tell(self) -> None:
        while True:
            await self._news.wait()
            await self._tell_rest()

    async def _tell_rest(self) -> None:
        self._news.clear()
        grown, self._untold = self._untold, {}
        cancelled, self._cancelled = self._cancelled, []
        told = [f"{seq} {session_id}" for session_id, seq in grown.items()]
        told += [f"{_CANCELLED} {one.run_id} {one.session_id}" for one in cancelled]
        if not told:
            return

        async def publish(redis: Commands) -> None:
            async with redis.pipeline(transaction=False) as together:
                for one in told:
                    together.publish(_CHANNEL, one)
                await together.execute()

        # Whoever did not hear of it looks at the log, or at the record, before long.
        with suppress(RedisAwayError):
            await self._link.ask(publish)

    async def _hear(self, hear: Hear) -> None:
        while True:
            with suppress(RedisAwayError):
                async with self._link.subscribed(_CHANNEL) as listen:
                    hear(None)
                    await self._hear_all(listen, hear)
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)

    async def _hear_all(self, listen: Listen, hear: Hear) -> None:
        while True:
            told = await listen(_SILENCE_SECONDS)
            if told is None:
                await self._link.ping()
            elif (news := _news(told)) is not None:
                hear(news)


def _news(told: bytes) -> News | None:
    kind, _, rest = told.decode(errors="replace").partition(" ")
    if kind.isascii() and kind.isdigit() and rest:
        return Grown(rest, int(kind))
    run_id, _, session_id = rest.partition(" ")
    # Whoever else writes to the channel is not understood, and costs nothing.
    return Cancelled(session_id, run_id) if kind == _CANCELLED and session_id else None
