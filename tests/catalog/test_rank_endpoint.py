"""Ranking products that are given by value, and weights that a caller gives."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from talknshop.catalog.app import create_app
from talknshop.catalog.container import build_container
from talknshop.catalog.rank import Weights
from talknshop.core.settings import Settings
from talknshop.schemas.product import ProductResult
from talknshop.schemas.search import RankingCriteria

WriteFeed = Callable[..., Path]
PATH = "/api/v1/rank"
FEED = [
    {"id": "near", "title": "Table lamp", "price": "90 USD", "product_type": "Lamps",
     "condition": "used", "product_rating": "5.0", "rating_count": "900"},
    {"id": "cheap", "title": "Brass lamp for the table", "price": "10 USD",
     "product_type": "Lamps", "condition": "new", "product_rating": "2.0", "rating_count": "900"},
]  # fmt: skip


@pytest.fixture
async def client(tmp_path: Path, write_feed: WriteFeed) -> AsyncGenerator[httpx.AsyncClient]:
    container = build_container(Settings(data_dir=tmp_path / "data"), bundled_feed=write_feed(FEED))
    app = create_app(Settings(data_dir=tmp_path / "data"), container=container)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://catalog"
        ) as client,
    ):
        yield client


def given(name: str, title: str = "Desk lamp", **more: object) -> dict[str, Any]:
    link = f"https://elsewhere.example/{name}"
    return {
        "product_id": name,
        "marketplace": "ebay",
        "title": title,
        "price": 50.0,
        "deep_link": link,
        "marketplace_url": "https://elsewhere.example",
        **more,
    }


async def ranked(
    client: httpx.AsyncClient,
    products: list[dict[str, Any]],
    criteria: dict[str, float] | None = None,
    **wish: object,
) -> list[dict[str, Any]]:
    spec = {"product_type": "lamp", **wish}
    body = {"products": products, "requirement_spec": spec, "criteria": criteria}
    response = await client.post(PATH, json=body)
    assert response.status_code == 200
    return response.json()["products"]


def names(products: list[dict[str, Any]]) -> list[str]:
    return [product["product_id"] for product in products]


async def test_nothing_ranks_as_nothing(client: httpx.AsyncClient) -> None:
    assert await ranked(client, []) == []


async def test_products_come_back_as_they_were_with_score_and_reason(
    client: httpx.AsyncClient,
) -> None:
    shipping = {"days": 3}
    one = given("a", rating=4.5, review_count=12, simulated=True, shipping_info=shipping)
    (product,) = await ranked(client, [{**one, "why_ranked": "bought", "score": None}])
    kept = {name: value for name, value in product.items() if name in one}
    assert kept == one
    assert product["score"]["relevance"] == 1.0
    assert product["why_ranked"] == "4.5 stars from 12 ratings; matches lamp"


async def test_words_decide_where_no_score_is_given(client: httpx.AsyncClient) -> None:
    products = [
        given("mug", "Coffee mug"),
        given("shade", "Lamp Shade"),
        given("plain", "Desk lamp"),
        given("named", "Novara desk lamp", attributes={"color": "dark red"}),
        given("half", "Novara desk lamp"),
    ]
    order = await ranked(client, products, attributes={"color": "red", "make": "Novara"})
    assert names(order) == ["named", "half", "plain", "shade", "mug"]
    assert [product["score"]["relevance"] for product in order] == [1.0, 0.8, 0.6, 0.3, 0.0]
    assert order[-1]["why_ranked"] is None, "its record gives no reason"


@pytest.mark.parametrize(("relevance", "kept"), [(0.4, 0.4), (7, 1.0), (-1, 0.0)])
async def test_a_given_relevance_is_kept(
    client: httpx.AsyncClient, relevance: float, kept: float
) -> None:
    scored = given("a", "Coffee mug", score={"total": 0.1, "relevance": relevance})
    (product,) = await ranked(client, [scored])
    assert product["score"]["relevance"] == kept


async def test_a_search_can_be_ranked_anew(client: httpx.AsyncClient) -> None:
    body = {"requirement_spec": {"product_type": "lamp"}}
    found = (await client.post("/api/v1/search", json=body)).json()["products"]
    again = await ranked(client, list(reversed(found)))
    assert again == [ProductResult.model_validate(one).model_dump(mode="json") for one in found]


@pytest.mark.parametrize(
    ("criteria", "first"),
    [
        (None, "near"),
        ({"price_weight": 1.0, "rating_weight": 0.0, "relevance_weight": 0.0}, "cheap"),
        ({"condition_weight": 1.0, "rating_weight": 0.0, "relevance_weight": 0.0}, "cheap"),
        ({"rating_weight": 1.0}, "near"),
    ],
)
async def test_weights_order_a_search(
    client: httpx.AsyncClient, criteria: dict[str, float] | None, first: str
) -> None:
    body = {"requirement_spec": {"product_type": "lamp"}, "criteria": criteria}
    found = (await client.post("/api/v1/search", json=body)).json()["products"]
    assert names(found)[0] == f"store_demo_{first}"
    bare = {"product_type": "lamp", "criteria": criteria}
    assert (await client.post("/search", json=bare)).json()["products"] == found


async def test_weights_order_what_is_given(client: httpx.AsyncClient) -> None:
    dear = given("dear", "Desk lamp", price=90.0, rating=5.0, review_count=1000)
    cheap = given("cheap", "Lamp shade", price=10.0, rating=3.0, review_count=1000)
    assert names(await ranked(client, [cheap, dear])) == ["dear", "cheap"]
    only_price = {"price_weight": 1.0, "rating_weight": 0, "relevance_weight": 0}
    assert names(await ranked(client, [dear, cheap], only_price)) == ["cheap", "dear"]


async def test_what_does_not_fit_comes_last_and_says_why(client: httpx.AsyncClient) -> None:
    products = [
        given("dear", price=200.0),
        given("unpriced", price=None),
        given("euro", currency="EUR"),
        given("bad", brand="Volt", condition="fair", rating=1.0),
        given("fits", brand="Lumo", price=80.0, condition="new", rating=4.0),
    ]
    wish: dict[str, Any] = {
        "price": {"max": 100}, "brand_preferences": ["Lumo"], "condition": "new", "rating_min": 3,
    }  # fmt: skip
    order = await ranked(client, products, **wish)
    assert names(order)[0] == "fits"
    assert order[0]["why_ranked"].startswith("20% under your limit")
    reasons = {product["product_id"]: product["why_ranked"] for product in order}
    beside = "not a brand that was asked for, not in the condition that was asked for"
    assert (
        reasons["dear"] == f"Does not fit: outside the price range, {beside}, nobody has rated it"
    )
    assert reasons["bad"] == f"Does not fit: {beside}, rated lower than was asked for"
    assert "its price is not known" in reasons["unpriced"]
    assert "priced in another currency" in reasons["euro"]
    (excluded,) = await ranked(client, [given("desk")], exclude=["desk"])
    assert excluded["why_ranked"] == "Does not fit: has something that was ruled out"


async def test_the_order_that_was_asked_for_is_honoured(client: httpx.AsyncClient) -> None:
    products = [given("dear", price=90.0), given("sold", price=1.0, availability="out_of_stock"),
                given("cheap", price=10.0)]  # fmt: skip
    assert names(await ranked(client, products, sort="price_asc")) == ["cheap", "dear", "sold"]


@pytest.mark.parametrize(
    "changes",
    [
        {"products": [given("a", price=-1)]},
        {"products": [given("a", price=1e16)]},
        {"products": [given("a", review_count=10**10)]},
        {"products": [given("a")] * 101},
        {"products": [{"title": "nameless"}]},
        {"requirement_spec": {}},
        {"criteria": {"price_weight": -0.1}},
        {"criteria": {"price_weight": 1.1}},
        {"criteria": {"brand_weight": 0.5}},
        {"criteria": {"price": 0.5}},
    ],
)
async def test_refusals(client: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    body = {"products": [given("a")], "requirement_spec": {"product_type": "lamp"}, **changes}
    response = await client.post(PATH, json=body)
    assert (response.status_code, response.json()["error"]) == (400, "validation_error")


async def test_infinity_is_no_number(client: httpx.AsyncClient) -> None:
    text = '{"products": [], "requirement_spec": {"product_type": "x", "price": {"max": Infinity}}}'
    response = await client.post(PATH, content=text, headers={"content-type": "application/json"})
    assert response.status_code == 400


def test_weights_that_are_not_named_stay() -> None:
    defaults = Weights()
    assert defaults.adjusted(None) is defaults
    adjusted = defaults.adjusted(RankingCriteria(price_weight=0))
    assert (adjusted.price, adjusted.price_without_limit) == (0, 0)
    assert adjusted.relevance == defaults.relevance
