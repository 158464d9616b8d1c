"""Moving windows in Redis: a person is counted once, whichever server they come to."""

import hashlib
import secrets
from contextlib import suppress

from talknshop.core.redis_link import RedisAwayError, RedisLink, shared_key
from talknshop.orchestrator.rate_windows import WINDOW_MS, Place, RateWindows, whole_seconds

# In one piece, by the clock of Redis: servers whose clocks differ count alike.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return oldest[2] and {oldest[2] + ARGV[1] - now} or {tonumber(ARGV[1])}
end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {0}
"""
_RECEIPT_BYTES = 9
_DIGEST_CHARACTERS = 32


class RedisRateWindows:
    """Implements ``RateWindows`` for all servers; while Redis is away, each counts alone."""

    def __init__(self, link: RedisLink, alone: RateWindows) -> None:
        """Counts through ``link``, whose owner closes it.

        Args:
            link: The way to Redis.
            alone: Counts what this server serves, also while Redis counts for all: it goes on
                from there when Redis is away.
        """
        self._link = link
        self._alone = alone
        self._take = link.script(_TAKE)

    async def take(self, bucket: str, key: str, limit: int) -> Place:
        """See ``RateWindows``."""
        receipt = secrets.token_urlsafe(_RECEIPT_BYTES)
        try:
            (wait_ms,) = await self._take([_key(bucket, key)], [WINDOW_MS, limit, receipt])
        except RedisAwayError:
            return await self._alone.take(bucket, key, limit)
        if wait_ms:
            return Place(whole_seconds(wait_ms))
        await self._alone.take(bucket, key, limit)
        return Place(0, receipt)

    async def give_back(self, bucket: str, key: str, place: Place) -> None:
        """See ``RateWindows``; one that cannot be given back counts until its minute is over."""
        await self._alone.give_back(bucket, key, place)
        if place.receipt:
            with suppress(RedisAwayError):
                await self._link.ask(lambda redis: redis.zrem(_key(bucket, key), place.receipt))


def _key(bucket: str, key: str) -> str:
    # Who asks is a person or an address: neither is to be read in Redis.
    digest = hashlib.sha256(key.encode()).hexdigest()[:_DIGEST_CHARACTERS]
    return shared_key("rate", bucket, digest)
