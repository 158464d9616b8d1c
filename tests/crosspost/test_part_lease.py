"""One worker at a time on a part, and nothing stored by one that was overtaken."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from tests.crosspost.conftest import EBAY, STORE, Shop, listing

from talknshop.core.clock import SystemClock
from talknshop.crosspost.job_record import Lease, StoredJob
from talknshop.crosspost.part_lease import LeaseLostError, PartLeases
from talknshop.marketplaces.publishing import Posting, PostingOutcome
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.testing.publisher import InMemoryMarketplace


class OneAtATime(InMemoryMarketplace):
    """A marketplace that would list twice if it were asked twice at once."""

    asked = 0
    most_at_once = 0

    async def publish(self, posting: Posting) -> PostingOutcome:
        self.asked += 1
        self.most_at_once = max(self.most_at_once, self.asked)
        await asyncio.sleep(0.2)
        outcome = await super().publish(posting)
        self.asked -= 1
        return outcome


async def test_two_workers_with_the_same_message_never_work_at_once(shop: Shop) -> None:
    ebay = OneAtATime(EBAY)
    shop.marketplaces[EBAY] = ebay
    job = await shop.service.post("u1", listing("Lamp", EBAY))
    await shop.changes.send(job)
    first, second = await shop.queues[EBAY].receive()
    await asyncio.gather(shop.handler(EBAY).handle(first), shop.handler(EBAY).handle(second))
    assert ebay.most_at_once == 1
    assert len(ebay.created) == 1
    assert (await shop.statuses(job.job_id))[EBAY] is Status.LIVE


async def test_parts_are_held_apart(shop: Shop) -> None:
    job = await shop.service.post("u1", listing())
    leases = PartLeases(shop.jobs, SystemClock(), seconds=5)
    both = asyncio.Barrier(2)

    async def meet(_: StoredJob) -> None:
        await both.wait()

    async with asyncio.timeout(5):
        await asyncio.gather(
            leases.while_held(job.job_id, EBAY, meet), leases.while_held(job.job_id, STORE, meet)
        )
    stored = await shop.service.get("u1", job.job_id)
    assert [part.lease for part in stored.parts] == [None, None]


async def test_who_falls_silent_is_overtaken_and_stores_nothing_more(shop: Shop) -> None:
    job = await shop.service.post("u1", listing("Lamp", EBAY))
    leases = PartLeases(shop.jobs, SystemClock(), seconds=0.3)
    taken: list[int] = []

    async def note(held: StoredJob) -> None:
        part = held.part(EBAY)
        assert part is not None
        taken.append(part.fence)

    # As a process leaves it that was killed.
    dead = Lease(holder="dead", until=SystemClock().now() + timedelta(seconds=0.3))

    def die(present: StoredJob) -> StoredJob:
        part = present.parts[0].model_copy(update={"lease": dead, "fence": 1})
        return present.model_copy(update={"parts": (part,)})

    await shop.jobs.change(job.job_id, die)
    async with asyncio.timeout(5):
        await leases.while_held(job.job_id, EBAY, note)
    assert taken == [2]
    assert (await shop.service.get("u1", job.job_id)).parts[0].lease is None


async def test_work_ends_when_the_lease_is_lost(shop: Shop) -> None:
    job = await shop.service.post("u1", listing("Lamp", EBAY))
    leases = PartLeases(shop.jobs, SystemClock(), seconds=0.15)
    ended: list[str] = []

    async def work(held: StoredJob) -> None:
        def overtake(present: StoredJob) -> StoredJob:
            part = present.parts[0]
            lease = Lease(holder="another", until=SystemClock().now() + timedelta(seconds=60))
            changes = {"lease": lease, "fence": part.fence + 1}
            return present.model_copy(update={"parts": (part.model_copy(update=changes),)})

        await shop.jobs.change(held.job_id, overtake)
        try:
            await asyncio.sleep(30)
        finally:
            ended.append("cancelled")

    with pytest.raises(LeaseLostError):
        await leases.while_held(job.job_id, EBAY, work)
    assert ended == ["cancelled"]


async def test_a_lease_that_is_renewed_lasts(shop: Shop) -> None:
    job = await shop.service.post("u1", listing("Lamp", EBAY))
    leases = PartLeases(shop.jobs, SystemClock(), seconds=0.3)
    order: list[str] = []

    async def work(name: str, held: StoredJob) -> None:
        del held
        order.append(f"{name} begins")
        await asyncio.sleep(0.8)
        order.append(f"{name} ends")

    await asyncio.gather(
        *(leases.while_held(job.job_id, EBAY, partial(work, name)) for name in ("a", "b"))
    )
    first, second = order[0][0], order[2][0]
    assert order == [f"{first} begins", f"{first} ends", f"{second} begins", f"{second} ends"]


async def test_a_handler_that_was_overtaken_stores_no_outcome(shop: Shop) -> None:
    """The marketplace answers after another worker has taken the part over."""
    job = await shop.service.post("u1", listing("Lamp", EBAY))
    ebay = shop.marketplaces[EBAY]

    class Overtaken(InMemoryMarketplace):
        async def publish(self, posting: Posting) -> PostingOutcome:
            def overtake(present: StoredJob) -> StoredJob:
                part = present.parts[0]
                return present.model_copy(
                    update={"parts": (part.model_copy(update={"fence": part.fence + 1}),)}
                )

            await shop.jobs.change(job.job_id, overtake)
            return await ebay.publish(posting)

    shop.marketplaces[EBAY] = Overtaken(EBAY)
    (message,) = await shop.queues[EBAY].receive()
    with pytest.raises(LeaseLostError):
        await shop.handler(EBAY).handle(message)
    stored = await shop.service.get("u1", job.job_id)
    assert stored.parts[0].status is Status.PROCESSING
    assert stored.parts[0].unsure
