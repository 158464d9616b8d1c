"""What orchestrators share while they run: news of logs, limits, and who has what open."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from talknshop.core.aws_settings import SharedEngine
from talknshop.core.clock import Clock
from talknshop.core.metrics import Metrics
from talknshop.core.process import ProcessId
from talknshop.core.redis_opening import open_redis
from talknshop.core.settings import Settings
from talknshop.messaging.event_bus import EventBus
from talknshop.messaging.process_event_bus import ProcessEventBus
from talknshop.orchestrator.connections import ConnectionManager
from talknshop.orchestrator.load_balance import ServerLoads
from talknshop.orchestrator.open_sessions import OpenSessions, ProcessOpenSessions
from talknshop.orchestrator.rate_windows import ProcessRateWindows, RateWindows


@dataclass(frozen=True, slots=True)
class Shared:
    """The engines that the settings pick."""

    bus: EventBus
    windows: RateWindows
    open_sessions: Callable[[ConnectionManager], OpenSessions]
    """Who has what open, from the connections here."""
    loads: ServerLoads | None = None
    """How many sockets each server has; None where there is one."""


@asynccontextmanager
async def open_shared(
    settings: Settings, clock: Clock, metrics: Metrics, process: ProcessId
) -> AsyncGenerator[Shared]:
    """Opens the engines; where it is Redis, it need not be there yet.

    Raises:
        ConfigurationError: Redis is to be used, and there is no address of it or no package.
    """
    windows = ProcessRateWindows(clock)
    if settings.shares_through is SharedEngine.PROCESS:
        yield Shared(ProcessEventBus(), windows, ProcessOpenSessions)
        return
    async with open_redis(settings, metrics) as link:
        # Its package is an extra: imported only where it is used.
        from talknshop.messaging.redis_event_bus import RedisEventBus  # noqa: PLC0415
        from talknshop.orchestrator.redis_open_sessions import RedisOpenSessions  # noqa: PLC0415
        from talknshop.orchestrator.redis_rate_windows import RedisRateWindows  # noqa: PLC0415
        from talknshop.orchestrator.redis_server_loads import RedisServerLoads  # noqa: PLC0415

        yield Shared(
            RedisEventBus(link),
            RedisRateWindows(link, windows),
            partial(RedisOpenSessions, link),
            RedisServerLoads(link, process),
        )
