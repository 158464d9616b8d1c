from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from talknshop.catalog.app import create_app
from talknshop.catalog.container import build_container
from talknshop.core.settings import Settings

WriteFeed = Callable[..., Path]

PATHS = ["/search", "/api/v1/search", "/search/orchestrator", "/api/v1/search/orchestrator"]
LAMPS = [
    {"id": "a", "title": "Glim Lamp", "price": "20 USD", "product_type": "Lamps", "brand": "Glim"},
    {"id": "b", "title": "Lumo Lamp", "price": "40 USD", "product_type": "Lamps", "brand": "Lumo"},
    {
        "id": "c", "title": "Lumo desk lamp", "price": "60 USD", "product_type": "Desk Lamps",
        "brand": "Lumo",
    },
]  # fmt: skip
BODIES: list[dict[str, Any]] = [
    {"query": "lamp"},
    {"product_type": "lamp"},
    {"requirement_spec": {"product_type": "lamp"}, "limit": 20},
    {"requirement_spec": {"product_type": "lamp"}, "marketplaces": ["amazon", "walmart"]},
]


@pytest.fixture
async def client(tmp_path: Path, write_feed: WriteFeed) -> AsyncGenerator[httpx.AsyncClient]:
    settings = Settings(data_dir=tmp_path / "data")
    app = create_app(settings, container=build_container(settings, bundled_feed=write_feed(LAMPS)))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://catalog") as client,
    ):
        yield client


async def search(client: httpx.AsyncClient, body: object, path: str = "/search") -> Any:  # noqa: ANN401  # JSON
    answer = await client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: dict[str, Any]) -> list[str]:
    return [product["platform_id"].removeprefix("demo_") for product in answer["products"]]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", BODIES)
async def test_every_body_is_answered_alike_on_every_path(
    client: httpx.AsyncClient, path: str, body: dict[str, Any]
) -> None:
    answer = await search(client, body, path)
    assert answer["query"] == answer["requirement_spec"]["product_type"] == "lamp"
    assert answer["total_results"] == answer["total_count"] == 3
    assert (answer["page"], answer["size"]) == (1, 20)
    assert answer["timestamp"].endswith("Z")
    assert {"sources", "excluded", "relaxations", "marketplaces_searched"} <= answer.keys()
    assert sorted(ids(answer)) == ["a", "b", "c"]
    for product in answer["products"]:
        assert product["id"] == product["product_id"]
        assert product["url"] == product["deep_link"]
        assert product["score"]["total"] > 0


async def test_filters_pages_and_orders_of_a_search_by_words(client: httpx.AsyncClient) -> None:
    body: dict[str, Any] = {"query": "lamp", "sort_by": "price_desc", "filters": {"price_max": 50}}
    assert ids(await search(client, body)) == ["b", "a"]
    body["filters"] = {"brands": ["Lumo"]}
    assert ids(await search(client, body)) == ["c", "b"]
    body["filters"] = {"categories": ["desk lamps"]}
    assert ids(await search(client, body)) == ["c"]
    body["filters"] = {"platforms": ["ebay"]}
    answer = await search(client, body)
    assert (ids(answer), answer["sources"][0]["status"]) == ([], "not_configured")
    body = {"query": "lamp", "sort_by": "price_asc", "pagination": {"page": 2, "size": 2}}
    answer = await search(client, body)
    assert (ids(answer), answer["page"], answer["size"]) == (["c"], 2, 2)
    assert answer["total_results"] == 3
    body["pagination"]["page"] = 9
    assert ids(await search(client, body)) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"query": ""}, "query"),
        ({"query": "   "}, "query"),
        ({"query": "x" * 5_001}, "query"),
        ({"query": "lamp", "filters": {"price_min": 9, "price_max": 1}}, "Maximum price"),
        ({"query": "lamp", "filters": {"price_min": -1}}, "price_min"),
        ({"query": "lamp", "filters": {"currency": "usd", "price_min": 1}}, "currency"),
        ({"query": "lamp", "filters": {"currency": "XQX", "price_min": 1}}, "no currency"),
        ({"query": "lamp", "filters": {"platforms": ["nowhere"]}}, "platforms"),
        ({"query": "lamp", "pagination": {"page": 0}}, "page"),
        ({"query": "lamp", "pagination": {"size": 101}}, "size"),
        ({"query": "lamp", "sort_by": "best"}, "sort_by"),
        ({"product_type": "lamp", "price": {"min": 9, "max": 1}}, "Maximum price"),
        ({"product_type": "lamp", "price": {"currency": "XQX"}}, "no currency"),
        ({"requirement_spec": {}}, "product_type"),
        ({}, "requirement_spec"),
        ([], "valid dictionary"),
    ],
)
async def test_what_is_wrong_is_named(client: httpx.AsyncClient, body: object, said: str) -> None:
    answer = await client.post("/api/v1/search", json=body)
    assert answer.status_code == 400
    envelope = answer.json()
    assert envelope["error"] == "validation_error"
    assert said in envelope["message"] + str(envelope["additional_data"])


@pytest.mark.parametrize(
    "query",
    [
        "lamp " * 1_000,
        "x" * 5_000,
        '"lamp" AND "desk" OR NOT (lamp*',
        "lamp'; DROP TABLE feeds; --",
        "{title brand}: lamp ^ -desk + NEAR(lamp desk, 2)",
        "lämpchen ﷺ 🙂 \u202e",
        "%_\\ \x00",
    ],
)
async def test_whatever_is_typed_is_harmless(client: httpx.AsyncClient, query: str) -> None:
    answer = await search(client, {"query": query})
    assert answer["query"] == query.strip()
    assert len(answer["requirement_spec"]["product_type"]) <= 200
    assert (await search(client, {"query": "lamp"}))["total_count"] == 3
