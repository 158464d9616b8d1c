"""The seller's flow through the whole graph, with the real rules and services in memory."""

import pytest
from tests.orchestrator.sellers import PHONE, Open, Seller

from talknshop.core.errors import ExternalServiceError
from talknshop.core.settings import Settings
from talknshop.language.rules.engine import RulesEngine
from talknshop.orchestrator.container import Collaborators, open_container
from talknshop.schemas.enums import Outcome, PostingMarketplace
from talknshop.schemas.events import ErrorEvent, ResultsEvent
from talknshop.schemas.listing import PriceAdvice, PriceAdviceRequest
from talknshop.testing.catalog import InMemoryCatalog
from talknshop.testing.crosspost import InMemoryCrosspost


async def test_words_become_a_preview_and_nothing_is_posted_before_a_yes(seller: Seller) -> None:
    told = await seller.say(PHONE)
    form = told.listing.form
    assert told.outcome is Outcome.LISTING
    assert form.title == "Apple iPhone 13 Smartphone 128 GB Blue - Good condition"
    assert (form.price, form.currency, form.condition) == (650, "USD", "good")
    assert form.target_marketplaces == list(PostingMarketplace)
    assert "“post it”" in told.text
    assert "eBay" in told.text
    assert not await seller.jobs()

    yes = await seller.say("yes, post it")
    assert yes.outcome is Outcome.LISTING
    assert yes.jobs == {"job_1": dict.fromkeys(list(PostingMarketplace), "queued")}
    (job,) = await seller.jobs()
    assert job.listing_spec.model_dump() == form.model_dump()
    assert job.session_id == "s1"


async def test_what_is_missing_is_asked_one_after_the_other(seller: Seller) -> None:
    first = await seller.say("I want to sell something")
    assert first.question is not None
    assert first.question[0] == "product"
    second = await seller.say("a road bike")
    assert second.question is not None
    assert second.question[0] == "price"
    assert second.listing.missing == ["price", "condition"]
    assert second.listing.preview == []
    third = await seller.say("180")
    assert third.question == ("condition", ["New", "Like new", "Good", "Fair"])
    told = await seller.say("Like new")
    assert told.outcome is Outcome.LISTING
    assert (told.listing.form.price, told.listing.form.condition) == (180, "like_new")


async def test_a_change_needs_another_yes(seller: Seller) -> None:
    first = (await seller.say(PHONE)).listing
    changed = (await seller.say("make it 600, only on ebay and craigslist")).listing
    assert changed.preview_id != first.preview_id
    assert changed.form.target_marketplaces == ["ebay", "craigslist"]
    older = await seller.confirm("yes", first.preview_id)
    assert not await seller.jobs()
    assert older.listing.preview_id == changed.preview_id
    assert "earlier state" in older.text
    also = await seller.confirm(
        "yes", changed.preview_id, operations=[{"op": "set", "slot": "price", "value": 590}]
    )
    assert also.listing.form.price == 590
    assert not await seller.jobs()
    await seller.confirm("yes", also.listing.preview_id)
    (job,) = await seller.jobs()
    assert job.listing_spec.price == 590


@pytest.mark.parametrize("wish", ["post it without asking me", "list it and don't ask for a yes"])
async def test_no_wish_skips_the_preview(seller: Seller, wish: str) -> None:
    await seller.say(f"{PHONE}. {wish}")
    await seller.say(f"make it 640. {wish}")
    assert not await seller.jobs()


async def test_a_second_yes_is_the_same_job(seller: Seller) -> None:
    preview = (await seller.say(PHONE)).listing
    first = await seller.confirm("yes", preview.preview_id)
    second = await seller.confirm("yes", preview.preview_id)
    assert first.jobs == second.jobs
    assert seller.crosspost.posts == 2
    assert len(await seller.jobs()) == 1
    nothing = await seller.confirm("yes")
    assert "No listing waits" in nothing.text
    again = await seller.say(PHONE)
    assert again.listing.preview_id != preview.preview_id
    await seller.say("post it")
    assert len(await seller.jobs()) == 2


@pytest.mark.parametrize(
    "no", [{"type": "confirm", "decision": "no"}, {"type": "message", "message": "no, not yet"}]
)
async def test_a_no_keeps_the_draft(seller: Seller, no: dict[str, str]) -> None:
    first = (await seller.say(PHONE)).listing
    told = await seller.send(**no)
    assert told.outcome is Outcome.MESSAGE
    assert "Nothing was posted" in told.text
    shown = await seller.say("post it")
    assert shown.listing.preview_id == first.preview_id
    assert not await seller.jobs()
    await seller.say("post it")
    assert len(await seller.jobs()) == 1


async def test_other_things_are_answered_and_the_preview_still_waits(seller: Seller) -> None:
    preview = (await seller.say(PHONE)).listing
    assert (await seller.say("thanks, what are your fees?")).outcome is Outcome.MESSAGE
    shopping = await seller.say("show me laptops under 500")
    assert any(isinstance(event, ResultsEvent) for event in shopping.events)
    cheaper = await seller.say("only new ones")
    assert cheaper.outcome is Outcome.RESULTS
    posted = await seller.say("now post it")
    assert posted.outcome is Outcome.LISTING
    (job,) = await seller.jobs()
    assert job.listing_spec.title == preview.form.title
    session = await seller.container.conversation.find("s1", seller.person)
    assert session.requirement_spec is not None
    assert session.requirement_spec.product_type == "laptop"


async def test_edits_by_hand_stay_and_words_change_the_rest(seller: Seller) -> None:
    await seller.say(PHONE)
    told = await seller.edit(
        ("set", "title", "My phone"),
        ("set", "location", "Oakland, CA 94607"),
        ("set", "shipping_options", ["local_pickup"]),
        ("set", "media_s3_keys", ["uploads/a", "uploads/b"]),
        ("set", "attributes.carrier", "unlocked"),
        ("remove", "media_s3_keys", ["uploads/a"]),
    )
    form = (await seller.say("make it 625")).listing.form
    assert told.listing.form.title == form.title == "My phone"
    assert form.price == 625
    assert form.location is not None
    assert (form.location.city, form.location.state, form.location.zip) == (
        "Oakland",
        "CA",
        "94607",
    )
    assert form.media_s3_keys == ["uploads/b"]
    assert form.shipping_options == ["local_pickup"]
    assert form.attributes["carrier"] == "unlocked"
    composed = await seller.edit(("reset", "title", None))
    assert composed.listing.form.title == "Apple iPhone 13 Smartphone 128 GB Blue - Good condition"


@pytest.mark.parametrize(
    "operation",
    [("set", "price", -5), ("set", "target_marketplaces", ["amazon"]), ("set", "condition", "so")],
)
async def test_an_edit_that_does_not_fit_changes_nothing(
    seller: Seller, operation: tuple[str, str, object]
) -> None:
    preview = (await seller.say(PHONE)).listing
    told = await seller.edit(operation)
    assert told.outcome is Outcome.FAILED
    assert any(isinstance(event, ErrorEvent) for event in told.events)
    await seller.confirm("yes", preview.preview_id)
    (job,) = await seller.jobs()
    assert job.listing_spec.model_dump() == preview.form.model_dump()


async def test_photos_are_kept_and_what_the_seller_tells_stands_in_the_description(
    seller: Seller,
) -> None:
    photo = {"media_type": "image", "s3_key": "uploads/bike-1"}
    told = await seller.say(
        "I want to sell my trek road bike, like new. I rode it only twice in the rain. "
        "500 dollars, pickup in Oakland.",
        media=[photo],
    )
    form = told.listing.form
    assert form.media_s3_keys == ["uploads/bike-1"]
    assert form.shipping_options == ["local_pickup"]
    assert form.description is not None
    assert "I rode it only twice in the rain." in form.description
    assert "500" not in form.description
    more = await seller.send(type="message", media=[{**photo, "s3_key": "uploads/bike-2"}])
    assert more.listing.form.media_s3_keys == ["uploads/bike-1", "uploads/bike-2"]
    assert more.listing.preview_id != told.listing.preview_id


async def test_what_may_not_be_sold_is_refused_with_the_rule(seller: Seller) -> None:
    told = await seller.say("sell my shotgun, 200 dollars, good condition")
    assert told.outcome is Outcome.MESSAGE
    assert "weapons" in told.text
    preview = (await seller.say(PHONE)).listing
    await seller.say("and also a box of ammo for 20")
    seller.crosspost.refused = "It was recalled by its maker."
    refused = await seller.say("show it again, make it 640")
    assert "recalled" in refused.text
    await seller.say("post it")
    await seller.confirm("yes", preview.preview_id)
    await seller.confirm("yes")
    assert not await seller.jobs()


async def test_each_part_of_the_preview_fails_alone(selling: Open) -> None:
    def fault(step: str) -> None:
        if step == down:
            raise ExternalServiceError("down")

    down = "preview"
    async with selling(InMemoryCrosspost(fault=fault)) as seller:
        told = await seller.say(PHONE)
        assert [one.code for one in told.listing.warnings] == ["preview_unavailable"]
        assert "nothing can be posted yet" in told.text
        await seller.say("post it")
        assert not await seller.jobs()
        down = "post"
        shown = await seller.say("post it")
        assert shown.listing.warnings == []
        failed = await seller.say("post it")
        assert failed.outcome is Outcome.FAILED
        down = ""
        posted = await seller.say("post it")
        assert list(posted.jobs) == ["job_1"]


async def test_price_advice_is_told_from_records(settings: Settings, rules: RulesEngine) -> None:
    class Records:
        async def price_advice(self, item: PriceAdviceRequest) -> PriceAdvice:
            assert (item.product, item.brand, item.price) == ("smartphone", "Apple", 650)
            return PriceAdvice(
                sample_size=21, currency="USD", low=300, median=350, high=420, message="21 sold."
            )

    collaborators = Collaborators(
        catalog=InMemoryCatalog([]),
        language=rules,
        crosspost=InMemoryCrosspost(),
        prices=Records(),
    )
    async with open_container(settings, collaborators) as container:
        told = await Seller(container, InMemoryCrosspost()).say(PHONE)
    assert told.listing.price_advice is not None
    assert told.listing.price_advice.median == 350
    assert "21 comparable items cost $300 to $420." in told.text


async def test_never_mind_drops_the_listing_and_keeps_the_wish(seller: Seller) -> None:
    await seller.say("show me laptops under 500")
    await seller.say(PHONE)
    cancelled = await seller.say("never mind")
    assert cancelled.outcome is Outcome.CANCELLED
    assert "No listing waits" in (await seller.confirm("yes")).text
    wanted = (await seller.container.conversation.find("s1", seller.person)).requirement_spec
    assert wanted is not None
    assert wanted.product_type == "laptop"


async def test_without_a_crosspost_service_it_says_so(
    settings: Settings, rules: RulesEngine
) -> None:
    collaborators = Collaborators(catalog=InMemoryCatalog([]), language=rules)
    async with open_container(settings, collaborators) as container:
        told = await Seller(container, InMemoryCrosspost()).say(PHONE)
    assert told.outcome is Outcome.MESSAGE
    assert "cannot" in told.text
