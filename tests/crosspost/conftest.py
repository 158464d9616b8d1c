from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from talknshop.core.clock import SystemClock
from talknshop.core.sqlite import Database
from talknshop.crosspost.job_changes import JobChanges
from talknshop.crosspost.part_handler import PartHandler
from talknshop.crosspost.part_lease import PartLeases
from talknshop.crosspost.photos import MediaPhotos
from talknshop.crosspost.repository import InventoryRepository, JobRepository
from talknshop.crosspost.sales import SaleService
from talknshop.crosspost.service import JobService
from talknshop.messaging.sqlite_queue import QUEUE_MIGRATIONS, SqliteQueue, SqliteQueues
from talknshop.schemas.enums import Condition, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingSpec
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS
from talknshop.testing.publisher import InMemoryMarketplace

EBAY, STORE = PostingMarketplace.EBAY, PostingMarketplace.STORE
MOST_RECEIVES = 3
LEASE_SECONDS = 5.0
LISTENER = "orchestrator"


def listing(title: str = "Walnut desk lamp", *targets: PostingMarketplace) -> ListingSpec:
    return ListingSpec(
        title=title,
        price=45.0,
        condition=Condition.GOOD,
        target_marketplaces=list(targets) or [EBAY, STORE],
    )


@dataclass
class Shop:
    """The crosspost service with marketplaces in memory and workers that are driven by hand."""

    jobs: JobRepository
    items: InventoryRepository
    service: JobService
    sales: SaleService
    changes: JobChanges
    queues: dict[PostingMarketplace, SqliteQueue]
    marketplaces: dict[PostingMarketplace, InMemoryMarketplace]

    def handler(self, marketplace: PostingMarketplace) -> PartHandler:
        return PartHandler(
            self.marketplaces[marketplace],
            self.jobs,
            self.items,
            photos=MediaPhotos(None, base_url=None, public=False),
            leases=PartLeases(self.jobs, SystemClock(), seconds=LEASE_SECONDS),
            clock=SystemClock(),
            most_attempts=MOST_RECEIVES,
        )

    async def work(self) -> None:
        """Handles every message, again at once where that failed, until none is left."""
        while await self.work_once():
            pass

    async def work_once(self) -> bool:
        """Handles the messages there are; False when there was none."""
        found = False
        for marketplace, queue in self.queues.items():
            for message in await queue.receive():
                found = True
                try:
                    await self.handler(marketplace).handle(message)
                except Exception:  # noqa: BLE001  # as a worker does
                    await queue.extend(message, 0)
                else:
                    await queue.delete(message)
        return found

    async def statuses(self, job_id: str) -> dict[PostingMarketplace, Status]:
        job = await self.jobs.get(job_id)
        assert job is not None
        return {part.marketplace: part.status for part in job.parts}


@pytest.fixture
def shop(tmp_path: Path) -> Generator[Shop]:
    database = Database(tmp_path / "jobs.db", RECORD_MIGRATIONS)
    messages = Database(tmp_path / "queues.db", QUEUE_MIGRATIONS)
    clock = SystemClock()
    records = SqliteRecordStore(database, clock)
    all_queues = SqliteQueues(messages, clock, most_receives=MOST_RECEIVES)
    queues = {one: all_queues.queue(f"{one}-crosspost-queue") for one in (EBAY, STORE)}
    jobs = JobRepository(records, clock, listeners=[LISTENER])
    items = InventoryRepository(records)
    changes = JobChanges(jobs, items, queues, clock)
    yield Shop(
        jobs,
        items,
        JobService(jobs, items, changes, clock),
        SaleService(jobs, items, changes, clock),
        changes,
        queues,
        {one: InMemoryMarketplace(one) for one in queues},
    )
    database.close()
    messages.close()
