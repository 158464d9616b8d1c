"""Listings that are up, asked about and changed in plain words."""

from tests.orchestrator.sellers import BIKE, PHONE, Seller

from talknshop.schemas.enums import MarketplaceJobStatus as Status


async def test_how_a_listing_stands_is_answered_from_its_job(seller: Seller) -> None:
    assert "no listing here yet" in (await seller.say("how is my listing doing?")).text
    await seller.say(PHONE)
    await seller.say("post it")
    seller.crosspost.settle("job_1", ebay=Status.LIVE, facebook=Status.NEEDS_ACTION)
    told = await seller.say("how is my listing doing?")
    assert told.jobs["job_1"]["ebay"] == "live"
    assert "https://ebay.example/job_1_ebay" in told.text
    assert "Facebook Marketplace: it is ready for you to finish" in told.text
    order = await seller.say("where is my order?")
    assert not order.jobs
    german = await seller.say("Wie läuft meine Anzeige?")
    assert "eBay: ist online unter" in german.text


async def test_listings_are_changed_by_words_and_asked_for_where_two_fit(seller: Seller) -> None:
    for offer in (PHONE, BIKE):
        await seller.say(offer)
        await seller.say("post it")
    dearer = await seller.say("change the price of my bike to 550")
    assert list(dearer.jobs) == ["job_2"]
    assert "$550" in dearer.text
    asked = await seller.say("knock 50 off")
    assert asked.question is not None
    assert asked.question[0] == "listing"
    phone = asked.question[1][1]
    cheaper = await seller.say(phone)
    assert "$600" in cheaper.text
    unknown = await seller.say("take down my canoe")
    assert not unknown.jobs
    assert "canoe" in unknown.text
    down = await seller.say("take my bike down")
    assert down.jobs == {"job_2": {"craigslist": "removed"}}
    sold = await seller.say("I sold the iphone")
    assert sold.question is not None
    assert sold.question[0] == "marketplace"
    where = await seller.say("eBay")
    assert where.jobs["job_1"]["craigslist"] == "removed"
    jobs = {job.job_id: job for job in await seller.jobs()}
    assert jobs["job_1"].sold_on == "ebay"
    assert jobs["job_1"].listing_spec.price == 600


async def test_what_is_said_of_a_draft_changes_no_listing(seller: Seller) -> None:
    await seller.say(PHONE)
    await seller.say("post it")
    await seller.say(BIKE)
    told = await seller.say("change the price to 480")
    assert told.listing.form.price == 480
    (job,) = await seller.jobs()
    assert job.listing_spec.price == 650
