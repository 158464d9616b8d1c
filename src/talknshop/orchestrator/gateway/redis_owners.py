"""Owners of connections in Redis, and a channel for each server."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import orjson

from talknshop.core.background import beside
from talknshop.core.process import ProcessId
from talknshop.core.redis_link import Commands, RedisAwayError, RedisLink, shared_key
from talknshop.orchestrator.gateway.owners import Hear

# API Gateway ends every connection after two hours.
_LASTS_SECONDS = 2 * 3600 + 600
_SILENCE_SECONDS = 5.0
_SECONDS_BETWEEN_TRIES = 0.25


class RedisOwners:
    """Implements ``Owners``; while Redis is away, nobody else is told."""

    def __init__(self, link: RedisLink, process: ProcessId) -> None:
        """Hears for ``process`` through ``link``, whose owner closes it."""
        self._link = link
        self._channel = _channel(str(process))
        self._process = str(process)

    async def claim(self, connection_id: str) -> None:
        """See ``Owners``."""
        with suppress(RedisAwayError):
            await self._link.ask(
                lambda redis: redis.set(_key(connection_id), self._process, ex=_LASTS_SECONDS)
            )

    async def tell(self, connection_id: str, text: str | None) -> bool:
        """See ``Owners``."""

        async def told(redis: Commands) -> int:
            owner: bytes | None = await redis.get(_key(connection_id))
            if owner is None:
                return 0
            return await redis.publish(
                _channel(owner.decode()), orjson.dumps([connection_id, text])
            )

        try:
            return await self._link.ask(told) > 0
        except RedisAwayError:
            return False

    @asynccontextmanager
    async def following(self, hear: Hear) -> AsyncGenerator[None]:
        """See ``Owners``."""
        async with beside(self._follow(hear)):
            yield

    async def _follow(self, hear: Hear) -> None:
        while True:
            with suppress(RedisAwayError):
                async with self._link.subscribed(self._channel) as listen:
                    while True:
                        told = await listen(_SILENCE_SECONDS)
                        if told is None:
                            await self._link.ping()
                        else:
                            hear(*orjson.loads(told))
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)


def _key(connection_id: str) -> str:
    return shared_key("gateway", connection_id)


def _channel(process: str) -> str:
    return shared_key("gateway-of", process)
