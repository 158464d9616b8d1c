"""What servers share for a while, in Redis; times are those of Redis."""

from collections.abc import Sequence

from talknshop.core.redis_link import Commands, RedisLink, shared_key
from talknshop.core.shared_state import Kept

_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
if at - now > tonumber(ARGV[2]) then
  return {-1}
end
redis.call('SET', KEYS[1], string.format('%.0f', at + ARGV[1]), 'PX', at - now + ARGV[1] + 1000)
return {at - now}
"""


class RedisSharedState:
    """Implements ``SharedState`` for all servers."""

    def __init__(self, link: RedisLink) -> None:
        """Keeps values through ``link``, whose owner closes it."""
        self._link = link
        self._reserve = link.script(_RESERVE)

    async def get(self, names: Sequence[str]) -> list[Kept | None]:
        """See ``SharedState``."""

        async def look(redis: Commands) -> list[bytes | int | None]:
            async with redis.pipeline(transaction=True) as together:
                for name in names:
                    together.get(shared_key(name))
                    together.pttl(shared_key(name))
                answers: list[bytes | int | None] = await together.execute()
                return answers

        answers = await self._link.ask(look)
        return [
            Kept(value, left / 1000) if isinstance(value, bytes) and isinstance(left, int) else None
            for value, left in zip(answers[::2], answers[1::2], strict=True)
        ]

    async def put(self, name: str, value: bytes, *, seconds: float) -> None:
        """See ``SharedState``."""
        await self._link.ask(lambda redis: redis.set(shared_key(name), value, px=_ms(seconds)))

    async def drop(self, names: Sequence[str]) -> None:
        """See ``SharedState``."""
        await self._link.ask(lambda redis: redis.delete(*map(shared_key, names)))

    async def claim(self, name: str, *, seconds: float) -> bool:
        """See ``SharedState``."""
        claimed: object = await self._link.ask(
            lambda redis: redis.set(shared_key(name), b"", nx=True, px=_ms(seconds))
        )
        return bool(claimed)

    async def reserve(self, name: str, *, apart: float, within: float) -> float | None:
        """See ``SharedState``."""
        key = shared_key("row", name)
        (wait_ms,) = await self._reserve([key], [_ms(apart), _ms(within)])
        return None if wait_ms < 0 else wait_ms / 1000


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))
