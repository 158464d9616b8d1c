"""The client with which the media service asks the catalogue; it imports nothing of either."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from talknshop.clients.barcodes import ProductKnowledgeClient
from talknshop.core.clock import Clock
from talknshop.core.http import http_client, in_process_client
from talknshop.core.service_tokens import ServiceAuth, ServiceTokens
from talknshop.core.settings import Settings
from talknshop.core.tokens import Signer


@asynccontextmanager
async def connect_knowledge(
    settings: Settings, here: ASGIApp | None, *, signer: Signer, clock: Clock
) -> AsyncGenerator[ProductKnowledgeClient]:
    """The client with which the media service asks what a barcode belongs to.

    Args:
        settings: They name the address of the catalog service.
        here: The catalog service, when it runs in this process; None when it has an address.
        signer: Signs each call.
        clock: The time.
    """
    auth = ServiceAuth(ServiceTokens(signer, clock, caller="media", service="catalog"))
    http = (
        in_process_client(here, settings, auth=auth)
        if here is not None
        else http_client(settings.catalog_service_url or "", settings, auth=auth)
    )
    async with http:
        yield ProductKnowledgeClient(http)
