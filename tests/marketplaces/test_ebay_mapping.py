from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marketplaces.json_noise import JSON, objects_of, unhurried

from talknshop.marketplaces.ebay.mapping import group_id, to_product
from talknshop.marketplaces.mapped import mapped
from talknshop.schemas.enums import Availability, Condition
from talknshop.schemas.product import ProductResult

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAMP: dict[str, object] = {
    "itemId": "v1|110000|0",
    "legacyItemId": "110000",
    "title": "Desk lamp &amp; bulb",
    "shortDescription": "Bends <b>everywhere</b>",
    "price": {"value": "19.90", "currency": "USD"},
    "marketingPrice": {"originalPrice": {"value": "30.00", "currency": "USD"}},
    "conditionId": "1000",
    "condition": "Brand New",
    "buyingOptions": ["FIXED_PRICE", "BEST_OFFER"],
    "itemWebUrl": "https://www.ebay.com/itm/110000?hash=a:b",
    "itemAffiliateWebUrl": "https://www.ebay.com/itm/110000?campid=5338&mkevt=1",
    "image": {"imageUrl": "https://i.ebayimg.com/thumbs/a/s-l225.jpg"},
    "thumbnailImages": [{"imageUrl": "https://i.ebayimg.com/images/a/s-l1600.jpg"}],
    "seller": {"username": "lamps-and-more", "feedbackPercentage": "99.1"},
    "shippingOptions": [{"shippingCost": {"value": "0.00", "currency": "USD"}}],
    "itemLocation": {"country": "US"},
    "itemGroupHref": "https://api.ebay.com/x?item_group_id=777",
}


def product_of(**changes: object) -> ProductResult:
    product = to_product(LAMP | changes, NOW, simulated=False)
    assert product is not None
    return product


def test_a_listing() -> None:
    product = product_of()
    assert product.product_id == "ebay_v1|110000|0"
    assert product.title == "Desk lamp & bulb"
    assert product.description == "Bends everywhere"
    assert (product.price, product.currency, product.list_price) == (19.9, "USD", 30.0)
    assert product.condition is Condition.NEW
    assert product.availability is Availability.IN_STOCK
    assert product.image_url == "https://i.ebayimg.com/images/a/s-l1600.jpg"
    assert product.deep_link == "https://www.ebay.com/itm/110000?campid=5338&mkevt=1"
    assert product.marketplace_url == "https://www.ebay.com/itm/110000"
    assert product.shipping_info == {
        "cost": 0.0, "currency": "USD", "free": True, "ships_from": "US"
    }  # fmt: skip
    assert product.attributes["variations_of"] == "777"
    assert product.attributes["legacy_item_id"] == "110000"
    assert product.as_of == NOW


def test_what_sellers_are_rated_is_no_rating_of_the_product() -> None:
    product = product_of()
    assert (product.rating, product.review_count) == (None, None)
    assert product.attributes["seller_feedback_percentage"] == "99.1"
    rated = product_of(primaryProductReviewRating={"averageRating": "4.5", "reviewCount": 12})
    assert (rated.rating, rated.review_count) == (4.5, 12)


@pytest.mark.parametrize(
    ("number", "condition"),
    [("1000", Condition.NEW), ("1500", Condition.LIKE_NEW), ("2030", Condition.REFURBISHED),
     ("2500", Condition.REFURBISHED), ("2750", Condition.LIKE_NEW), ("3000", Condition.USED),
     ("6000", Condition.FAIR), ("7000", Condition.FOR_PARTS), (5000, Condition.GOOD),
     (None, None), ("9999", None)],
)  # fmt: skip
def test_the_condition_goes_by_its_number_not_by_its_words(
    number: object, condition: Condition | None
) -> None:
    assert product_of(conditionId=number, condition="Good - Refurbished").condition is condition


@pytest.mark.parametrize(
    "campaign", ["%253CePNCampaignId%253E", "%3CePNCampaignId%3E", "<ePNCampaignId>"]
)
def test_a_link_with_a_placeholder_for_the_campaign_is_not_used(campaign: str) -> None:
    link = f"https://www.ebay.com/itm/110000?campid={campaign}"
    assert product_of(itemAffiliateWebUrl=link).deep_link == LAMP["itemWebUrl"]


def test_an_auction_has_its_bid_where_it_has_no_price() -> None:
    bid = {"value": "3.50", "currency": "USD"}
    auction = product_of(price=None, currentBidPrice=bid, buyingOptions=["AUCTION"])
    assert auction.price == 3.5
    assert auction.availability is Availability.UNKNOWN


def test_a_converted_price_says_what_it_was() -> None:
    price = {
        "value": "0.75", "currency": "USD",
        "convertedFromValue": "0.99", "convertedFromCurrency": "CAD",
    }  # fmt: skip
    product = product_of(price=price)
    assert (product.price, product.attributes["converted_from_price"]) == (0.75, "0.99")
    assert product.attributes["converted_from_currency"] == "CAD"


@pytest.mark.parametrize(
    "price",
    [None, {}, "19.90", {"value": "string", "currency": "USD"}, {"value": "1"},
     {"value": -2147483648, "currency": "USD"}, {"value": "1", "currency": "dollars"}],
)  # fmt: skip
def test_an_unreadable_price_is_unknown_and_never_0(price: object) -> None:
    assert product_of(price=price).price is None


def test_other_currencies_stay_what_they_are() -> None:
    euro = product_of(price={"value": "1234.5", "currency": "EUR"})
    assert (euro.price, euro.currency, euro.list_price) == (1234.5, "EUR", None)


@pytest.mark.parametrize(
    ("changes", "availability"),
    [
        ({"itemEndDate": "2026-11-20T11:00:00.000Z"}, Availability.OUT_OF_STOCK),
        ({"itemEndDate": "2026-11-21T11:00:00Z"}, Availability.IN_STOCK),
        ({"itemEndDate": "soon"}, Availability.IN_STOCK),
        ({"estimatedAvailabilities": [{"estimatedAvailabilityStatus": "OUT_OF_STOCK"}]},
         Availability.OUT_OF_STOCK),
        ({"estimatedAvailabilities": [{"estimatedAvailabilityStatus": "LIMITED_STOCK"}]},
         Availability.IN_STOCK),
        ({"buyingOptions": None}, Availability.UNKNOWN),
    ],
)  # fmt: skip
def test_availability(changes: dict[str, object], availability: Availability) -> None:
    assert product_of(**changes).availability is availability


def test_a_whole_record_has_its_description_and_aspects() -> None:
    product = product_of(
        description="<div>Long <script>x()</script>text</div>",
        localizedAspects=[{"name": "Colour", "value": "Red"}, {"name": None}, 7],
        brand="Lumen",
        gtin="4006381333931",
        estimatedAvailabilities=[{"estimatedAvailabilityStatus": "IN_STOCK"}],
    )
    assert product.description == "Long text"
    assert product.attributes["colour"] == "Red"
    assert (product.brand, product.gtin) == ("Lumen", "4006381333931")


@pytest.mark.parametrize("absent", ["itemId", "title"])
def test_what_has_no_id_or_title_is_no_product(absent: str) -> None:
    assert to_product(LAMP | {absent: None}, NOW, simulated=False) is None


def test_what_leads_nowhere_is_no_product() -> None:
    nowhere = LAMP | {"itemWebUrl": "javascript:alert(1)", "itemAffiliateWebUrl": None}
    assert to_product(nowhere, NOW, simulated=False) is None


def test_what_is_no_product_is_counted_and_costs_the_others_nothing() -> None:
    many = [LAMP, None, {"title": "x"}, 5, LAMP] * 200
    found = mapped(many, lambda item: to_product(item, NOW, simulated=True))
    assert (len(found.products), found.unmapped) == (400, 600)
    assert all(product.simulated for product in found.products)


KEYS = [*LAMP, "value", "currency", "imageUrl", "currentBidPrice", "itemEndDate", "description",
        "localizedAspects", "name", "estimatedAvailabilities", "primaryProductReviewRating",
        "averageRating", "originalPrice", "shippingCost", "country"]  # fmt: skip


@unhurried
@given(JSON, objects_of(KEYS), st.sampled_from(list(LAMP)))
def test_no_answer_is_too_absurd(noise: object, record: dict[str, object], key: str) -> None:
    for absurd in (noise, record, LAMP | {key: noise}, LAMP | record):
        product = to_product(absurd, NOW, simulated=False)
        assert product is None or product.title
        group_id(absurd)


def test_the_group_is_an_id_and_never_an_address() -> None:
    def named(href: object) -> object:
        return {"errors": [{"parameters": [{"name": "itemGroupHref", "value": href}]}]}

    assert group_id(named("https://evil.example/a?item_group_id=123456")) == "123456"
    assert group_id(named("https://api.ebay.com/a")) is None
    assert group_id(named(7)) is None
    assert group_id(named("http://[broken?item_group_id=1")) is None
