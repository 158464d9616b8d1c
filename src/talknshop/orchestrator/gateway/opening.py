"""Opening the gateway's half of the orchestrator by the settings."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from talknshop.core.aws_settings import SharedEngine
from talknshop.core.clock import Clock
from talknshop.core.errors import ConfigurationError
from talknshop.core.metrics import Metrics
from talknshop.core.process import ProcessId
from talknshop.core.settings import Settings
from talknshop.orchestrator.gateway.gateway import Gateway
from talknshop.orchestrator.gateway.owners import OnlyOwner, Owners

_ATTEMPTS = 3
_READ_SECONDS = 5.0


@asynccontextmanager
async def open_gateway(
    settings: Settings, clock: Clock, metrics: Metrics
) -> AsyncGenerator[Gateway | None]:
    """The gateway at work, or None where settings name none.

    Raises:
        ConfigurationError: Its address is set without its secret.
    """
    if settings.gateway_management_url is None:
        yield None
        return
    if settings.gateway_secret is None:
        raise ConfigurationError(
            "GATEWAY_MANAGEMENT_URL is set, and GATEWAY_SECRET is not: anybody could speak for the "
            "gateway. Set what its integration sends as X-Gateway-Secret."
        )
    # Imported where it is chosen: a start without AWS needs nothing of it.
    from talknshop.core.aws import AwsAccess, AwsClient, CallLimits  # noqa: PLC0415
    from talknshop.orchestrator.gateway.management_api import ManagementApiClients  # noqa: PLC0415

    access = AwsAccess.of(settings).at(settings.gateway_management_url)
    limits = CallLimits(_ATTEMPTS, read_seconds=_READ_SECONDS)
    client = AwsClient("apigatewaymanagementapi", access, limits)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(client.aclose)
        owners = await _owners(settings, metrics, stack)
        gateway = Gateway(ManagementApiClients(client), owners, clock)
        await stack.enter_async_context(gateway.at_work())
        yield gateway


async def _owners(settings: Settings, metrics: Metrics, stack: AsyncExitStack) -> Owners:
    if settings.shares_through is SharedEngine.PROCESS:
        return OnlyOwner()
    from talknshop.core.redis_opening import open_redis  # noqa: PLC0415
    from talknshop.orchestrator.gateway.redis_owners import RedisOwners  # noqa: PLC0415

    link = await stack.enter_async_context(open_redis(settings, metrics))
    return RedisOwners(link, ProcessId.of_this_process())
