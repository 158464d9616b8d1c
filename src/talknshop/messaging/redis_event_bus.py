"""An event bus through Redis, for any number of servers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from talknshop.core.background import beside
from talknshop.core.redis_link import Commands, Listen, RedisAwayError, RedisLink, shared_key
from talknshop.messaging.event_bus import Grown, Hear

_CHANNEL = shared_key("grown")
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
        self._news = asyncio.Event()

    def announce(self, grown: Grown) -> None:
        """See ``EventBus``; while Redis is away, or nobody follows, nothing is told."""
        if not self._link.is_away:
            self._untold[grown.session_id] = grown.seq
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
        untold, self._untold = self._untold, {}
        if not untold:
            return

        async def publish(redis: Commands) -> None:
            async with redis.pipeline(transaction=False) as together:
                for session_id, seq in untold.items():
                    together.publish(_CHANNEL, f"{seq} {session_id}")
                await together.execute()

        # Whoever did not hear of it looks at the log before long.
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
            elif (grown := _grown(told)) is not None:
                hear(grown)


def _grown(told: bytes) -> Grown | None:
    seq, _, session_id = told.decode(errors="replace").partition(" ")
    # Whoever else writes to the channel is not understood, and costs nothing.
    return Grown(session_id, int(seq)) if seq.isascii() and seq.isdigit() and session_id else None
