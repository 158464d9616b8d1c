from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from talknshop.catalog.app import create_app
from talknshop.catalog.container import build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.clock import Clock
from talknshop.core.settings import Settings

WriteFeed = Callable[..., Path]

LAMPS = [
    {
        "id": "a/1",
        "title": "Glim Lamp",
        "price": "20 USD",
        "product_type": "Lamps",
        "brand": "Glim",
    },
    {"id": "b", "title": "Lumo Lamp", "price": "40 USD", "product_type": "Lamps", "brand": "Lumo"},
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@asynccontextmanager
async def running(
    settings: Settings, bundled_feed: Path | None = None
) -> AsyncGenerator[httpx.AsyncClient]:
    container = build_container(settings, bundled_feed=bundled_feed) if bundled_feed else None
    app = create_app(settings, container=container)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://catalog") as client,
    ):
        yield client


@pytest.fixture
async def client(settings: Settings, write_feed: WriteFeed) -> AsyncGenerator[httpx.AsyncClient]:
    async with running(settings, write_feed(LAMPS)) as client:
        yield client


async def test_an_empty_catalogue_starts(settings: Settings) -> None:
    create_app(settings)
    assert not settings.data_dir.exists(), "nothing is opened before the start"
    async with running(settings) as client:
        health = await client.get("/health")
    assert health.json() == {
        "status": "ok", "service": "catalog-service", "products": 0, "generation": 0,
        "vectors": None,
    }  # fmt: skip


async def test_the_bundled_feed_fills_an_empty_catalogue(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json()["products"] == 2
    (feed,) = (await client.get("/api/v1/feeds")).json()["feeds"]
    assert (feed["name"], feed["products"], feed["visible"]) == ("demo", 2, True)
    assert feed["imported_at"].endswith("Z")


async def test_the_bundled_feed_stays_away_from_a_catalogue_that_has_one(
    settings: Settings, write_feed: WriteFeed, clock: Clock
) -> None:
    repository = CatalogRepository(settings.data_dir / "catalog.db")
    import_feed(write_feed(LAMPS[:1]), "shop", repository, clock=clock)
    repository.close()
    async with running(settings, write_feed(LAMPS, name="bundled.tsv")) as client:
        feeds = (await client.get("/api/v1/feeds")).json()["feeds"]
    assert [feed["name"] for feed in feeds] == ["shop"]


async def test_an_import_that_is_running_does_not_keep_the_service_from_starting(
    settings: Settings, write_feed: WriteFeed, clock: Clock
) -> None:
    repository = CatalogRepository(settings.data_dir / "catalog.db")
    try:
        with repository.replace_feed("shop", simulated=False, at=clock.now()):
            async with running(settings, write_feed(LAMPS)) as client:
                assert (await client.get("/health")).json()["products"] == 0
    finally:
        repository.close()


@pytest.mark.parametrize("path", ["/search", "/api/v1/search"])
async def test_search(client: httpx.AsyncClient, path: str) -> None:
    body: dict[str, Any] = {
        "requirement_spec": {"product_type": "lamp", "price": {"max": 30}},
        "limit": 1,
    }
    answer = (await client.post(path, json=body)).json()
    (product,) = answer["products"]
    assert product["product_id"] == "store_demo_a/1"
    assert product["price"] == 20.0
    assert product["simulated"] is True
    assert product["offers"][0]["deep_link"] == "https://shop.example/p/1"
    assert answer["total_count"] == 1
    assert answer["excluded"] == [{"reason": "price", "slot": "price_max", "count": 1}]
    assert answer["marketplaces_searched"] == ["store"]


async def test_older_callers_send_the_requirement_by_itself(client: httpx.AsyncClient) -> None:
    answer = await client.post("/search", json={"product_type": "lamp", "limit": 1})
    assert len(answer.json()["products"]) == 1
    assert answer.json()["total_count"] == 2


async def test_facets_and_vocabulary(client: httpx.AsyncClient) -> None:
    body = {"requirement_spec": {"product_type": "lamp"}}
    facets = (await client.post("/api/v1/facets", json=body)).json()
    assert facets["total_count"] == 2
    vocabulary = (await client.get("/api/v1/vocabulary")).json()
    assert vocabulary == {
        "generation": "1",
        "brands": ["Glim", "Lumo"],
        "product_types": ["lamp"],
        "currencies": [{"name": "USD", "count": 2}],
    }


@pytest.mark.parametrize("product_id", ["store_demo_a/1", "store_demo_a%2F1"])
async def test_a_product_by_id_also_one_with_a_slash(
    client: httpx.AsyncClient, product_id: str
) -> None:
    answer = await client.get(f"/api/v1/products/{product_id}")
    assert answer.json()["title"] == "Glim Lamp"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("GET", "/api/v1/products/store_demo_x", None, 404, "not_found_error"),
        ("POST", "/api/v1/search", {}, 400, "validation_error"),
        ("POST", "/api/v1/search", [], 400, "validation_error"),
        ("POST", "/api/v1/search", {"product_type": "x", "limit": 0}, 400, "validation_error"),
        (
            "POST",
            "/api/v1/search",
            {"requirement_spec": {"product_type": "x", "price": {"min": 2, "max": 1}}},
            400,
            "validation_error",
        ),
        ("POST", "/api/v1/facets", {"requirement_spec": {}}, 400, "validation_error"),
        ("GET", "/nowhere", None, 404, "not_found_error"),
    ],
)
async def test_failures_come_in_the_envelope(
    client: httpx.AsyncClient, method: str, path: str, body: object, *, status: int, error: str
) -> None:
    answer = await client.request(method, path, json=body)
    assert answer.status_code == status
    envelope = answer.json()
    assert (envelope["error"], envelope["service"]) == (error, "catalog-service")
    assert envelope["message"]


async def test_a_running_server_sees_a_new_generation_at_once(
    client: httpx.AsyncClient, settings: Settings, write_feed: WriteFeed, clock: Clock
) -> None:
    async def seen() -> tuple[int, list[str], list[str], int]:
        health = (await client.get("/health")).json()
        vocabulary = (await client.get("/api/v1/vocabulary")).json()
        body = {"requirement_spec": {"product_type": "lamp"}}
        facets = (await client.post("/api/v1/facets", json=body)).json()
        brands = sorted(brand["name"] for brand in facets["brands"])
        return health["generation"], sorted(vocabulary["brands"]), brands, facets["total_count"]

    generation, *demo = await seen()
    assert demo == [["Glim", "Lumo"], ["Glim", "Lumo"], 2]
    rows = [{**LAMPS[0], "id": str(number), "brand": "Arco"} for number in range(3)]
    importer = CatalogRepository(settings.data_dir / "catalog.db")
    try:
        import_feed(write_feed(rows, name="a.tsv"), "shop", importer, clock=clock)
        assert await seen() == (generation + 1, ["Arco"], ["Arco"], 3)
        import_feed(write_feed(rows[:1], name="b.tsv"), "shop", importer, clock=clock)
        assert await seen() == (generation + 2, ["Arco"], ["Arco"], 1)
        importer.remove_feed("shop")
        assert await seen() == (generation + 3, *demo)
    finally:
        importer.close()
