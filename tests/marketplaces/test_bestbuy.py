"""Best Buy: the query in the path, what becomes of a product, and each answer over a socket."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import JSONResponse, Response
from tests.marketplaces.json_noise import JSON, objects_of
from tests.marketplaces.scripted import (
    Answering,
    ScriptedMarketplace,
    always,
    in_turn,
    served,
    sources_of,
)

from talknshop.core.errors import (
    CredentialsRefusedError,
    InternalError,
    NotFoundError,
    RateLimitError,
)
from talknshop.marketplaces.base import ProductSource
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


@given(JSON, objects_of([*LAMP, "value"]), st.sampled_from(list(LAMP)))
def test_no_answer_is_too_absurd(noise: object, record: dict[str, object], key: str) -> None:
    for absurd in (noise, record, LAMP | {key: noise}, LAMP | record):
        product = to_product(absurd, NOW, simulated=False)
        assert product is None or product.title


WISH = RequirementSpec(product_type="lamp")
PAGE = {"from": 1, "to": 2, "total": 45, "currentPage": 1, "products": [LAMP, {"sku": None}]}


@asynccontextmanager
async def bestbuy(
    script: Answering, **settings: object
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    marketplace = ScriptedMarketplace(script)
    with served(marketplace) as url:
        keys = {"bestbuy_api_key": "top-secret", "bestbuy_base_url": url}
        async with sources_of({**keys, **settings}) as sources:
            yield sources.configured[0], marketplace


@pytest.mark.socket
async def test_a_search() -> None:
    async with bestbuy(always(PAGE)) as (source, marketplace):
        answer = await source.search(
            RequirementSpec(product_type="lamp", price=PriceFilter(max=25)), limit=2
        )
    [asked] = marketplace.asked
    assert asked.raw_path == "/v1/products(search=lamp&salePrice%3C=25.00)"
    assert asked.query["apiKey"] == ["top-secret"]
    assert (len(answer.products), answer.unmapped) == (1, 1)
    assert (answer.total, answer.next_offset) == (45, 2)


@pytest.mark.socket
@pytest.mark.parametrize("body", [{"products": [], "total": 0}, {}, {"products": None}])
async def test_no_products_are_no_failure(body: dict[str, object]) -> None:
    async with bestbuy(always(body)) as (source, _):
        answer = await source.search(WISH, limit=5)
    assert (answer.products, answer.next_offset, answer.complete) == ((), None, True)


@pytest.mark.socket
async def test_an_answer_that_is_partial_says_so() -> None:
    async with bestbuy(always(PAGE | {"partial": True})) as (source, _):
        assert not (await source.search(WISH, limit=5)).complete


@pytest.mark.socket
async def test_a_403_on_the_first_call_means_the_key() -> None:
    async with bestbuy(in_turn(Response(status_code=403))) as (source, marketplace):
        with pytest.raises(CredentialsRefusedError, match="BESTBUY_API_KEY") as caught:
            await source.search(WISH, limit=5)
    assert len(marketplace.asked) == 1
    assert "top-secret" not in repr(caught.value)


@pytest.mark.socket
async def test_a_403_after_a_success_means_too_fast() -> None:
    answers = in_turn(JSONResponse(PAGE), Response(status_code=403))
    async with bestbuy(answers, marketplace_timeout=1) as (source, _):
        await source.search(WISH, limit=5)
        with pytest.raises(RateLimitError):
            await source.search(WISH, limit=5)


@pytest.mark.socket
async def test_a_403_that_says_why_is_believed() -> None:
    said = {"errorCode": "403", "errorMessage": "The per second limit has been exceeded."}
    async with bestbuy(always(said, 403), marketplace_timeout=1) as (source, _):
        with pytest.raises(RateLimitError):
            await source.search(WISH, limit=5)


@pytest.mark.socket
async def test_a_query_that_is_not_understood_is_our_fault() -> None:
    said = {"error": {"code": 400, "status": "400 Bad Request", "message": "Couldn't understand"}}
    async with bestbuy(always(said, 400)) as (source, marketplace):
        with pytest.raises(InternalError) as caught:
            await source.search(WISH, limit=5)
    assert (len(marketplace.asked), caught.value.details["message"]) == (1, "Couldn't understand")


@pytest.mark.socket
async def test_one_product_and_one_that_is_gone() -> None:
    async with bestbuy(in_turn(JSONResponse(LAMP), Response("", 404))) as (source, marketplace):
        assert (await source.product("bestbuy_6500001")).price == 19.99
        with pytest.raises(NotFoundError):
            await source.product("bestbuy_6500002")
        with pytest.raises(NotFoundError):
            await source.product("bestbuy_1)|(sku>0")
    assert [asked.path for asked in marketplace.asked] == [
        "/v1/products/6500001.json",
        "/v1/products/6500002.json",
    ]
