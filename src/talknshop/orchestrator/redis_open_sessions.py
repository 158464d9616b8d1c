"""Who has what open, told in Redis for a minute and a half at a time."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress

from talknshop.core.background import beside
from talknshop.core.redis_link import RedisAwayError, RedisLink, shared_key
from talknshop.orchestrator.connections import Connection, ConnectionManager

# By the clock of Redis, as rates are counted.
_NOTE = """
local time = redis.call('TIME')
local until_ms = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for number, key in ipairs(KEYS) do
  redis.call('ZADD', key, until_ms, ARGV[number + 1])
  redis.call('PEXPIRE', key, ARGV[1])
end
return {#KEYS}
"""
_LIST = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, -1)
"""
_LASTS_SECONDS = 90
_SECONDS_BETWEEN_ROUNDS = 30.0
_LOOK_SECONDS = 0.25
# So many are noted in one piece: Redis does nothing else meanwhile.
_AT_ONCE = 200
_DIGEST_CHARACTERS = 32


class RedisOpenSessions:
    """Implements ``OpenSessions`` for all servers; while Redis is away, for this one.

    What is closed is forgotten after its time: news in a conversation that was just left are read
    when its owner comes back.
    """

    def __init__(self, link: RedisLink, connections: ConnectionManager) -> None:
        """Tells of ``connections`` through ``link``, whose owner closes it."""
        self._connections = connections
        self._note = link.script(_NOTE)
        self._list = link.script(_LIST)

    async def of(self, user_id: str) -> list[str]:
        """See ``OpenSessions``."""
        here = self._connections.sessions_of(user_id)
        try:
            anywhere: Sequence[bytes] = await self._list([_key(user_id)], [])
        except RedisAwayError:
            return here
        return sorted({*here, *(session_id.decode() for session_id in anywhere)})

    @asynccontextmanager
    async def following(self) -> AsyncGenerator[None]:
        """See ``OpenSessions``."""
        async with beside(self._tell()):
            yield

    async def _tell(self) -> None:
        loop = asyncio.get_running_loop()
        told = frozenset[Connection]()
        tell_all_at = loop.time()
        while True:
            connections = frozenset(self._connections.all())
            if loop.time() >= tell_all_at:
                told, tell_all_at = frozenset[Connection](), loop.time() + _SECONDS_BETWEEN_ROUNDS
            # What could not be told is new at the next look.
            with suppress(RedisAwayError):
                await self._note_all(list(connections - told))
                told = connections
            await asyncio.sleep(_LOOK_SECONDS)

    async def _note_all(self, connections: Sequence[Connection]) -> None:
        for first in range(0, len(connections), _AT_ONCE):
            some = connections[first : first + _AT_ONCE]
            keys = [_key(connection.user_id) for connection in some]
            sessions = [connection.session_id for connection in some]
            await self._note(keys, [_LASTS_SECONDS * 1000, *sessions])


def _key(user_id: str) -> str:
    # Who somebody is is not to be read in Redis.
    return shared_key("open", hashlib.sha256(user_id.encode()).hexdigest()[:_DIGEST_CHARACTERS])
