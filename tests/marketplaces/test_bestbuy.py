"""The query to Best Buy in its path, and what becomes of a product."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marketplaces.json_noise import JSON, objects_of, unhurried

from talknshop.marketplaces.bestbuy.mapping import to_product
from talknshop.marketplaces.bestbuy.request import page_of, search_parameters, search_path
from talknshop.schemas.enums import Availability, Condition, Sort
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAMP: dict[str, object] = {
    "sku": 6500001,
    "name": "Lumen - Desk lamp",
    "longDescription": "Bends <b>everywhere</b>",
    "salePrice": 19.99,
    "regularPrice": 29.99,
    "priceRestriction": None,
    "customerReviewAverage": 4.6,
    "customerReviewCount": 31,
    "condition": "New",
    "preowned": False,
    "onlineAvailability": True,
    "orderable": "Available",
    "inStoreAvailability": True,
    "largeFrontImage": "https://img.bbystatic.com/a.jpg",
    "url": "https://api.bestbuy.com/click/-/6500001/pdp",
    "affiliateUrl": None,
    "manufacturer": "Lumen",
    "modelNumber": "L-1",
    "upc": "887276201986",
    "categoryPath": [{"id": "cat00000", "name": "Best Buy"}, {"id": "b", "name": "Lamps"}],
    "details": [{"name": "Bulb", "value": "LED"}],
}


def product_of(**changes: object) -> ProductResult:
    product = to_product(LAMP | changes, NOW, simulated=False)
    assert product is not None
    return product


def test_a_query_stands_in_the_path() -> None:
    wish = RequirementSpec(
        product_type="gaming laptop",
        price=PriceFilter(min=500, max=1000),
        rating_min=4.5,
        condition=Condition.NEW,
    )
    assert search_path(wish) == (
        "/v1/products(search=gaming&search=laptop&salePrice%3E=500.00&salePrice%3C=1000.00"
        "&customerReviewAverage%3E=4.5&condition=New)"
    )


def test_brands() -> None:
    one = RequirementSpec(product_type="laptop", brand_preferences=["Acme Pro"])
    assert search_path(one) == (
        "/v1/products(search=Acme&search=Pro&search=laptop&manufacturer=Acme%20Pro)"
    )
    two = RequirementSpec(product_type="laptop", brand_preferences=["Dell", "HP"])
    assert search_path(two) == "/v1/products(search=laptop&(manufacturer=Dell|manufacturer=HP))"


def test_a_limit_in_another_currency_is_not_taken_for_dollars() -> None:
    wish = RequirementSpec(product_type="lamp", price=PriceFilter(max=5, currency="EUR"))
    assert search_path(wish) == "/v1/products(search=lamp)"


def test_used_things_are_preowned() -> None:
    wish = RequirementSpec(product_type="lamp", condition=Condition.USED)
    assert search_path(wish).endswith("&preowned=true)")


TEXTS = st.text(min_size=1, max_size=40) | st.sampled_from(
    ["lamp)|(salePrice>0", "a&sku=1", "*x", "a,b in(1)", "x)?apiKey=y#", "a%29b", "../../v1"]
)
VALUE = r"[^()&|=<>*?#/,\"' ]+"
CONDITION = re.compile(
    rf"search={VALUE}|manufacturer={VALUE}|\(manufacturer={VALUE}(?:\|manufacturer={VALUE})?\)"
    r"|salePrice%3C=5\.00"
)


@unhurried
@given(TEXTS, st.lists(TEXTS, max_size=2), TEXTS)
def test_nothing_that_a_person_writes_gets_out_of_its_value(
    product: str, brands: list[str], value: str
) -> None:
    wish = RequirementSpec(
        product_type=product,
        brand_preferences=brands,
        attributes={value: value},
        price=PriceFilter(max=5),
    )
    path = search_path(wish)
    assert path.isascii()
    conditions = path.removeprefix("/v1/products(").removesuffix(")").split("&")
    assert all(CONDITION.fullmatch(condition) for condition in conditions)
    assert conditions.count("salePrice%3C=5.00") == 1
    values = re.findall(rf"(?:search|manufacturer)=({VALUE})", path)
    assert not any(set(unquote(value)) & set("()&|=<>*?#/,\"'%") for value in values)


@pytest.mark.parametrize("offset", [0, 7, 20, 200, 615, 980, 999])
def test_no_page_behind_the_tenth_is_asked_for(offset: int) -> None:
    page = page_of(offset, 20)
    assert page.number <= 10
    assert page.start + page.skip == offset


def test_the_rest_of_a_query() -> None:
    wish = RequirementSpec(product_type="lamp", sort=Sort.PRICE_DESC)
    asked = search_parameters(wish, page_of(40, 20), "K")
    assert (asked["apiKey"], asked["format"]) == ("K", "json")
    assert (asked["page"], asked["pageSize"], asked["sort"]) == ("3", "20", "salePrice.dsc")
    assert "sort" not in search_parameters(
        RequirementSpec(product_type="lamp"), page_of(0, 20), "K"
    )


def test_a_product() -> None:
    product = product_of()
    assert product.product_id == "bestbuy_6500001"
    assert (product.price, product.list_price, product.currency) == (19.99, 29.99, "USD")
    assert (product.rating, product.review_count) == (4.6, 31)
    assert product.description == "Bends everywhere"
    assert product.deep_link == LAMP["url"]
    assert product.marketplace_url == "https://www.bestbuy.com/site/6500001.p"
    assert product.attributes["bulb"] == "LED"
    assert product.attributes["category"] == "Lamps"
    assert (product.brand, product.gtin) == ("Lumen", "887276201986")


def test_an_affiliate_link_comes_first() -> None:
    link = "https://bestbuy.7tiv.net/c/1/2/3"
    assert product_of(affiliateUrl=link).deep_link == link
    assert product_of(url=None).deep_link == "https://www.bestbuy.com/site/6500001.p"


@pytest.mark.parametrize("restriction", ["MAP", "ICR"])
def test_a_price_that_must_not_be_shown_is_hidden(restriction: str) -> None:
    product = product_of(priceRestriction=restriction)
    assert (product.price, product.list_price) == (None, None)
    assert product.attributes["price_shown_in_cart"] == "yes"


@pytest.mark.parametrize(
    ("online", "orderable", "expected"),
    [
        (True, "Available", Availability.IN_STOCK),
        (True, None, Availability.IN_STOCK),
        (True, "SoldOut", Availability.OUT_OF_STOCK),
        (True, "PreOrder", Availability.PREORDER),
        (False, "BackOrder", Availability.BACKORDER),
        (False, "Available", Availability.OUT_OF_STOCK),
        (True, "ComingSoon", Availability.UNKNOWN),
        (None, None, Availability.UNKNOWN),
    ],
)
def test_availability(online: object, orderable: object, expected: Availability) -> None:
    product = product_of(onlineAvailability=online, orderable=orderable)
    assert product.availability is expected


@pytest.mark.parametrize(
    ("stated", "preowned", "expected"),
    [("New", False, Condition.NEW), ("Refurbished", False, Condition.REFURBISHED),
     ("Pre-Owned", False, Condition.USED), ("New", True, Condition.USED), (None, None, None)],
)  # fmt: skip
def test_condition(stated: object, preowned: object, expected: Condition | None) -> None:
    assert product_of(condition=stated, preowned=preowned).condition is expected


def test_what_is_null_is_unknown() -> None:
    bare = product_of(**dict.fromkeys(set(LAMP) - {"sku", "name"}))
    assert (bare.price, bare.rating, bare.review_count, bare.image_url) == (None,) * 4


@unhurried
@given(JSON, objects_of([*LAMP, "value"]), st.sampled_from(list(LAMP)))
def test_no_answer_is_too_absurd(noise: object, record: dict[str, object], key: str) -> None:
    for absurd in (noise, record, LAMP | {key: noise}, LAMP | record):
        product = to_product(absurd, NOW, simulated=False)
        assert product is None or product.title
