"""The client with which a service hands news in; it imports nothing of the orchestrator."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from talknshop.clients.notices import NoticesClient
from talknshop.core.clock import Clock
from talknshop.core.http import http_client, in_process_client
from talknshop.core.service_tokens import ServiceAuth, ServiceTokens
from talknshop.core.settings import Settings
from talknshop.core.tokens import Signer


@asynccontextmanager
async def connect_notices(
    settings: Settings, here: ASGIApp | None, *, signer: Signer, clock: Clock
) -> AsyncGenerator[NoticesClient]:
    """The client with which the catalog service hands news in.

    Args:
        settings: They name the address of the orchestrator.
        here: The orchestrator, when it runs in this process; None when it has an address.
        signer: Signs each call.
        clock: The time.
    """
    tokens = ServiceTokens(signer, clock, caller="catalog", service="orchestrator")
    auth = ServiceAuth(tokens)
    http = (
        in_process_client(here, settings, auth=auth)
        if here is not None
        else http_client(settings.orchestrator_service_url or "", settings, auth=auth)
    )
    async with http:
        yield NoticesClient(http)
