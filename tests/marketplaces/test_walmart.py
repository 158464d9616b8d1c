"""What is sent to Walmart and how it is signed, and what becomes of an item."""

from datetime import UTC, datetime
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from tests.marketplaces.json_noise import JSON, objects_of, unhurried

from talknshop.core.errors import ConfigurationError
from talknshop.marketplaces.walmart.mapping import to_product
from talknshop.marketplaces.walmart.request import search_parameters
from talknshop.marketplaces.walmart.signature import read_private_key, signed_text
from talknshop.schemas.enums import Availability, Condition, Sort
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAMP: dict[str, object] = {
    "itemId": 504300001,
    "name": "Desk lamp",
    "salePrice": 19.99,
    "msrp": 29.99,
    "shortDescription": "&lt;ul&gt;&lt;li&gt;Bends&lt;/li&gt;&lt;li&gt;Glows&lt;/li&gt;&lt;/ul&gt;",
    "customerRating": "4.5",
    "numReviews": 12,
    "stock": "Available",
    "availableOnline": True,
    "largeImage": "https://i5.walmartimages.com/a.jpeg?odnHeight=450",
    "productTrackingUrl": "https://goto.walmart.com/c/123/568844/9383?veh=aff",
    "brandName": "Lumen",
    "upc": "190198451996",
    "categoryPath": "Home/Lamps",
    "standardShipRate": 5.99,
    "marketplace": True,
}


@cache
def private_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def pem(form: PrivateFormat) -> str:
    return private_key().private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def product_of(**changes: object) -> ProductResult:
    product = to_product(LAMP | changes, NOW, simulated=False)
    assert product is not None
    return product


def asked_for(requirement: RequirementSpec, *, limit: int = 20, offset: int = 0) -> dict[str, str]:
    return search_parameters(requirement, limit=limit, offset=offset, publisher_id=None)


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("escaped", [True, False])
def test_keys_in_both_forms_also_on_one_line(form: PrivateFormat, *, escaped: bool) -> None:
    text = pem(form).replace("\n", "\\n") if escaped else pem(form)
    assert read_private_key(text).private_numbers() == private_key().private_numbers()


@pytest.mark.parametrize("text", ["", "abc", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_what_is_no_key_is_told_without_showing_it(text: str) -> None:
    with pytest.raises(ConfigurationError, match="WALMART_PRIVATE_KEY") as caught:
        read_private_key(text)
    assert "AAAA" not in caught.value.message


def test_the_last_line_break_is_signed_too() -> None:
    assert signed_text("id", "1700000000000", "1") == b"id\n1700000000000\n1\n"


def test_a_search() -> None:
    wish = RequirementSpec(product_type="desk lamp", price=PriceFilter(max=25), sort=Sort.PRICE_ASC)
    assert search_parameters(wish, limit=100, offset=50, publisher_id="77") == {
        "query": "desk lamp",
        "numItems": "25",
        "start": "51",
        "responseGroup": "full",
        "sort": "price",
        "order": "ascending",
        "facet": "on",
        "facet.range": "price:[0.00 TO 25.00]",
        "publisherId": "77",
    }


def test_ranges_have_both_ends_and_are_in_dollars_only() -> None:
    wish = RequirementSpec(product_type="lamp", price=PriceFilter(min=10))
    assert asked_for(wish)["facet.range"] == "price:[10.00 TO 1000000.00]"
    dear = RequirementSpec(product_type="lamp", price=PriceFilter(min=5_000_000))
    assert asked_for(dear)["facet.range"] == "price:[5000000.00 TO 5000000.00]"
    euro = RequirementSpec(product_type="lamp", price=PriceFilter(min=10, currency="EUR"))
    assert "facet" not in asked_for(euro)


@unhurried
@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_what_a_person_writes_stays_in_the_query(product: str, brand: str) -> None:
    wish = RequirementSpec(product_type=product, brand_preferences=[brand], exclude=[brand])
    asked, plain = asked_for(wish), asked_for(RequirementSpec(product_type="lamp"))
    assert {**asked, "query": ""} == {**plain, "query": ""}
    assert not set(asked["query"]) & set("&=:[]()\"'*?#")


def test_an_item() -> None:
    product = product_of()
    assert product.product_id == "walmart_504300001"
    assert product.description == "Bends\nGlows"
    assert (product.price, product.list_price, product.currency) == (19.99, 29.99, "USD")
    assert (product.rating, product.review_count) == (4.5, 12)
    assert product.deep_link == LAMP["productTrackingUrl"]
    assert product.marketplace_url == "https://www.walmart.com/ip/504300001"
    assert product.shipping_info == {"cost": 5.99, "currency": "USD", "free": False}
    assert product.attributes["third_party_seller"] == "yes"


def test_without_a_sale_price_there_is_the_list_price() -> None:
    product = product_of(salePrice=None)
    assert (product.price, product.list_price) == (29.99, None)
    assert product_of(salePrice=None, msrp=None).price is None


@pytest.mark.parametrize(
    "link",
    [
        "http://linksynergy.walmart.com/click?id={Your LinkShare Publisher Id}&x=1",
        "https://goto.walmart.com/c/|PUBID|/568844",
        "https://goto.walmart.com/c/%7CPUBID%7C/568844",
        None,
    ],
)
def test_a_link_with_a_placeholder_for_the_publisher_is_not_used(link: object) -> None:
    product = product_of(productTrackingUrl=link)
    assert product.deep_link == "https://www.walmart.com/ip/504300001"


@pytest.mark.parametrize(
    ("name", "condition"),
    [("Desk lamp", Condition.NEW), ("Restored Desk lamp", Condition.REFURBISHED),
     ("Refurbished lamp", Condition.REFURBISHED), ("Lamp (Refurbished)", Condition.REFURBISHED),
     ("Pre-Owned lamp", Condition.USED), ("Restoredo oil", Condition.NEW)],
)  # fmt: skip
def test_the_condition_is_read_from_the_name_and_says_so(name: str, condition: Condition) -> None:
    product = product_of(name=name)
    assert product.condition is condition
    assert product.attributes["condition_inferred"] == "yes"


@pytest.mark.parametrize(
    ("stock", "online", "expected"),
    [("Available", True, Availability.IN_STOCK), ("Limited Supply", None, Availability.IN_STOCK),
     ("Last few items", True, Availability.IN_STOCK),
     ("Not available", True, Availability.OUT_OF_STOCK),
     ("Available", False, Availability.OUT_OF_STOCK), ("Soon", True, Availability.UNKNOWN)],
)  # fmt: skip
def test_availability(stock: object, online: object, expected: Availability) -> None:
    assert product_of(stock=stock, availableOnline=online).availability is expected


@unhurried
@given(JSON, objects_of(list(LAMP)), st.sampled_from(list(LAMP)))
def test_no_answer_is_too_absurd(noise: object, record: dict[str, object], key: str) -> None:
    for absurd in (noise, record, LAMP | {key: noise}, LAMP | record):
        product = to_product(absurd, NOW, simulated=False)
        assert product is None or product.title
