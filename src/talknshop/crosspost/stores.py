"""What the crosspost service keeps on disk."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from talknshop.core.clock import Clock
from talknshop.core.settings import Settings
from talknshop.crosspost.follow_ups import FollowUps
from talknshop.crosspost.job_changes import JobChanges
from talknshop.crosspost.news_desk import ORCHESTRATOR, WEBHOOK
from talknshop.crosspost.queues import OpenQueues, open_queues
from talknshop.crosspost.repository import InventoryRepository, JobRepository
from talknshop.crosspost.sellers import SellerNames
from talknshop.messaging.message_queue import MessageQueue
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.opening import Kept, StateEngines
from talknshop.storage.records import RecordStore


@dataclass(frozen=True, slots=True)
class Stores:
    """Repositories and queues; open until ``aclose`` and ``close``."""

    engines: StateEngines
    records: RecordStore
    jobs: JobRepository
    items: InventoryRepository
    follow_ups: FollowUps
    sellers: SellerNames
    open_queues: OpenQueues

    def queues(
        self, marketplaces: Iterable[PostingMarketplace]
    ) -> dict[PostingMarketplace, MessageQueue]:
        """The queues of marketplaces."""
        return self.open_queues.of(marketplaces)

    def changes(self, queues: dict[PostingMarketplace, MessageQueue], clock: Clock) -> JobChanges:
        """What changes jobs and tells the workers that read ``queues``."""
        return JobChanges(self.jobs, self.items, queues, clock)

    async def aclose(self) -> None:
        """Leaves the tables and the queues; ``close`` follows."""
        await self.engines.aclose()
        await self.open_queues.aclose()

    def close(self) -> None:
        """Closes the files."""
        self.open_queues.close()
        self.engines.close()


def open_stores(settings: Settings, clock: Clock, *, on_news: Callable[[str], None]) -> Stores:
    """Opens records and queues; blocking.

    Args:
        settings: Say where it is, and who is told of changes.
        clock: The time.
        on_news: Is told the id of a job that has news to tell.

    Raises:
        DatabaseError: A file cannot be opened, or is damaged.
    """
    engines = StateEngines(settings, clock)
    records = engines.records(Kept.JOBS)
    return Stores(
        engines=engines,
        records=records,
        jobs=JobRepository(records, clock, listeners=_listeners(settings), on_news=on_news),
        items=InventoryRepository(records),
        follow_ups=FollowUps(records, clock),
        sellers=SellerNames(records),
        open_queues=open_queues(settings, clock),
    )


def _listeners(settings: Settings) -> Sequence[str]:
    """Who is told of changes, by whichever of our processes knows them."""
    return [ORCHESTRATOR] if settings.crosspost_webhook_url is None else [ORCHESTRATOR, WEBHOOK]
