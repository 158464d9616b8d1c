"""How much one person may ask for in a moving minute."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum

from talknshop.core.errors import RateLimitError, TalknShopError
from talknshop.orchestrator.rate_windows import WINDOW_SECONDS, Place, RateWindows


class Bucket(StrEnum):
    """What is counted together."""

    TURNS = "turns"
    """Messages and answers, over the socket or HTTP."""
    ADJUSTMENTS = "adjustments"
    """``edit``, ``rank``, ``confirm`` and ``feedback``."""


DEFAULT_LIMITS: Mapping[Bucket, int] = {Bucket.TURNS: 10, Bucket.ADJUSTMENTS: 60}


class RateLimits:
    """One moving window per bucket and key; what is refused does not count."""

    def __init__(self, windows: RateWindows, limits: Mapping[Bucket, int] = DEFAULT_LIMITS) -> None:
        """Allows ``limits`` requests a minute, counted by ``windows``."""
        self._windows = windows
        self._limits = limits

    async def spend(self, bucket: Bucket, key: str) -> None:
        """Counts one request of ``key`` (``Identity.rate_key``).

        Raises:
            RateLimitError: The minute's allowance is used up; ``retry_after_seconds`` is a whole
                number after which the next one is taken.
        """
        await self._take(bucket, key)

    @asynccontextmanager
    async def counted(self, bucket: Bucket, key: str) -> AsyncGenerator[None]:
        """Counts one request for the block, and not when the block refuses it.

        Raises:
            RateLimitError: As ``spend``; the block is not entered.
        """
        place = await self._take(bucket, key)
        try:
            yield
        except TalknShopError:
            await self._windows.give_back(bucket, key, place)
            raise

    async def _take(self, bucket: Bucket, key: str) -> Place:
        limit = self._limits[bucket]
        place = await self._windows.take(bucket, key, limit)
        if not place.wait_seconds:
            return place
        unit = "second" if place.wait_seconds == 1 else "seconds"
        raise RateLimitError(
            f"That is more than {limit} requests within a minute. "
            f"Please wait {place.wait_seconds} {unit} and try again.",
            retry_after_seconds=place.wait_seconds,
            details={"bucket": bucket.value, "limit": limit, "window_seconds": WINDOW_SECONDS},
        )
