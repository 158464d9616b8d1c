"""Opening the way to Redis by the settings; its package is imported only here, and only then."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from talknshop.core.errors import ConfigurationError, NotInstalledError
from talknshop.core.metrics import Metrics, breaker_reporter
from talknshop.core.settings import Settings

if TYPE_CHECKING:
    from talknshop.core.redis_link import RedisLink


def redis_link(settings: Settings, metrics: Metrics) -> "RedisLink":
    """The way to the Redis of the settings; nothing is sent yet.

    Raises:
        ConfigurationError: There is no address of it.
        NotInstalledError: The package that speaks with it is not installed.
    """
    if settings.redis_url is None:
        raise ConfigurationError(
            "SHARED_ENGINE is redis, but REDIS_URL is not set. Set it, for instance to "
            "redis://127.0.0.1:6379/0, or set SHARED_ENGINE=process for a server of its own."
        )
    try:
        from talknshop.core.redis_link import RedisLink  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise NotInstalledError(
            "REDIS_URL is set, but the package that speaks with Redis is not installed. Install "
            "the extra with pip install 'talknshop[aws]', or unset REDIS_URL."
        ) from error
    return RedisLink(
        settings.redis_url,
        limit_seconds=settings.redis_timeout_seconds,
        on_state=breaker_reporter(metrics),
    )


@asynccontextmanager
async def open_redis(settings: Settings, metrics: Metrics) -> AsyncGenerator["RedisLink"]:
    """The same, closed when the block ends."""
    link = redis_link(settings, metrics)
    try:
        yield link
    finally:
        await link.aclose()
