"""The marketplaces that the settings connect, ready to be asked."""

from dataclasses import dataclass

from talknshop.catalog.aggregate.answers import AnswerCache
from talknshop.catalog.aggregate.shared_answers import SharedAnswers
from talknshop.catalog.aggregate.source_search import SourceSearch
from talknshop.core.clock import Clock
from talknshop.core.metrics import Metrics, breaker_reporter
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.marketplaces.registry import Sources, build_sources
from talknshop.marketplaces.sharing_link import SharingLink, open_sharing
from talknshop.storage.quota import SqliteQuotaLedger
from talknshop.storage.sqlite_schema import QUOTA_MIGRATIONS

QUOTA_DATABASE_NAME = "quotas.db"
"""The file in which all processes on a data folder count their calls of a day."""


@dataclass(frozen=True, slots=True)
class ConnectedMarketplaces:
    """The sources with what they run on; open from its making until both closings."""

    sources: Sources
    search: SourceSearch
    quotas: Database
    link: SharingLink | None

    async def aclose(self) -> None:
        """Ends the calls under way and closes the connections."""
        await self.search.aclose()
        await self.sources.aclose()
        if self.link is not None:
            await self.link.aclose()

    def close(self) -> None:
        """Closes the database, once no call is under way."""
        self.quotas.close()


def connect_marketplaces(
    settings: Settings, clock: Clock, metrics: Metrics
) -> ConnectedMarketplaces:
    """Builds what the settings have keys for; blocking, and nothing is sent yet.

    Raises:
        DatabaseError: The file of counted calls cannot be opened, or is damaged.
    """
    quotas = Database(settings.data_dir / QUOTA_DATABASE_NAME, QUOTA_MIGRATIONS)
    link = open_sharing(settings, metrics)
    sources = build_sources(
        settings,
        clock=clock,
        ledger=SqliteQuotaLedger(quotas),
        on_state=breaker_reporter(metrics),
        sharing=link.sharing if link else None,
    )
    search = SourceSearch(
        sources.configured,
        {missing.marketplace: missing.error.message for missing in sources.missing},
        AnswerCache(),
        clock,
        deadline_seconds=settings.source_deadline_seconds,
        fresh_seconds=settings.source_fresh_seconds,
        shared=SharedAnswers(link.sharing.state) if link else None,
    )
    return ConnectedMarketplaces(sources, search, quotas, link)
