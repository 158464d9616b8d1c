"""Opens what the crosspost service and its workers run on, and closes it in order."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from talknshop.clients.job_news import JobNewsListener
from talknshop.core.clock import SystemClock
from talknshop.core.errors import ConfigurationError
from talknshop.core.http import outside_client
from talknshop.core.settings import Settings
from talknshop.crosspost.container import Container, build_container
from talknshop.crosspost.neighbours import NeighboursFactory
from talknshop.crosspost.places import Places
from talknshop.crosspost.webhook import Webhook


@asynccontextmanager
async def open_container(
    settings: Settings, neighbours: NeighboursFactory, *, places: Places | None = None
) -> AsyncGenerator[Container]:
    """Opens the container; whoever opens it begins its work.

    Args:
        settings: The settings.
        neighbours: Opens the ways to the services around it.
        places: The marketplaces; as the settings say when absent.

    Raises:
        ConfigurationError: A webhook has no secret, or that of this server cannot be used.
        DatabaseError: A file cannot be opened, or is damaged.
    """
    async with AsyncExitStack() as stack:
        around = await stack.enter_async_context(neighbours())
        webhook = await _webhook(settings, stack)
        container = await asyncio.to_thread(
            build_container, settings, around, webhook=webhook, places=places
        )
        stack.push_async_callback(asyncio.to_thread, container.close)
        stack.push_async_callback(container.aclose)
        yield container


async def _webhook(settings: Settings, stack: AsyncExitStack) -> JobNewsListener | None:
    if settings.crosspost_webhook_url is None:
        return None
    secret = settings.crosspost_webhook_secret
    if secret is None:
        raise ConfigurationError(
            "CROSSPOST_WEBHOOK_URL is set, but nothing signs what is posted there. "
            "Set CROSSPOST_WEBHOOK_SECRET, too."
        )
    http: httpx.AsyncClient = outside_client(settings.crosspost_webhook_url, settings)
    await stack.enter_async_context(http)
    return Webhook(http, secret.get_secret_value(), SystemClock())
