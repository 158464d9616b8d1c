"""Reminders, and sales that marketplaces tell."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.crosspost.conftest import EBAY, STORE, listing
from tests.crosspost.serving import places_of

from talknshop.core.errors import ExternalServiceError
from talknshop.core.settings import load_settings
from talknshop.crosspost.container import Container, build_container
from talknshop.crosspost.job_record import Sold, StoredJob
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.places import Place
from talknshop.marketplaces.publishing import Posting, PostingOutcome, Sale
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.job import JobAction
from talknshop.testing.clock import ManualClock
from talknshop.testing.publisher import InMemoryMarketplace

FACEBOOK = PostingMarketplace.FACEBOOK
HOUR = 3600.0


class SellingMarketplace(InMemoryMarketplace):
    """Tells sales that the test puts there."""

    def __init__(self) -> None:
        super().__init__(EBAY)
        self.sold: list[Sale] = []
        self.asked: list[datetime] = []
        self.is_down = False

    async def sales(self, user_id: str, *, since: datetime) -> list[Sale]:
        del user_id
        self.asked.append(since)
        if self.is_down:
            raise ExternalServiceError("It does not answer.")
        return self.sold


class ByHand(InMemoryMarketplace):
    """Has the seller finish every posting."""

    async def publish(self, posting: Posting) -> PostingOutcome:
        del posting
        action = JobAction(kind="open_and_paste", message="Paste it.")
        return PostingOutcome(Status.NEEDS_ACTION, action=action)


@dataclass
class Selling:
    container: Container
    clock: ManualClock
    ebay: SellingMarketplace

    async def post(self, *targets: PostingMarketplace) -> StoredJob:
        return await self.container.service.post("ann", listing("Lamp", *targets))

    async def work(self) -> None:
        """Does what waits in the queues, once."""
        workers = self.container.workers
        for marketplace, queue in self.container.queues.items():
            for message in await queue.receive():
                await workers.handler_at(marketplace)(message)
                await queue.delete(message)

    async def job(self, job: StoredJob) -> StoredJob:
        return await self.container.service.get("ann", job.job_id)


@pytest.fixture
def selling(tmp_path: Path) -> Generator[Selling]:
    clock, ebay = ManualClock(), SellingMarketplace()
    places = {
        **places_of({STORE: InMemoryMarketplace(STORE)}),
        EBAY: Place(ebay, PostingMode.API),
        FACEBOOK: Place(ByHand(FACEBOOK), PostingMode.ASSISTED),
    }
    settings = load_settings(data_dir=tmp_path)
    container = build_container(settings, Neighbours(), places=places, clock=clock)
    yield Selling(container, clock, ebay)
    container.close()


async def test_a_seller_is_reminded_once_and_then_it_expires(selling: Selling) -> None:
    job = await selling.post(FACEBOOK)
    await selling.work()
    reminders = selling.container.workers.reminders
    assert await reminders.look() == 0
    selling.clock.advance(seconds=25 * HOUR)
    assert await reminders.look() == 1
    assert await reminders.look() == 0
    stored = await selling.job(job)
    assert [news.data.message for news in stored.news if news.notable] == [
        "“Lamp” is ready for you to finish on Facebook Marketplace.",
        "“Lamp” still waits for you on Facebook Marketplace.",
    ]
    selling.clock.advance(seconds=6 * 24 * HOUR)
    assert await reminders.look() == 1
    stored = await selling.job(job)
    assert (stored.parts[0].status, stored.parts[0].action) == (Status.EXPIRED, None)
    assert stored.news[-1].notable
    assert await reminders.look() == 0
    # Trying again begins anew, with a reminder of its own.
    await selling.container.service.retry("ann", job.job_id, FACEBOOK)
    await selling.work()
    selling.clock.advance(seconds=25 * HOUR)
    assert await reminders.look() == 1


async def test_what_was_finished_is_not_reminded_of(selling: Selling) -> None:
    job = await selling.post(FACEBOOK)
    await selling.work()
    await selling.container.service.confirm("ann", job.job_id, FACEBOOK, "https://f.example/1")
    selling.clock.advance(seconds=25 * HOUR)
    assert await selling.container.workers.reminders.look() == 0
    assert (await selling.job(job)).parts[0].status is Status.LIVE


async def test_a_sale_that_a_marketplace_tells_takes_the_item_down_elsewhere(
    selling: Selling,
) -> None:
    job = await selling.post(EBAY, STORE)
    await selling.work()
    polls = selling.container.workers.polls
    assert await polls.look() == 0
    part = (await selling.job(job)).part(EBAY)
    assert part is not None
    assert part.listing_id is not None
    began = selling.clock.now()
    selling.ebay.sold = [
        Sale(part.listing_id, "order-1", selling.clock.now()),
        Sale("something-else-of-theirs", "order-2", selling.clock.now()),
    ]
    assert await polls.look() == 0, "it is not due yet"
    selling.clock.advance(seconds=301)
    await polls.look()
    await selling.work()
    stored = await selling.job(job)
    assert stored.sold_on is EBAY
    assert all(one.status is Status.REMOVED for one in stored.parts)
    # Asked from before the last look on: clocks differ, and the same sale told twice is one sale.
    selling.clock.advance(seconds=301)
    await polls.look()
    assert selling.ebay.asked[-1] <= began + timedelta(seconds=301)
    assert (await selling.job(job)).oversold_on == ()
    # Long after the last listing came down nobody asks any more.
    selling.clock.advance(seconds=8 * 24 * HOUR)
    await polls.look()
    asked = len(selling.ebay.asked)
    selling.clock.advance(seconds=8 * 24 * HOUR)
    await polls.look()
    assert len(selling.ebay.asked) == asked


async def test_a_sale_of_what_was_sold_already_is_told_and_not_accepted(selling: Selling) -> None:
    job = await selling.post(EBAY, STORE)
    await selling.work()
    part = (await selling.job(job)).part(EBAY)
    assert part is not None
    assert part.listing_id is not None
    selling.ebay.is_down = True
    polls = selling.container.workers.polls
    await polls.look()
    selling.ebay.is_down = False
    selling.ebay.sold = [Sale(part.listing_id, "order-1", selling.clock.now())]
    told = Sold(marketplace=STORE, order_id="told", sold_at=selling.clock.now(), told_by="user")
    await selling.container.sales.sold(job.inventory_id, told)
    selling.clock.advance(seconds=301)
    await polls.look()
    stored = await selling.job(job)
    assert (stored.sold_on, stored.oversold_on) == (STORE, (EBAY,))
    assert "Cancel the order on eBay." in str(stored.news[-1].data.message)
