"""Jobs through their service and their workers, with every failure that there may be between."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from tests.crosspost.conftest import EBAY, STORE, Shop, listing

from talknshop.core.errors import (
    ConflictError,
    CredentialsRefusedError,
    ExternalServiceError,
    NotFoundError,
    ValidationError,
)
from talknshop.crosspost.job_record import Sold
from talknshop.schemas.enums import JobStatus, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status

NOW = datetime(2026, 1, 2, tzinfo=UTC)
AT_ONCE = timedelta(0)


def sale(marketplace: PostingMarketplace, order_id: str = "order-1") -> Sold:
    return Sold(marketplace=marketplace, order_id=order_id, sold_at=NOW, told_by="marketplace")


async def test_a_listing_goes_up_everywhere_and_says_so(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    assert job.status is JobStatus.CREATED
    await shop.work()
    stored = await shop.service.get("u1", job.job_id)
    assert stored.status is JobStatus.COMPLETED
    for part in stored.told().marketplace_jobs:
        assert part.status is Status.LIVE
        assert part.listing_id in shop.marketplaces[part.marketplace].up
        assert part.confirmed_by == "marketplace"
    sentences = [news.data.message for news in stored.news if news.notable]
    assert sorted(sentences, key=str) == [
        "“Walnut desk lamp” is live on eBay.",
        "“Walnut desk lamp” is live on the TalknShop store.",
    ]


async def test_the_same_key_is_the_same_job(shop: Shop) -> None:
    made = await asyncio.gather(*(shop.service.post("u1", listing(), key="k1") for _ in range(5)))
    assert len({job.job_id for job in made}) == 1
    await shop.work()
    assert len(shop.marketplaces[EBAY].created) == 1
    with pytest.raises(ConflictError, match="another listing"):
        await shop.service.post("u1", listing("Something else"), key="k1")
    other = await shop.service.post("u2", listing(), key="k1")
    assert other.job_id != made[0].job_id


async def test_nobody_sees_or_touches_a_job_of_another(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    for forbidden in (
        shop.service.get("u2", job.job_id),
        shop.service.cancel("u2", job.job_id),
        shop.service.retry("u2", job.job_id, EBAY),
        shop.service.revise("u2", job.job_id, listing("Mine now")),
        shop.service.withdraw("u2", job.job_id),
        shop.service.confirm("u2", job.job_id, EBAY, "https://example.com"),
        shop.service.post("u2", listing(), inventory_id=job.inventory_id),
    ):
        with pytest.raises(NotFoundError):
            await forbidden


async def test_a_marketplace_that_is_not_set_up_is_named(shop: Shop) -> None:
    with pytest.raises(ValidationError, match=r"poshmark here\. Choose from: ebay, store"):
        await shop.service.post("u1", listing("Lamp", PostingMarketplace.POSHMARK))


async def test_a_job_is_cancelled_only_before_it_begins(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    cancelled = await shop.service.cancel("u1", job.job_id)
    assert cancelled.status is JobStatus.CANCELLED
    await shop.work()
    assert not shop.marketplaces[EBAY].created
    assert (await shop.service.cancel("u1", job.job_id)).status is JobStatus.CANCELLED

    other = await shop.service.post("u1", listing())
    await shop.work()
    with pytest.raises(ConflictError, match="Take the listing down"):
        await shop.service.cancel("u1", other.job_id)


async def test_what_fails_for_good_is_told_and_can_be_tried_again(shop: Shop) -> None:
    def refuse(_: str) -> None:
        raise CredentialsRefusedError("eBay does not accept the connection any more.")

    shop.marketplaces[EBAY].fault = refuse
    job = await shop.service.post("u1", listing())
    await shop.work()
    stored = await shop.service.get("u1", job.job_id)
    part = stored.part(EBAY)
    assert part is not None
    assert (stored.status, part.status) == (JobStatus.PROCESSING, Status.NEEDS_CONNECTION)
    assert part.action is not None
    assert part.action.kind == "connect"
    shop.marketplaces[EBAY].fault = fine
    await shop.service.retry("u1", job.job_id, EBAY)
    await shop.work()
    assert (await shop.statuses(job.job_id))[EBAY] is Status.LIVE
    with pytest.raises(ConflictError, match="nothing to try again"):
        await shop.service.retry("u1", job.job_id, EBAY)


async def test_what_was_told_to_have_failed_is_not_up(shop: Shop) -> None:
    """Each answer is lost after the marketplace has taken the listing."""

    def lose_answers(moment: str) -> None:
        if moment.endswith("after"):
            raise ExternalServiceError("The answer was lost.")

    ebay = shop.marketplaces[EBAY]
    ebay.fault = lose_answers
    job = await shop.service.post("u1", listing("Lamp", EBAY))
    await shop.work()
    assert (await shop.statuses(job.job_id))[EBAY] is Status.FAILED
    assert (await shop.service.get("u1", job.job_id)).status is JobStatus.FAILED
    ebay.fault = fine
    assert await shop.changes.resend(older_than=AT_ONCE) == 1
    await shop.work()
    assert ebay.up == {}
    assert (await shop.statuses(job.job_id))[EBAY] is Status.FAILED
    assert await shop.changes.resend(older_than=AT_ONCE) == 0
    await shop.service.retry("u1", job.job_id, EBAY)
    await shop.work()
    assert len(ebay.up) == 1


async def test_what_may_be_up_is_not_forgotten_when_the_account_is_refused(shop: Shop) -> None:
    """The answer of the first attempt is lost, and the second one is refused."""
    moments = iter(["go on", "lose", "refuse"])

    def lose_then_refuse(_: str) -> None:
        match next(moments, "refuse"):
            case "lose":
                raise ExternalServiceError("The answer was lost.")
            case "refuse":
                raise CredentialsRefusedError("eBay does not accept the connection any more.")
            case _:
                pass

    ebay = shop.marketplaces[EBAY]
    ebay.fault = lose_then_refuse
    job = await shop.service.post("u1", listing("Lamp", EBAY))
    await shop.work()
    assert (await shop.statuses(job.job_id))[EBAY] is Status.NEEDS_CONNECTION
    assert len(ebay.up) == 1
    await shop.service.withdraw("u1", job.job_id)
    await shop.work()
    part = (await shop.service.get("u1", job.job_id)).part(EBAY)
    assert part is not None
    assert part.action is not None
    assert part.action.kind == "take_down"


async def test_a_change_reaches_what_is_up(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    await shop.work()
    await shop.service.revise("u1", job.job_id, listing("Walnut desk lamp, cheaper"))
    await shop.work()
    for marketplace in shop.marketplaces.values():
        assert list(marketplace.up.values()) == ["Walnut desk lamp, cheaper"]
        assert len(marketplace.created) == 1
    with pytest.raises(ValidationError, match="Post the item again"):
        await shop.service.revise("u1", job.job_id, listing("Lamp", EBAY))


async def test_a_listing_is_taken_down_where_it_is_asked(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    await shop.work()
    await shop.service.withdraw("u1", job.job_id, [EBAY])
    await shop.work()
    assert await shop.statuses(job.job_id) == {EBAY: Status.REMOVED, STORE: Status.LIVE}
    assert shop.marketplaces[EBAY].up == {}
    await shop.service.withdraw("u1", job.job_id)
    await shop.work()
    assert (await shop.service.get("u1", job.job_id)).status is JobStatus.CANCELLED


async def test_an_item_sold_at_one_is_up_nowhere(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    await shop.work()
    for _ in range(2):
        _, accepted = await shop.sales.sold(job.inventory_id, sale(STORE))
        assert accepted
    await shop.work()
    assert [one.up for one in shop.marketplaces.values()] == [{}, {}]
    stored = await shop.service.get("u1", job.job_id)
    assert (stored.status, stored.sold_on) == (JobStatus.COMPLETED, STORE)
    with pytest.raises(ConflictError, match="sold on store"):
        await shop.service.post("u1", listing(), inventory_id=job.inventory_id)


async def test_of_two_sales_at_once_one_is_accepted(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    await shop.work()
    outcomes = await asyncio.gather(
        shop.sales.sold(job.inventory_id, sale(EBAY, "e-1")),
        shop.sales.sold(job.inventory_id, sale(STORE, "s-1")),
    )
    assert sorted(accepted for _, accepted in outcomes) == [False, True]
    item = await shop.items.get(job.inventory_id)
    assert item is not None
    assert len(item.oversold) == 1
    await shop.work()
    assert [one.up for one in shop.marketplaces.values()] == [{}, {}]


async def test_an_item_sold_before_it_is_posted_never_goes_up(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    await shop.sales.sold(job.inventory_id, sale(STORE))
    await shop.work()
    assert not shop.marketplaces[EBAY].created


async def test_a_job_whose_messages_were_lost_is_found(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    for queue in shop.queues.values():
        for message in await queue.receive():
            await queue.delete(message)
    assert await shop.changes.resend(older_than=timedelta(hours=1)) == 0
    assert await shop.changes.resend(older_than=AT_ONCE) == 1
    await shop.work()
    assert (await shop.service.get("u1", job.job_id)).status is JobStatus.COMPLETED
    assert await shop.changes.resend(older_than=AT_ONCE) == 0


def fine(_: str) -> None:
    """Nothing fails any more."""


class KilledError(BaseException):
    """The process is no more: nothing after it runs."""


def misfortune(chance: random.Random) -> Callable[[str], None]:
    """Loses every fourth call and kills the worker at every ninth."""

    def fault(moment: str) -> None:
        if chance.random() < 0.25:
            raise ExternalServiceError(f"lost {moment}")
        if chance.random() < 0.15:
            raise KilledError(moment)

    return fault


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_fails_the_ledger_says_what_we_say(shop: Shop, seed: int) -> None:
    """Calls fail before and after they take effect, workers die, and messages come again."""
    for marketplace in shop.marketplaces.values():
        marketplace.fault = misfortune(random.Random(seed))  # noqa: S311
    jobs = [await shop.service.post("u1", listing(f"Lamp {n}")) for n in range(4)]
    for number in range(40):
        if number == 10:
            await shop.service.revise("u1", jobs[0].job_id, listing("Another lamp"))
        if number == 20:
            await shop.sales.sold(jobs[1].inventory_id, sale(EBAY))
        # What a killed worker held is not given back; its jobs are found by looking again.
        with suppress(KilledError):
            await shop.work_once()
        await shop.changes.resend(older_than=AT_ONCE)
    for marketplace in shop.marketplaces.values():
        marketplace.fault = fine
    while await shop.changes.resend(older_than=AT_ONCE):
        await shop.work()
    for marketplace in shop.marketplaces.values():
        assert marketplace.up == await told_to_be_up(shop, marketplace.marketplace)
    assert not any("Lamp 1" in one.up.values() for one in shop.marketplaces.values())


async def told_to_be_up(shop: Shop, marketplace: PostingMarketplace) -> dict[str | None, str]:
    """What the seller believes to be listed, by listing id."""
    jobs = await shop.service.of_user("u1")
    parts = [(job, job.part(marketplace)) for job in jobs]
    return {
        part.listing_id: job.spec.title
        for job, part in parts
        if part is not None and part.status is Status.LIVE
    }
