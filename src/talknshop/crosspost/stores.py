"""What the crosspost service keeps on disk."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from talknshop.core.clock import Clock
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.crosspost.follow_ups import FollowUps
from talknshop.crosspost.job_changes import JobChanges
from talknshop.crosspost.news_desk import ORCHESTRATOR, WEBHOOK
from talknshop.crosspost.repository import InventoryRepository, JobRepository
from talknshop.crosspost.sellers import SellerNames
from talknshop.messaging.message_queue import MessageQueue
from talknshop.messaging.sqlite_queue import QUEUE_MIGRATIONS, SqliteQueues
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.opening import Kept, StateEngines
from talknshop.storage.records import RecordStore

QUEUES_NAME = "queues.db"
"""The file of the queues."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Repositories and queues; open until ``aclose`` and ``close``."""

    engines: StateEngines
    records: RecordStore
    jobs: JobRepository
    items: InventoryRepository
    follow_ups: FollowUps
    sellers: SellerNames
    all_queues: SqliteQueues
    databases: tuple[Database, ...]

    def queues(
        self, marketplaces: Iterable[PostingMarketplace]
    ) -> dict[PostingMarketplace, MessageQueue]:
        """The queues of marketplaces."""
        return {one: self.all_queues.queue(queue_name(one)) for one in marketplaces}

    def changes(self, queues: dict[PostingMarketplace, MessageQueue], clock: Clock) -> JobChanges:
        """What changes jobs and tells the workers that read ``queues``."""
        return JobChanges(self.jobs, self.items, queues, clock)

    async def aclose(self) -> None:
        """Leaves the tables; ``close`` follows."""
        await self.engines.aclose()

    def close(self) -> None:
        """Closes the files."""
        for database in self.databases:
            database.close()
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
    messages, all_queues = open_queues(settings, clock)
    records = engines.records(Kept.JOBS)
    return Stores(
        engines=engines,
        records=records,
        jobs=JobRepository(records, clock, listeners=_listeners(settings), on_news=on_news),
        items=InventoryRepository(records),
        follow_ups=FollowUps(records, clock),
        sellers=SellerNames(records),
        all_queues=all_queues,
        databases=(messages,),
    )


def open_queues(settings: Settings, clock: Clock) -> tuple[Database, SqliteQueues]:
    """The file of the queues, which the caller closes, and what is in it; blocking.

    Raises:
        DatabaseError: The file cannot be opened, or is damaged.
    """
    database = Database(settings.data_dir / QUEUES_NAME, QUEUE_MIGRATIONS)
    queues = SqliteQueues(database, clock, most_receives=settings.crosspost_max_attempts)
    return database, queues


def queue_name(marketplace: PostingMarketplace) -> str:
    """The name of a marketplace's queue."""
    return f"{marketplace}-crosspost-queue"


def _listeners(settings: Settings) -> Sequence[str]:
    """Who is told of changes, by whichever of our processes knows them."""
    return [ORCHESTRATOR] if settings.crosspost_webhook_url is None else [ORCHESTRATOR, WEBHOOK]
