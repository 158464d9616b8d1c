"""The marketplaces there are, built from the settings; those without keys are listed as such."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import httpx

from talknshop.core.clock import Clock
from talknshop.core.errors import ConfigurationError
from talknshop.core.resilience import CircuitState
from talknshop.core.settings import Settings
from talknshop.marketplaces.amazon.source import amazon_sources
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.bestbuy.source import bestbuy_sources
from talknshop.marketplaces.building import Missing, SourceParts
from talknshop.marketplaces.call_policy import Sharing, call_policy
from talknshop.marketplaces.ebay.source import ebay_sources
from talknshop.marketplaces.quota import QuotaLedger
from talknshop.marketplaces.rate import CallSpacing
from talknshop.marketplaces.ucp.source import ucp_sources
from talknshop.marketplaces.walmart.source import walmart_sources
from talknshop.schemas.enums import Marketplace

SourceFactory = Callable[[SourceParts], Sequence[ProductSource]]
"""Builds the sources of a marketplace; raises ``ConfigurationError`` for what is not set right."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A marketplace, what people call it, and what builds its sources."""

    name: str
    factory: SourceFactory


REGISTERED: Mapping[Marketplace, Registration] = MappingProxyType(
    {
        Marketplace.AMAZON: Registration("Amazon", amazon_sources),
        Marketplace.BESTBUY: Registration("Best Buy", bestbuy_sources),
        Marketplace.EBAY: Registration("eBay", ebay_sources),
        Marketplace.UCP: Registration("UCP", ucp_sources),
        Marketplace.WALMART: Registration("Walmart", walmart_sources),
    }
)


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources that can be asked, and the marketplaces that cannot."""

    configured: tuple[ProductSource, ...]
    missing: tuple[Missing, ...]
    clients: tuple[httpx.AsyncClient, ...] = ()

    def owner_of(self, product_id: str) -> ProductSource | None:
        """The source whose product has an id, or None."""
        return next((source for source in self.configured if source.owns(product_id)), None)

    async def aclose(self) -> None:
        """Closes the connections of all sources."""
        for client in self.clients:
            await client.aclose()


def build_sources(
    settings: Settings,
    *,
    clock: Clock,
    ledger: QuotaLedger,
    on_state: Callable[[str, CircuitState], None] | None = None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    spacing: Callable[[float, Callable[[], float]], CallSpacing] = CallSpacing,
    sharing: Sharing | None = None,
) -> Sources:
    """Builds every source that the settings have keys for; nothing is sent yet.

    Args:
        settings: The keys, and how long a search may take.
        clock: Tells the time.
        ledger: Counts the calls of a day, for all processes that share it.
        on_state: Told the state of each breaker, for metrics.
        sleep: Waits for a number of seconds.
        spacing: Keeps the calls of a marketplace apart.
        sharing: What servers share; None where there is one server.
    """
    policy = call_policy(settings, clock, ledger, on_state, sleep, spacing=spacing, sharing=sharing)
    parts = SourceParts(settings, policy)
    configured: list[ProductSource] = []
    missing: list[Missing] = []
    for marketplace, registration in REGISTERED.items():
        try:
            configured.extend(registration.factory(parts))
        except ConfigurationError as error:
            missing.append(Missing(marketplace, registration.name, error))
    return Sources(tuple(configured), tuple(missing), tuple(parts.clients))
