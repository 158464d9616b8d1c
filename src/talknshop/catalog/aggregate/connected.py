"""The marketplaces that the settings connect, ready to be asked."""

from dataclasses import dataclass

from talknshop.catalog.aggregate.answers import AnswerCache
from talknshop.catalog.aggregate.source_search import SourceSearch
from talknshop.core.clock import Clock
from talknshop.core.metrics import Metrics, breaker_reporter
from talknshop.core.settings import Settings
from talknshop.marketplaces.quota import QuotaLedger
from talknshop.marketplaces.registry import Sources, build_sources


@dataclass(frozen=True, slots=True)
class ConnectedMarketplaces:
    """The sources with what they run on; open from its making until ``aclose``."""

    sources: Sources
    search: SourceSearch

    async def aclose(self) -> None:
        """Ends the calls under way and closes the connections."""
        await self.search.aclose()
        await self.sources.aclose()


def connect_marketplaces(
    settings: Settings, clock: Clock, metrics: Metrics, ledger: QuotaLedger
) -> ConnectedMarketplaces:
    """Builds what the settings have keys for; their calls of a day are counted in ``ledger``.

    Nothing is sent yet.
    """
    sources = build_sources(
        settings, clock=clock, ledger=ledger, on_state=breaker_reporter(metrics)
    )
    search = SourceSearch(
        sources.configured,
        {missing.marketplace: missing.error.message for missing in sources.missing},
        AnswerCache(),
        clock,
        deadline_seconds=settings.source_deadline_seconds,
        fresh_seconds=settings.source_fresh_seconds,
    )
    return ConnectedMarketplaces(sources, search)
