"""What of a seller's turns can be taken back, cancelled or cut off, and what stands."""

from tests.orchestrator.sellers import BIKE, PHONE, HeldCrosspost, Open, Seller

from talknshop.schemas.enums import Outcome
from talknshop.testing.crosspost import InMemoryCrosspost


async def test_the_last_message_is_taken_back_but_never_a_posted_job(seller: Seller) -> None:
    first = await seller.say(PHONE)
    second = await seller.say("make it 500")
    instead = await seller.say("make it 610", replaces=second.run_id)
    assert instead.listing.form.price == 610
    fresh = await seller.say(BIKE, replaces=instead.run_id)
    assert fresh.listing.form.title == "Trek Road Bike - Like new"
    posted = await seller.say("post it")
    kept = await seller.say("make it 450", replaces=posted.run_id)
    assert "stays done" in kept.text
    assert list(kept.jobs) == list(posted.jobs)
    (job,) = await seller.jobs()
    assert job.listing_spec.price == 450
    assert first.outcome is Outcome.LISTING


async def test_cancelling_puts_back_what_was_before_the_turn(selling: Open) -> None:
    crosspost = HeldCrosspost("")
    async with selling(crosspost) as seller:
        preview = (await seller.say(PHONE)).listing
        crosspost.step = "preview"
        run_id = await seller.begin(type="message", message="make it 99")
        await crosspost.reached.wait()
        assert await seller.cancel()
        assert (await seller.end_of(run_id)).outcome is Outcome.CANCELLED
        posted = await seller.confirm("yes", preview.preview_id)
        assert list(posted.jobs) == ["job_1"]
        (job,) = await seller.jobs()
        assert job.listing_spec.price == 650


async def test_a_yes_cannot_be_cancelled_once_it_was_taken(selling: Open) -> None:
    crosspost = HeldCrosspost("posted")
    async with selling(crosspost) as seller:
        await seller.say(PHONE)
        run_id = await seller.begin(type="confirm", decision="yes")
        await crosspost.reached.wait()
        assert await seller.cancel()
        crosspost.released.set()
        told = await seller.end_of(run_id)
        assert told.outcome is Outcome.LISTING
        assert list(told.jobs) == ["job_1"]
        assert len(await seller.jobs()) == 1


async def test_a_preview_waits_through_a_restart(selling: Open) -> None:
    crosspost = InMemoryCrosspost()
    async with selling(crosspost) as seller:
        preview = (await seller.say(PHONE)).listing
    async with selling(crosspost) as seller:
        posted = await seller.confirm("yes", preview.preview_id)
        assert list(posted.jobs) == ["job_1"]
