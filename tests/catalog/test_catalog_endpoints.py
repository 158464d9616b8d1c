from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from talknshop.catalog.app import create_app
from talknshop.catalog.container import build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.clock import SystemClock
from talknshop.core.settings import Settings

WriteFeed = Callable[..., Path]
Row = dict[str, str]


def laptop(number: str, price: str) -> Row:
    return {
        "id": number,
        "title": f"Swift {number} Laptop",
        "price": price,
        "brand": "Swift",
        "product_type": "Computers > Laptops",
        "product_detail": f"RAM: 8 GB; Colour: Gray; Serial: {number}",
    }


SHELF = [
    laptop("a", "900 USD"),
    laptop("b", "950 USD"),
    laptop("c", "300 USD"),
    laptop("d", "910 EUR"),
    {"id": "bag", "title": "Laptop bag", "product_type": "Bags > Laptop Bags", "price": "20 USD"},
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def import_now(settings: Settings, write_feed: WriteFeed) -> Callable[[list[Row]], None]:
    """Imports rows, as another process would."""

    def run(rows: list[Row]) -> None:
        repository = CatalogRepository(settings.data_dir / "catalog.db")
        import_feed(write_feed(rows), "shop", repository, clock=SystemClock())
        repository.close()

    return run


@pytest.fixture
async def client(
    settings: Settings, import_now: Callable[[list[Row]], None]
) -> AsyncGenerator[httpx.AsyncClient]:
    import_now(SHELF)
    app = create_app(settings, container=build_container(settings))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://catalog") as client,
    ):
        yield client


async def get(client: httpx.AsyncClient, path: str, **query: str) -> Any:  # noqa: ANN401  # JSON
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def suggested(client: httpx.AsyncClient, q: str) -> list[tuple[str, str]]:
    answer = await get(client, "/api/v1/search/suggestions", q=q)
    assert answer["query"] == q
    return [(one["kind"], one["text"]) for one in answer["suggestions"]]


async def test_suggestions_go_on_from_what_is_typed(client: httpx.AsyncClient) -> None:
    found = await suggested(client, "la")
    assert found[:2] == [("product_type", "laptop"), ("product_type", "laptop bag")]
    assert ("product", "Laptop bag") in found
    assert await suggested(client, "SWIFT b") == [("product", "Swift b Laptop")]
    assert (await suggested(client, "swi"))[0] == ("brand", "Swift")
    assert ("product", "Swift c Laptop") in await suggested(client, "laptop swi")
    assert await suggested(client, "") == await suggested(client, "zzz") == []
    assert await suggested(client, '" OR 1=1; --') == []


async def test_suggestions_follow_the_catalogue(
    client: httpx.AsyncClient, import_now: Callable[[list[Row]], None]
) -> None:
    assert await suggested(client, "toaster") == []
    import_now([{"id": "1", "title": "Toaster", "product_type": "Toasters"}])
    assert await suggested(client, "toast") == [
        ("product_type", "toaster"),
        ("product", "Toaster"),
    ]


async def test_platforms(client: httpx.AsyncClient) -> None:
    answer = await get(client, "/platforms")
    assert answer["platforms"][0] == {
        "platform": "store", "status": "ok", "name": None, "products": 5, "message": None,
    }  # fmt: skip
    assert {one["status"] for one in answer["platforms"][1:]} == {"not_configured"}
    ebay = next(one for one in answer["platforms"] if one["platform"] == "ebay")
    assert "EBAY_CLIENT_ID" in ebay["message"]


async def test_facets_have_attributes_and_ranges(client: httpx.AsyncClient) -> None:
    body = {"requirement_spec": {"product_type": "laptop"}}
    facets = (await client.post("/facets", json=body)).json()
    assert {"name": "colour", "values": [{"name": "Gray", "count": 4}]} in facets["attributes"]
    assert facets["price_ranges"] == [
        {"range": "200-400", "count": 1},
        {"range": "800-1000", "count": 2},
    ]


async def test_the_front_door(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "5 products" in page.text
    described = await get(client, "/")
    assert (described["service"], described["status"]) == ("catalog-service", "running")


async def test_figures_by_route(client: httpx.AsyncClient) -> None:
    for product in ("store_shop_b", "store_shop_nope"):
        await client.get(f"/api/v1/products/{product}")
    await client.get("/no/such/address")
    metrics = (await get(client, "/metrics"))["metrics"]
    route = "/api/v1/products/{product_id:path}"
    counts = {
        (one["labels"]["route"], one["labels"]["status"]): one["value"]
        for one in metrics["talknshop_http_requests_total"]
    }
    assert counts == {(route, "200"): 1, (route, "404"): 1, ("none", "404"): 1}
    times = {one["labels"]["route"]: one for one in metrics["talknshop_http_request_seconds"]}[
        route
    ]
    assert times["count"] == 2
    assert 0 < times["p50"] <= times["p95"] <= times["p99"]
    text = await client.get("/metrics", headers={"Accept": "text/plain"})
    assert "talknshop_http_requests_total{" in text.text
