"""What the settings say that servers share of marketplaces, and the way to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from talknshop.core.aws_settings import SharedEngine
from talknshop.core.encryption import open_cipher
from talknshop.core.metrics import Metrics
from talknshop.core.redis_opening import redis_link
from talknshop.core.settings import Settings
from talknshop.marketplaces.call_policy import Sharing


@dataclass(frozen=True, slots=True)
class SharingLink:
    """What is shared, and what closes the way to it."""

    sharing: Sharing
    aclose: Callable[[], Awaitable[None]]


def open_sharing(settings: Settings, metrics: Metrics) -> SharingLink | None:
    """What servers share; None where each keeps to itself. Nothing is sent yet.

    Raises:
        ConfigurationError: There is no address of Redis, or no secret to hide tokens with.
        NotInstalledError: The package that speaks with Redis is not installed.
    """
    if settings.shares_through is SharedEngine.PROCESS:
        return None
    link = redis_link(settings, metrics)
    # Its package is an extra: imported only where it is used.
    from talknshop.core.redis_shared_state import RedisSharedState  # noqa: PLC0415

    return SharingLink(Sharing(RedisSharedState(link), open_cipher(settings)), link.aclose)
