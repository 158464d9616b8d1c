"""Every call of a listing is lost once, before and after its effect; one listing comes of it."""

import asyncio
from contextlib import suppress

import pytest
from tests.marketplaces.ebay_selling.conftest import Shop, phone

from talknshop.core.errors import (
    CredentialsRefusedError,
    DependencyTimeoutError,
    ExternalServiceError,
    RateLimitError,
    TalknShopError,
)
from talknshop.marketplaces.ebay.selling.request import sku_of
from talknshop.marketplaces.publishing import Posting, PostingOutcome
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import ShippingOption
from talknshop.schemas.listing import ListingLocation

pytestmark = pytest.mark.socket

PUBLISHING = (
    "getOffers", "getCategorySuggestions", "getItemAspectsForCategory", "getItemConditionPolicies",
    "createInventoryLocation", "createImageFromUrl", "createImageFromFile", "getImage",
    "createOrReplaceInventoryItem", "createOffer", "publishOffer",
)  # fmt: skip
SETUP = ("optInToProgram", "create_payment_policy", "create_return_policy",
         "create_fulfillment_policy")  # fmt: skip
LOST = (("failing", "before"), ("failing", "after"), ("cut", "after"))


async def until_done(shop: Shop, posting: Posting) -> PostingOutcome:
    """Publishes with a new process at every attempt, as a queue delivers a message again."""
    for _ in range(4):
        try:
            return await shop.restarted(http_timeout=1.0).selling.publisher.publish(posting)
        except TalknShopError as error:
            if not error.retryable:
                raise
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize(("fault", "moment"), LOST)
@pytest.mark.parametrize("operation", PUBLISHING)
async def test_whatever_is_lost_there_is_one_listing(
    shop: Shop, operation: str, moment: str, fault: str
) -> None:
    posting = shop.posting()
    shop.ebay.plan({"fault": fault, "operation": operation, "moment": moment})
    outcome = await until_done(shop, posting)
    assert outcome.status is Status.LIVE
    assert shop.ever() == [outcome.listing_id] == shop.up()
    sku = sku_of(posting.job_id)
    assert [one["sku"] for one in shop.ebay.ledger()["offer"]].count(sku) == 1


@pytest.mark.parametrize("operation", ["createOffer", "publishOffer"])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_an_answer_that_never_comes(shop: Shop, operation: str, moment: str) -> None:
    posting = shop.posting()
    shop.ebay.plan({"fault": "hanging", "operation": operation, "moment": moment})
    with pytest.raises(DependencyTimeoutError):
        await shop.restarted(http_timeout=0.4).selling.publisher.publish(posting)
    outcome = await until_done(shop, posting)
    assert shop.ever() == [outcome.listing_id]


async def test_whoever_is_killed_anywhere_leaves_one_listing(shop: Shop) -> None:
    posting = shop.posting()
    for milliseconds in range(0, 120, 8):
        with suppress(TimeoutError, TalknShopError):
            async with asyncio.timeout(milliseconds / 1000):
                await shop.restarted().selling.publisher.publish(posting)
    outcome = await until_done(shop, posting)
    assert shop.ever() == [outcome.listing_id]


async def test_attempts_at_the_same_time_make_one_listing(shop: Shop) -> None:
    posting = shop.posting()
    attempts = [shop.restarted().selling.publisher.publish(posting) for _ in range(4)]
    await asyncio.gather(*attempts, return_exceptions=True)
    outcome = await until_done(shop, posting)
    assert shop.ever() == [outcome.listing_id]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("operation", SETUP)
async def test_setup_goes_on_where_it_was(shop: Shop, operation: str, moment: str) -> None:
    user = f"{shop.user_id}-{operation}-{moment}"
    other = shop.restarted()
    other.user_id = user
    shop.ebay.plan({"fault": "failing", "operation": operation, "moment": moment, "times": 1})
    await other.connect()
    outcome = await until_done(other, other.posting())
    assert outcome.status is Status.LIVE
    assert other.up() == [outcome.listing_id]


@pytest.mark.parametrize("operation", ["updateOffer", "createOrReplaceInventoryItem"])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_change_that_is_lost_is_made_again(shop: Shop, operation: str, moment: str) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    cheaper = shop.posting(phone(price=500), job_id=posting.job_id, listing_id=up.listing_id)
    shop.ebay.plan({"fault": "failing", "operation": operation, "moment": moment})
    with pytest.raises(ExternalServiceError):
        await shop.restarted().selling.publisher.revise(cheaper)
    assert (await shop.restarted().selling.publisher.revise(cheaper)).status is Status.LIVE
    (listing,) = [one for one in shop.ebay.listings() if one["listingId"] == up.listing_id]
    assert listing["price"]["value"] == "500.00"


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("fault", ["failing", "cut"])
async def test_an_end_that_is_lost_is_found(shop: Shop, moment: str, fault: str) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    shop.ebay.plan({"fault": fault, "operation": "withdrawOffer", "moment": moment})
    with pytest.raises(ExternalServiceError):
        await shop.restarted().selling.publisher.withdraw(posting)
    assert (await shop.restarted().selling.publisher.withdraw(posting)).status is Status.REMOVED
    assert (shop.up(), shop.ever()) == ([], [up.listing_id])


async def test_not_knowing_whether_it_is_up_is_no_end(shop: Shop) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    shop.ebay.plan({"fault": "failing", "operation": "getOffers", "times": 3})
    for _ in range(3):
        with pytest.raises(ExternalServiceError):
            await shop.restarted().selling.publisher.withdraw(posting)
    assert shop.up() == [up.listing_id]


async def test_asked_too_often(shop: Shop) -> None:
    shop.ebay.plan({"fault": "throttled", "operation": "createOffer"})
    posting = shop.posting()
    with pytest.raises(RateLimitError):
        await shop.selling.publisher.publish(posting)
    assert (await until_done(shop, posting)).status is Status.LIVE


async def test_a_refused_token_is_renewed_once(shop: Shop) -> None:
    shop.ebay.plan({"fault": "unauthorized", "operation": "createOffer"})
    assert (await shop.selling.publisher.publish(shop.posting())).status is Status.LIVE
    shop.ebay.plan({"fault": "unauthorized", "operation": "createOffer", "times": 2})
    with pytest.raises(CredentialsRefusedError, match="Connect your eBay account"):
        await shop.selling.publisher.publish(shop.posting())


@pytest.mark.parametrize("at", ["getOffers", "createOffer", "publishOffer"])
async def test_a_consent_withdrawn_in_the_middle(shop: Shop, at: str) -> None:
    posting = shop.posting()
    shop.ebay.plan({"fault": "failing", "operation": at, "moment": "after"})
    with pytest.raises(ExternalServiceError):
        await shop.selling.publisher.publish(posting)
    shop.ebay.revoke(shop.seller)
    for _ in range(2):
        with pytest.raises(CredentialsRefusedError, match="Connect your eBay account again"):
            await shop.selling.publisher.publish(posting)
    status = await shop.selling.accounts.status(shop.user_id)
    assert (status.connected, bool(status.message)) == (False, True)
    await shop.connect()
    outcome = await shop.selling.publisher.publish(posting)
    assert shop.ever() == [outcome.listing_id]


async def test_pickup_needs_no_decision_about_shipping(shop: Shop) -> None:
    spec = phone(shipping_options=[ShippingOption.LOCAL_PICKUP])
    free = shop.restarted(ebay_shipping_cost=None)
    assert (await free.selling.publisher.publish(shop.posting(spec))).status is Status.LIVE


async def test_a_place_may_be_a_city(shop: Shop) -> None:
    spec = phone(location=ListingLocation(city="Reno", state="NV"))
    assert (await shop.selling.publisher.publish(shop.posting(spec))).status is Status.LIVE
