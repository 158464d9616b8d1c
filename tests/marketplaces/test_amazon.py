"""What is sent to Amazon, and what becomes of an item."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marketplaces.json_noise import JSON, objects_of, unhurried

from talknshop.marketplaces.amazon.mapping import to_product
from talknshop.marketplaces.amazon.request import search_body
from talknshop.marketplaces.paging import page_holding
from talknshop.schemas.enums import Availability, Condition, Sort
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SITE = "www.amazon.com"


def offer(amount: float, kind: str = "New", **more: object) -> dict[str, object]:
    return {
        "price": {"money": {"amount": amount, "currency": "USD"}},
        "condition": {"value": kind, "subCondition": "Unknown"},
        "availability": {"type": "IN_STOCK", "message": "In Stock"},
        "merchantInfo": {"name": "Lamp House"},
        **more,
    }


LAMP: dict[str, object] = {
    "asin": "B0LAMP0001",
    "detailPageURL": "https://www.amazon.com/dp/B0LAMP0001?tag=mine-20&linkCode=osi",
    "itemInfo": {
        "title": {"displayValue": "Desk lamp"},
        "features": {"displayValues": ["Bends", None, "Glows &amp; dims"]},
        "byLineInfo": {"brand": {"displayValue": "Lumen"}},
        "externalIds": {"upcs": {"displayValues": ["012345678905"]}},
    },
    "images": {"primary": {"large": {"url": "https://m.media-amazon.com/images/I/a.jpg"}}},
    "offersV2": {"listings": [offer(19.9, isBuyBoxWinner=True)]},
}


def product_of(wanted: Condition | None = None, **changes: object) -> ProductResult:
    product = to_product(LAMP | changes, SITE, NOW, wanted=wanted, simulated=False)
    assert product is not None
    return product


def listings(*offers: object) -> dict[str, object]:
    return {"listings": list(offers)}


def body_of(requirement: RequirementSpec, site: str = SITE) -> dict[str, object]:
    page = page_holding(30, 10, largest=10, smallest=10)
    return search_body(requirement, page, partner_tag="mine-20", site=site)


def test_price_limits_are_sent_in_cents_and_answered_in_dollars() -> None:
    wish = RequirementSpec(product_type="lamp", price=PriceFilter(min=100, max=999.99))
    body = body_of(wish)
    assert (body["minPrice"], body["maxPrice"]) == (10_000, 99_999)
    assert product_of().price == 19.9


def test_price_limits_in_yen_are_in_hundredths_too() -> None:
    wish = RequirementSpec(product_type="lamp", price=PriceFilter(max=1500, currency="JPY"))
    assert body_of(wish, "www.amazon.co.jp")["maxPrice"] == 150_000
    yen = {"price": {"money": {"amount": 1500, "currency": "JPY"}}}
    assert product_of(offersV2=listings(yen)).price == 1500


def test_a_limit_in_another_currency_is_not_taken_for_one_of_the_site() -> None:
    wish = RequirementSpec(product_type="lamp", price=PriceFilter(max=50, currency="EUR"))
    assert "maxPrice" not in body_of(wish)


def test_the_rest_of_a_search() -> None:
    wish = RequirementSpec(product_type="lamp", rating_min=4.5, sort=Sort.RATING_DESC)
    body = body_of(wish)
    assert body["keywords"] == "lamp"
    assert (body["itemPage"], body["itemCount"]) == (4, 10)
    assert body["minReviewsRating"] == 4
    assert body["sortBy"] == "AvgCustomerReviews"
    assert body["partnerTag"] == "mine-20"
    assert "minReviewsRating" not in body_of(RequirementSpec(product_type="x", rating_min=0.5))


@pytest.mark.parametrize("condition", [None, *Condition])
def test_only_new_and_any_are_asked_for(condition: Condition | None) -> None:
    body = body_of(RequirementSpec(product_type="lamp", condition=condition))
    assert body["condition"] == ("New" if condition is Condition.NEW else "Any")


@unhurried
@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_what_a_person_writes_stays_among_the_keywords(product: str, brand: str) -> None:
    wish = RequirementSpec(product_type=product, brand_preferences=[brand], exclude=[brand])
    body = body_of(wish)
    plain = body_of(RequirementSpec(product_type="lamp"))
    assert {**body, "keywords": ""} == {**plain, "keywords": ""}
    assert not set(str(body["keywords"])) & set('|"*()-+&') - {"-"}


def test_an_item() -> None:
    product = product_of()
    assert product.product_id == "amazon_B0LAMP0001"
    assert product.description == "Bends\nGlows & dims"
    assert (product.brand, product.gtin) == ("Lumen", "012345678905")
    assert product.condition is Condition.NEW
    assert product.availability is Availability.IN_STOCK
    assert product.deep_link == LAMP["detailPageURL"]
    assert product.marketplace_url == "https://www.amazon.com/dp/B0LAMP0001"
    assert product.seller_name == "Lamp House"


def test_reviews_are_usually_absent_and_then_unknown() -> None:
    product = product_of()
    assert (product.rating, product.review_count) == (None, None)
    rated = product_of(customerReviews={"starRating": {"value": 4.4}, "count": 12})
    assert (rated.rating, rated.review_count) == (4.4, 12)


def test_the_offer_that_amazon_puts_first_is_taken() -> None:
    offers = listings(offer(5, "Used"), offer(25), offer(20, isBuyBoxWinner=True))
    assert product_of(offersV2=offers).price == 20
    assert product_of(offersV2=listings(offer(5, "Used"), offer(25))).price == 25
    assert product_of(offersV2=listings(offer(5, "Used"))).condition is Condition.USED


@pytest.mark.parametrize(
    ("wanted", "price"),
    [(Condition.USED, 5), (Condition.REFURBISHED, 9), (Condition.NEW, 25), (None, 25)],
)
def test_the_offer_in_the_wanted_condition_is_taken(wanted: Condition, price: float) -> None:
    offers = listings(offer(5, "Used"), offer(9, "Refurbished"), offer(25))
    assert product_of(wanted, offersV2=offers).price == price


@pytest.mark.parametrize(
    ("grade", "condition"),
    [("LikeNew", Condition.LIKE_NEW), ("VeryGood", Condition.GOOD), ("Acceptable", Condition.FAIR),
     ("Unknown", Condition.USED), ("Very Good", Condition.GOOD)],
)  # fmt: skip
def test_the_grade_of_a_used_offer(grade: str, condition: Condition) -> None:
    used = offer(5, condition={"value": "Used", "subCondition": grade})
    assert product_of(offersV2=listings(used)).condition is condition


def test_a_price_that_must_not_be_shown_is_hidden() -> None:
    product = product_of(offersV2=listings(offer(5, violatesMAP=True)))
    assert product.price is None
    assert product.attributes["price_shown_in_cart"] == "yes"


def test_a_list_price() -> None:
    saved = {
        "money": {"amount": 15, "currency": "USD"},
        "savingBasis": {"money": {"amount": 20.5, "currency": "USD"}},
    }
    assert product_of(offersV2=listings(offer(1, price=saved))).list_price == 20.5


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("IN_STOCK_SCARCE", Availability.IN_STOCK), ("OUT_OF_STOCK", Availability.OUT_OF_STOCK),
     ("PREORDER", Availability.PREORDER), ("AVAILABLE_DATE", Availability.PREORDER),
     ("LEADTIME", Availability.UNKNOWN), (7, Availability.UNKNOWN), ([], Availability.UNKNOWN)],
)  # fmt: skip
def test_availability(stated: object, expected: Availability) -> None:
    stated_offer = offer(1, availability={"type": stated})
    assert product_of(offersV2=listings(stated_offer)).availability is expected


def test_without_an_offer_everything_about_it_is_unknown() -> None:
    product = product_of(offersV2=None, detailPageURL=None)
    assert (product.price, product.condition, product.seller_name) == (None, None, None)
    assert product.deep_link == "https://www.amazon.com/dp/B0LAMP0001"


@pytest.mark.parametrize("asin", [None, "", "b0lamp0001", "../../x", 5, "B0LAMP00011"])
def test_what_has_no_asin_is_no_product(asin: object) -> None:
    assert to_product(LAMP | {"asin": asin}, SITE, NOW, wanted=None, simulated=False) is None


KEYS = [*LAMP, "title", "displayValue", "displayValues", "listings", "price", "money", "amount",
        "currency", "condition", "value", "subCondition", "availability", "type", "byLineInfo",
        "externalIds", "eans", "productInfo", "starRating", "count", "violatesMAP"]  # fmt: skip


@unhurried
@given(JSON, objects_of(KEYS), st.sampled_from(list(LAMP)), st.sampled_from([None, *Condition]))
def test_no_answer_is_too_absurd(
    noise: object, record: dict[str, object], key: str, wanted: Condition | None
) -> None:
    for absurd in (noise, record, LAMP | {key: noise}, LAMP | record):
        product = to_product(absurd, SITE, NOW, wanted=wanted, simulated=False)
        assert product is None or product.title
