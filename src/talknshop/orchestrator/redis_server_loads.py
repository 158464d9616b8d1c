"""How many sockets each server has, told in Redis for a few seconds at a time."""

from collections.abc import Sequence
from contextlib import suppress

from talknshop.core.process import ProcessId
from talknshop.core.redis_link import RedisAwayError, RedisLink, shared_key

# By the clock of Redis: a server that ended without a word is forgotten in time.
_EXCHANGE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, server in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], server)
  redis.call('HDEL', KEYS[2], server)
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return redis.call('HVALS', KEYS[2])
"""
_LEAVE = """
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return {}
"""
_LASTS_MS = 5000


class RedisServerLoads:
    """Implements ``ServerLoads``; while Redis is away, every server is alone."""

    def __init__(self, link: RedisLink, process: ProcessId) -> None:
        """Tells of ``process`` through ``link``, whose owner closes it."""
        self._server = str(process)
        self._keys = [shared_key("servers", "until"), shared_key("servers", "sockets")]
        self._exchange = link.script(_EXCHANGE)
        self._leave = link.script(_LEAVE)

    async def exchange(self, here: int) -> Sequence[int]:
        """See ``ServerLoads``."""
        try:
            counts = await self._exchange(self._keys, [self._server, here, _LASTS_MS])
        except RedisAwayError:
            return [here]
        return [int(count) for count in counts]

    async def leave(self) -> None:
        """See ``ServerLoads``."""
        with suppress(RedisAwayError):
            await self._leave(self._keys, [self._server])
