"""The clients with which the crosspost service asks what stands around it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
from starlette.types import ASGIApp

from talknshop.clients.job_news import JobNewsClient
from talknshop.clients.photos import PhotoStoreClient
from talknshop.clients.store_listings import StoreListingsClient
from talknshop.core.clock import Clock
from talknshop.core.http import http_client, in_process_client
from talknshop.core.service_tokens import ServiceAuth, ServiceTokens
from talknshop.core.settings import Settings
from talknshop.core.tokens import Signer
from talknshop.crosspost.neighbours import Neighbours

_CALLER = "crosspost"


@asynccontextmanager
async def connect_neighbours(
    settings: Settings, here: Mapping[str, ASGIApp], *, signer: Signer, clock: Clock
) -> AsyncGenerator[Neighbours]:
    """Opens the ways to those that are here or have an address.

    Args:
        settings: They name the addresses of those that run elsewhere.
        here: The services of this process, by name.
        signer: Signs each call.
        clock: The time.
    """
    urls = {
        "orchestrator": settings.orchestrator_service_url,
        "media": settings.media_service_url,
        "catalog": settings.catalog_service_url,
    }
    async with AsyncExitStack() as stack:
        ways: dict[str, httpx.AsyncClient] = {}
        for service, url in urls.items():
            auth = ServiceAuth(ServiceTokens(signer, clock, caller=_CALLER, service=service))
            if service in here:
                http = in_process_client(here[service], settings, auth=auth)
            elif url is not None:
                http = http_client(url, settings, auth=auth)
            else:
                continue
            ways[service] = await stack.enter_async_context(http)
        orchestrator, media, catalog = (ways.get(service) for service in urls)
        yield Neighbours(
            orchestrator=None if orchestrator is None else JobNewsClient(orchestrator),
            photos=None if media is None else PhotoStoreClient(media),
            shelf=None if catalog is None else StoreListingsClient(catalog),
        )
