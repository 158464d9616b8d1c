"""Requests to shops over UCP, their products, and which shops can be named."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marketplaces.json_noise import JSON, objects_of, unhurried

from talknshop.core.errors import (
    ConfigurationError,
)
from talknshop.marketplaces.ucp.mapping import (
    product_id_of,
    shop_id_of,
    to_product,
)
from talknshop.marketplaces.ucp.merchants import read_merchant
from talknshop.marketplaces.ucp.minor_units import from_minor_units, to_minor_units
from talknshop.marketplaces.ucp.request import search_request
from talknshop.schemas.enums import Availability, Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOST, BASE = "shop.example", "https://shop.example"
LAMP: dict[str, object] = {
    "id": "gid://shop/Product/1",
    "title": "Desk lamp",
    "description": {"html": "<p>Bends</p><p>Glows</p>"},
    "url": "https://shop.example/products/desk-lamp",
    "categories": [{"value": "Home > Lamps"}],
    "price_range": {
        "min": {"amount": 1990, "currency": "USD"},
        "max": {"amount": 2990, "currency": "USD"},
    },
    "media": [
        {"type": "video", "url": "https://cdn.example/a.mp4"},
        {"type": "image", "url": "https://cdn.example/a.jpg"},
    ],
    "rating": {"value": 9.0, "scale_max": 10, "count": 12},
    "variants": [
        {
            "id": "gid://shop/ProductVariant/11",
            "title": "Red",
            "description": {"plain": "Red one"},
            "price": {"amount": 2490, "currency": "USD"},
            "list_price": {"amount": 3000, "currency": "USD"},
            "availability": {"available": True},
            "options": [{"name": "Color", "label": "Red"}],
            "barcodes": [{"type": "UPC", "value": "012345678905"}],
            "seller": {"name": "Lamp House"},
        }
    ],
}


def page_of(
    *products: object, cursor: str | None = None, total: int | None = None
) -> dict[str, object]:
    pagination: dict[str, object] = {"has_next_page": cursor is not None}
    if cursor is not None:
        pagination["cursor"] = cursor
    if total is not None:
        pagination["total_count"] = total
    return {
        "ucp": {"version": "2026-04-08"},
        "products": list(products),
        "pagination": pagination,
    }


def product_of(**changes: object) -> ProductResult:
    product = to_product(LAMP | changes, HOST, BASE, NOW, simulated=False)
    assert product is not None
    return product


def variant(**changes: object) -> list[object]:
    known = LAMP["variants"]
    assert isinstance(known, list)
    return [{**known[0], **changes}]


def test_a_search_states_its_limit_in_minor_units_and_their_currency() -> None:
    wish = RequirementSpec(product_type="lamp", price=PriceFilter(min=1.5, max=19.99))
    body = search_request(wish, limit=20, cursor=None, country="US")
    assert body == {
        "query": "lamp",
        "context": {"address_country": "US", "currency": "USD"},
        "filters": {"price": {"min": 150, "max": 1999}},
        "pagination": {"limit": 20},
    }


@pytest.mark.parametrize(
    ("amount", "code", "minor"),
    [(19.99, "USD", 1999), (1500, "JPY", 1500), (1.234, "KWD", 1234), (5000, "IQD", 5_000_000),
     (100, "RSD", 10_000), (0, "EUR", 0)],
)  # fmt: skip
def test_minor_units_are_those_of_the_standard(amount: float, code: str, minor: int) -> None:
    assert to_minor_units(amount, code) == minor
    assert from_minor_units(minor, code) == amount


@pytest.mark.parametrize(
    ("amount", "code"),
    [(19.5, "USD"), (-1, "USD"), ("x", "USD"), (1, None), (1, "dollars"), (10**20, "USD"),
     (True, "USD"), (None, "USD")],
)  # fmt: skip
def test_what_is_no_amount(amount: object, code: str | None) -> None:
    assert from_minor_units(amount, code) is None


@unhurried
@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_what_a_person_writes_stays_in_the_query(product: str, brand: str) -> None:
    wish = RequirementSpec(product_type=product, brand_preferences=[brand], exclude=[brand])
    asked = search_request(wish, limit=5, cursor=None, country="US")
    assert {**asked, "query": ""} == {
        "query": "",
        "context": {"address_country": "US"},
        "pagination": {"limit": 5},
    }


def test_a_product_is_its_featured_variant() -> None:
    product = product_of()
    assert product.marketplace is Marketplace.UCP
    assert product.product_id == "ucp_shop.example_gid:~2F~2Fshop~2FProduct~2F1"
    assert (product.price, product.list_price, product.currency) == (24.9, 30.0, "USD")
    assert product.description == "Bends\nGlows"
    assert (product.rating, product.review_count) == (4.5, 12)
    assert product.availability is Availability.IN_STOCK
    assert product.image_url == "https://cdn.example/a.jpg"
    assert product.deep_link == "https://shop.example/products/desk-lamp"
    assert product.marketplace_url == BASE
    assert product.seller_name == "Lamp House"
    assert product.attributes["color"] == "Red"
    assert product.gtin == "012345678905"


def test_without_variants_the_lowest_price_counts() -> None:
    product = product_of(variants=[])
    assert (product.price, product.availability) == (19.9, Availability.UNKNOWN)
    assert product.seller_name == HOST


@pytest.mark.parametrize(
    ("stated", "expected"),
    [({"available": False}, Availability.OUT_OF_STOCK),
     ({"available": True, "status": "preorder"}, Availability.PREORDER),
     ({"available": True, "status": "on_the_moon"}, Availability.IN_STOCK),
     ({"available": "yes"}, Availability.UNKNOWN), ([], Availability.UNKNOWN)],
)  # fmt: skip
def test_availability(stated: object, expected: Availability) -> None:
    assert product_of(variants=variant(availability=stated)).availability is expected


@pytest.mark.parametrize(
    "rating", [None, {"value": 4}, {"value": 4, "scale_max": 0}, {"value": 9, "scale_max": 5}, "4"]
)
def test_a_rating_without_a_scale_is_unknown(rating: object) -> None:
    assert product_of(rating=rating).rating is None


def test_what_has_no_page_is_no_product() -> None:
    assert to_product(LAMP | {"url": None}, HOST, BASE, NOW, simulated=False) is None
    linked = LAMP | {"url": None, "variants": variant(url="https://shop.example/v/11")}
    product = to_product(linked, HOST, BASE, NOW, simulated=False)
    assert product is not None
    assert product.deep_link == "https://shop.example/v/11"


@unhurried
@given(st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable()))
def test_ids_of_shops_can_be_told_back(shop_id: str) -> None:
    ours = product_id_of("shop.example:8443", shop_id)
    assert ours.isascii()
    assert not set(ours) & set("/?#% ")
    assert shop_id_of("shop.example:8443", ours) == shop_id


KEYS = [*LAMP, "min", "max", "amount", "currency", "price", "list_price", "availability", "status",
        "available", "options", "name", "label", "barcodes", "value", "seller", "scale_max",
        "count", "type", "html", "plain"]  # fmt: skip


@unhurried
@given(JSON, objects_of(KEYS), st.sampled_from(list(LAMP)))
def test_no_answer_is_too_absurd(noise: object, record: dict[str, object], key: str) -> None:
    for absurd in (
        noise,
        record,
        LAMP | {key: noise},
        LAMP | record,
        {**LAMP, "variants": [noise]},
    ):
        product = to_product(absurd, HOST, BASE, NOW, simulated=False)
        assert product is None or product.title


@pytest.mark.parametrize(
    ("entry", "base", "endpoint"),
    [
        ("shop.example", "https://shop.example", None),
        ("https://Shop.example/", "https://shop.example", None),
        ("shop.example:8443", "https://shop.example:8443", None),
        ("https://shop.example/api/ucp/mcp", "https://shop.example", "/api/ucp/mcp"),
        ("http://127.0.0.1:9/x", "http://127.0.0.1:9", "/x"),
        ("http://localhost:9", "http://localhost:9", None),
    ],
)
def test_shops_that_can_be_named(entry: str, base: str, endpoint: str | None) -> None:
    merchant = read_merchant(entry)
    assert (merchant.base_url, merchant.endpoint) == (base, endpoint)


@pytest.mark.parametrize(
    "entry",
    ["http://shop.example", "ftp://shop.example", "https://", "https://a@b.example", "a b",
     "https://shop.example/?x=1", "http://10.0.0.1"],
)  # fmt: skip
def test_shops_that_cannot_be_named(entry: str) -> None:
    with pytest.raises(ConfigurationError, match="UCP_MERCHANTS"):
        read_merchant(entry)
