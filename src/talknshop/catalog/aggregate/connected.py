"""The marketplaces that the settings connect, ready to be asked."""

from collections.abc import Callable
from dataclasses import dataclass

from talknshop.catalog.aggregate.answers import AnswerCache
from talknshop.catalog.aggregate.shared_answers import SharedAnswers
from talknshop.catalog.aggregate.source_search import SourceSearch
from talknshop.core.clock import Clock
from talknshop.core.metrics import MARKETPLACE_ANSWERS, Metrics, breaker_reporter
from talknshop.core.settings import Settings
from talknshop.marketplaces.quota import QuotaLedger
from talknshop.marketplaces.registry import Sources, build_sources
from talknshop.marketplaces.sharing_link import SharingLink, open_sharing
from talknshop.schemas.search import SourceReport


@dataclass(frozen=True, slots=True)
class ConnectedMarketplaces:
    """The sources with what they run on; open from its making until ``aclose``."""

    sources: Sources
    search: SourceSearch
    link: SharingLink | None

    async def aclose(self) -> None:
        """Ends the calls under way and closes the connections."""
        await self.search.aclose()
        await self.sources.aclose()
        if self.link is not None:
            await self.link.aclose()


def connect_marketplaces(
    settings: Settings, clock: Clock, metrics: Metrics, ledger: QuotaLedger
) -> ConnectedMarketplaces:
    """Builds what the settings have keys for; their calls of a day are counted in ``ledger``.

    Nothing is sent yet.
    """
    link = open_sharing(settings, metrics)
    sources = build_sources(
        settings,
        clock=clock,
        ledger=ledger,
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
        on_report=answer_counter(metrics),
    )
    return ConnectedMarketplaces(sources, search, link)


def answer_counter(metrics: Metrics) -> Callable[[SourceReport], None]:
    """Counts what became of asking marketplaces."""

    def count(report: SourceReport) -> None:
        metrics.increment(
            MARKETPLACE_ANSWERS,
            marketplace=report.marketplace,
            answer=report.status,
            given="fresh" if report.cached_at is None else "kept",
        )

    return count
