"""What eBay refuses, asks for or takes back, each with its state and what to do."""

from decimal import Decimal

import pytest
from tests.marketplaces.ebay_selling.conftest import PHOTOS, Shop, phone

from talknshop.marketplaces.ebay.selling.account import SellerAccountRepository
from talknshop.marketplaces.publishing import Photo
from talknshop.schemas.enums import Condition
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingSpec, ProblemLevel

pytestmark = pytest.mark.socket
WRITES = frozenset({"createOrReplaceInventoryItem", "createOffer", "publishOffer"})


@pytest.mark.parametrize(
    ("spec", "field", "told"),
    [
        (phone(attributes={}), "attributes.Brand", "Apple, Google"),
        (phone(title="running shoes", attributes={"brand": "Asics"}), "attributes.US Shoe Size",
         "one of 4, 4.5"),
        (phone(title="running shoes", attributes={"brand": "Asics", "size": "99"}),
         "attributes.US Shoe Size", "one of 4, 4.5"),
        (phone(title="A novel", condition=Condition.REFURBISHED), "condition", "Like New"),
        (phone(currency="EUR"), "price", None),
        (phone(location=None), "location.zip", None),
    ],
)  # fmt: skip
async def test_what_is_missing_is_asked_before_anything_is_made(
    shop: Shop, spec: ListingSpec, field: str, told: str | None
) -> None:
    begin = len(shop.ebay.calls())
    outcome = await shop.selling.publisher.publish(shop.posting(spec))
    assert outcome.status is Status.NEEDS_INPUT
    assert outcome.action
    assert (outcome.action.kind, outcome.action.fields[0].name) == ("answer", field)
    assert told is None or told in " ".join(outcome.action.checklist)
    assert not WRITES & set(shop.ebay.calls()[begin:])


async def test_an_answer_is_taken_in_the_words_of_the_list(shop: Shop) -> None:
    spec = phone(title="running shoes", attributes={"brand": "Asics", "US Shoe Size": "10.5"})
    assert (await shop.selling.publisher.publish(shop.posting(spec))).status is Status.LIVE


@pytest.mark.parametrize(
    "photos", [(), (Photo("uploads/gone.jpg"),)], ids=["none", "one that is gone"]
)
async def test_without_a_photo_nothing_is_listed(shop: Shop, photos: tuple[Photo, ...]) -> None:
    posting = shop.posting(photos=photos)
    outcome = await shop.selling.publisher.publish(posting)
    assert (outcome.status, outcome.error_code) == (Status.NEEDS_INPUT, "photo_required")
    assert outcome.action
    assert outcome.action.fields[0].name == "media_s3_keys"
    assert shop.ever() == []


async def test_shipping_is_the_sellers_to_price(shop: Shop) -> None:
    other = shop.restarted(ebay_shipping_cost=None)
    other.user_id = f"{shop.user_id}-bare"
    started = await other.selling.accounts.connect(other.user_id)
    back = shop.ebay.agree(started.auth_url or "", seller=other.seller)
    status = await other.selling.accounts.callback(
        other.user_id, code=back["code"], state=back["state"]
    )
    assert status.connected
    assert "no shipping policy" in (status.message or "")
    outcome = await other.selling.publisher.publish(other.posting())
    assert (outcome.status, other.ever()) == (Status.NEEDS_ACTION, [])
    assert outcome.action
    assert (outcome.action.kind, bool(outcome.action.form_url)) == ("fix", True)
    # As soon as there is one, whoever made it, the listing goes up.
    priced = other.restarted(ebay_shipping_cost=Decimal(5))
    assert (await priced.selling.publisher.publish(other.posting())).status is Status.LIVE


async def test_what_ebay_ends_is_told_and_not_put_up_again(shop: Shop) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    shop.ebay.end(up.listing_id or "")
    for method in (shop.selling.publisher.look, shop.selling.publisher.publish,
                   shop.selling.publisher.revise):  # fmt: skip
        outcome = await method(posting)
        assert (outcome.status, outcome.error_code) == (Status.REJECTED, "EBAY_ENDED")
        assert "ended this listing" in (outcome.message or "")
    assert shop.ever() == [up.listing_id]
    assert (await shop.selling.publisher.withdraw(posting)).status is Status.REMOVED


async def test_a_listing_that_is_up_is_looked_at(shop: Shop) -> None:
    posting = shop.posting()
    assert (await shop.selling.publisher.look(posting)).status is Status.REJECTED
    up = await shop.selling.publisher.publish(posting)
    assert await shop.selling.publisher.look(posting) == up


async def test_taken_down_and_wanted_again(shop: Shop) -> None:
    posting = shop.posting()
    first = await shop.selling.publisher.publish(posting)
    await shop.selling.publisher.withdraw(posting)
    again = await shop.selling.publisher.publish(posting)
    assert again.status is Status.LIVE
    assert shop.up() == [again.listing_id]
    assert first.listing_id != again.listing_id


async def test_a_change_that_is_refused_leaves_it_as_it_was(shop: Shop) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    worse = shop.posting(phone(attributes={}), job_id=posting.job_id)
    outcome = await shop.selling.publisher.revise(worse)
    assert (outcome.status, outcome.listing_id) == (Status.LIVE, up.listing_id)
    assert "as it was before" in (outcome.message or "")
    assert outcome.action


async def test_a_listing_that_is_up_stays_known_whatever_is_missing_now(shop: Shop) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    without = shop.posting(job_id=posting.job_id, photos=(Photo("uploads/gone.jpg"),))
    again = await shop.restarted().selling.publisher.publish(without)
    assert (again.status, again.listing_id) == (Status.LIVE, up.listing_id)
    assert again.action


async def test_setup_that_is_gone_is_found_again(shop: Shop) -> None:
    accounts = SellerAccountRepository(shop.tokens, "ebay-simulated")
    account = await accounts.get(shop.user_id)
    gone = account.setup.model_copy(update={"payment_policy_id": "1"})
    await accounts.replace(shop.user_id, account.model_copy(update={"setup": gone}))
    posting = shop.posting()
    outcome = await shop.selling.publisher.publish(posting)
    assert (outcome.status, outcome.error_code) == (Status.NEEDS_ACTION, "25008")
    assert (await shop.selling.publisher.publish(posting)).status is Status.LIVE


def test_the_preview_is_of_the_limits(shop: Shop) -> None:
    spec = phone(title="word " * 40, media_s3_keys=[], description="<b>Fine</b> phone")
    preview = shop.selling.publisher.preview(spec)
    fields = {one.name: one for one in preview.fields}
    assert len(fields["title"].value) <= 80
    assert fields["title"].truncated
    assert fields["description"].value == "Fine phone"
    blocking = [one.code for one in preview.problems if one.level is ProblemLevel.BLOCKING]
    assert blocking == ["photo_required"]
    assert preview.fees
    assert preview.net is not None
    assert preview.net < spec.price
    assert len(PHOTOS) == 2
