"""A listing that its seller posts by hand, through the whole life of its job."""

import pytest
from tests.crosspost.conftest import EBAY, Shop

from talknshop.core.clock import SystemClock
from talknshop.core.settings import load_settings
from talknshop.crosspost.job_changes import JobChanges
from talknshop.crosspost.job_record import StoredPart
from talknshop.crosspost.part_handler import PartHandler
from talknshop.crosspost.part_lease import PartLeases
from talknshop.crosspost.photos import MediaPhotos
from talknshop.crosspost.service import JobService
from talknshop.marketplaces.posting.links import listing_link
from talknshop.marketplaces.posting.publishers import assisted_publishers
from talknshop.schemas.enums import Condition, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingSpec

CRAIGSLIST = PostingMarketplace.CRAIGSLIST
LINK = "https://sfbay.craigslist.org/sby/ele/7123456780.html"


def listing(title: str = "Walnut desk lamp", price: float = 45) -> ListingSpec:
    return ListingSpec(
        title=title, price=price, condition=Condition.GOOD, target_marketplaces=[CRAIGSLIST]
    )


class Hand:
    """A seller who posts by hand, and the worker beside."""

    def __init__(self, shop: Shop) -> None:
        clock = SystemClock()
        self.shop = shop
        self.queue = shop.queues[EBAY]
        changes = JobChanges(shop.jobs, shop.items, {CRAIGSLIST: self.queue}, clock)
        self.service = JobService(shop.jobs, shop.items, changes, clock)
        self.handler = PartHandler(
            assisted_publishers(load_settings(), clock)[CRAIGSLIST],
            shop.jobs,
            shop.items,
            photos=MediaPhotos(None, base_url=None, public=False),
            leases=PartLeases(shop.jobs, clock, seconds=5.0),
            clock=clock,
            most_attempts=3,
        )

    async def part(self, job_id: str) -> StoredPart:
        while messages := await self.queue.receive():
            for message in messages:
                await self.handler.handle(message)
                await self.queue.delete(message)
        part = (await self.service.get("anna", job_id)).part(CRAIGSLIST)
        assert part is not None
        return part

    async def confirm(self, job_id: str) -> None:
        found = listing_link(CRAIGSLIST, LINK)
        await self.service.confirm(
            "anna", job_id, CRAIGSLIST, found.url, listing_id=found.listing_id
        )


@pytest.fixture
def hand(shop: Shop) -> Hand:
    return Hand(shop)


def asked(part: StoredPart) -> str | None:
    return part.action.kind if part.action else None


def price_to_paste(part: StoredPart) -> str | None:
    assert part.action is not None
    return next((f.value for f in part.action.fields if f.name == "price"), None)


async def test_posted_changed_and_taken_down_by_hand(hand: Hand) -> None:
    job_id = (await hand.service.post("anna", listing())).job_id
    part = await hand.part(job_id)
    assert (part.status, asked(part)) == (Status.NEEDS_ACTION, "open_and_paste")

    await hand.confirm(job_id)
    part = await hand.part(job_id)
    assert (part.status, part.confirmed_by, asked(part)) == (Status.LIVE, "user", None)
    assert (part.listing_id, part.confirmation_link) == ("7123456780", LINK)

    await hand.service.revise("anna", job_id, listing(price=40))
    part = await hand.part(job_id)
    assert (part.status, asked(part), price_to_paste(part)) == (Status.LIVE, "fix", "40")
    assert part.confirmed_by == "user"
    assert part.action is not None
    assert [field.name for field in part.action.fields] == ["price"]

    await hand.confirm(job_id)
    assert asked(await hand.part(job_id)) is None

    await hand.service.withdraw("anna", job_id)
    part = await hand.part(job_id)
    assert (part.status, asked(part)) == (Status.LIVE, "take_down")
    await hand.service.taken_down("anna", job_id, CRAIGSLIST)
    assert (await hand.part(job_id)).status is Status.REMOVED


async def test_a_change_before_it_is_posted_makes_the_posting_anew(hand: Hand) -> None:
    job_id = (await hand.service.post("anna", listing())).job_id
    await hand.part(job_id)

    await hand.service.revise("anna", job_id, listing(price=40))

    part = await hand.part(job_id)
    assert (part.status, asked(part)) == (Status.NEEDS_ACTION, "open_and_paste")
    assert price_to_paste(part) == "40"


async def test_a_second_change_is_told_against_what_is_up(hand: Hand) -> None:
    job_id = (await hand.service.post("anna", listing())).job_id
    await hand.part(job_id)
    await hand.confirm(job_id)
    await hand.service.revise("anna", job_id, listing(price=40))
    await hand.part(job_id)

    await hand.service.revise("anna", job_id, listing("Oak desk lamp", price=45))

    part = await hand.part(job_id)
    assert part.action is not None
    assert [field.name for field in part.action.fields] == ["title"]


async def test_what_was_not_posted_yet_is_closed_at_once(hand: Hand) -> None:
    job_id = (await hand.service.post("anna", listing())).job_id
    await hand.part(job_id)

    await hand.service.withdraw("anna", job_id)

    assert (await hand.part(job_id)).status is Status.REMOVED
