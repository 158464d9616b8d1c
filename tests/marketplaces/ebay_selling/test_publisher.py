"""Listings on the simulated eBay: put up, found again, changed, sold and taken down."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.marketplaces.ebay_selling.conftest import Shop, phone

from talknshop.marketplaces.ebay.selling.request import sku_of
from talknshop.schemas.enums import MarketplaceJobStatus as Status

pytestmark = pytest.mark.socket


async def test_a_listing_is_put_up_as_its_seller_said(shop: Shop) -> None:
    posting = shop.posting()
    outcome = await shop.selling.publisher.publish(posting)
    assert outcome.status is Status.LIVE
    assert shop.up() == [outcome.listing_id]
    assert outcome.confirmation_link == f"{shop.ebay.base_url}/itm/{outcome.listing_id}"
    ledger = shop.ebay.ledger()
    (listing,) = [one for one in ledger["listing"] if one["listingId"] == outcome.listing_id]
    assert listing["price"] == {"value": "650.00", "currency": "USD"}
    assert (listing["sku"], listing["condition"]) == (sku_of(posting.job_id), "USED_EXCELLENT")
    (item,) = [one for one in ledger["item"] if one["sku"] == listing["sku"]]
    assert item["product"]["aspects"] == {
        "Brand": ["Apple"], "Storage Capacity": ["128 GB"], "Color": ["Blue"]
    }  # fmt: skip
    assert len(item["product"]["imageUrls"]) == 2
    assert item["conditionDescription"] == "The seller describes the condition as good."


async def test_put_up_twice_is_put_up_once(shop: Shop) -> None:
    posting = shop.posting()
    first = await shop.selling.publisher.publish(posting)
    again = await shop.restarted().selling.publisher.publish(posting)
    assert again.listing_id == first.listing_id
    assert shop.ever() == [first.listing_id]


async def test_a_change_and_an_end(shop: Shop) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    cheaper = shop.posting(phone(price=599.99), job_id=posting.job_id, listing_id=up.listing_id)
    assert (await shop.selling.publisher.revise(cheaper)).status is Status.LIVE
    (listing,) = [one for one in shop.ebay.listings() if one["listingId"] == up.listing_id]
    assert listing["price"]["value"] == "599.99"
    for _ in range(2):
        assert (await shop.selling.publisher.withdraw(cheaper)).status is Status.REMOVED
    assert (shop.up(), shop.ever()) == ([], [up.listing_id])


async def test_a_sale_is_told_and_never_undone(shop: Shop) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    assert up.listing_id
    begin = datetime.now(UTC)
    order = shop.ebay.buy(up.listing_id)
    assert order
    (sale,) = await shop.selling.publisher.sales(shop.user_id, since=begin)
    assert (sale.listing_id, sale.order_id) == (up.listing_id, order["orderId"])
    assert abs(sale.sold_at - begin) < timedelta(minutes=1)
    # Whatever comes late must not put the sold item up again.
    for late in (shop.selling.publisher.publish, shop.selling.publisher.revise):
        assert (await late(posting)).listing_id == up.listing_id
        assert shop.ebay.buy(up.listing_id) is None
    assert shop.up() == []
    assert (await shop.selling.publisher.withdraw(posting)).status is Status.REMOVED
