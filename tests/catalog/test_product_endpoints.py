from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from talknshop.catalog.app import create_app
from talknshop.catalog.container import build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.price_observations import KEPT_DAYS, MOST_KEPT, record_prices
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.tables import products_table
from talknshop.core.settings import Settings
from talknshop.core.sqlite import connect

WriteFeed = Callable[..., Path]
Row = dict[str, str]


def laptop(number: str, price: str, ram: str, **more: str) -> Row:
    return {
        "id": number,
        "title": f"Swift {number} Laptop",
        "price": price,
        "brand": "Swift",
        "condition": "new",
        "product_type": "Computers > Laptops",
        "product_detail": f"RAM: {ram}; Colour: Gray",
        **more,
    }


SHELF = [
    laptop("a/1", "900 USD", "16 GB", product_rating="4.5", product_review_count="200"),
    laptop("b", "950 USD", "16384 MB", product_rating="4.7", product_review_count="20"),
    laptop("c", "300 USD", "8 GB"),
    laptop("d", "910 EUR", "16 GB"),
    laptop("e", "", "16 GB", product_detail="RAM: 16 GB; Weight: 1.2 kg"),
    {"id": "bag", "title": "Laptop bag", "product_type": "Bags > Laptop Bags", "price": "20 USD"},
    {"id": "odd", "title": "12345", "price": "1 USD"},
]


class SetClock:
    """A clock that shows what it is set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def import_at(settings: Settings, write_feed: WriteFeed) -> Callable[..., None]:
    """Imports rows at a time, as another process would."""

    def run(rows: list[Row], at: datetime, feed: str = "shop") -> None:
        repository = CatalogRepository(settings.data_dir / "catalog.db")
        import_feed(write_feed(rows), feed, repository, clock=SetClock(at))
        repository.close()

    return run


@pytest.fixture
async def client(
    settings: Settings, import_at: Callable[..., None]
) -> AsyncGenerator[httpx.AsyncClient]:
    import_at(SHELF, datetime.now(UTC) - timedelta(days=40))
    app = create_app(settings, container=build_container(settings))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://catalog") as client,
    ):
        yield client


async def get(client: httpx.AsyncClient, path: str, status: int = 200, **query: object) -> Any:  # noqa: ANN401  # JSON
    answer = await client.get(path, params={name: str(value) for name, value in query.items()})
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
async def test_a_product_has_both_sets_of_names(client: httpx.AsyncClient, prefix: str) -> None:
    product = await get(client, f"{prefix}/products/store_shop_a/1")
    assert product["id"] == product["product_id"] == "store_shop_a/1"
    assert (product["platform"], product["platform_id"]) == ("store", "shop_a/1")
    assert product["url"] == product["deep_link"]
    assert product["specifications"] == {"ram": "16 GB", "colour": "Gray"}
    assert product["features"] == []


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
async def test_similar_products_say_in_what(client: httpx.AsyncClient, prefix: str) -> None:
    answer = await get(client, f"{prefix}/products/store_shop_a/1/similar", limit=3)
    assert answer["product_type"] == "laptop"
    first, *others = answer["products"]
    assert first["product"]["product_id"] == "store_shop_b"
    assert first["shared"] == {"memory": "16 GB", "color": "Gray"}
    assert first["price_difference_percent"] == 5.6
    assert first["reason"] == "Same kind: laptop; 6% dearer; same memory 16 GB, color Gray"
    ids = {one["product"]["product_id"] for one in others}
    assert "store_shop_a/1" not in ids
    assert "store_shop_bag" not in ids
    euro = next(one for one in answer["products"] if one["product"]["currency"] == "EUR")
    assert euro["price_difference_percent"] is None


async def test_without_a_kind_nothing_is_called_similar(client: httpx.AsyncClient) -> None:
    answer = await get(client, "/products/store_shop_odd/similar")
    assert (answer["product_type"], answer["products"]) == (None, [])


async def test_price_history_has_what_imports_found_and_nothing_between(
    client: httpx.AsyncClient, import_at: Callable[..., None]
) -> None:
    now = datetime.now(UTC)
    path = "/api/v1/products/store_shop_c/price-history"
    import_at(SHELF, now - timedelta(days=20))
    changed = [row if row["id"] != "c" else {**row, "price": "250 USD"} for row in SHELF]
    import_at(changed, now - timedelta(days=10))
    import_at([row if row["id"] != "c" else {**row, "price": ""} for row in SHELF], now)
    answer = await get(client, path, days=30, marketplace="store")
    assert [one["price"] for one in answer["history"]] == [250.0, None]
    assert (answer["count"], answer["days"]) == (2, 30)
    assert answer["before"]["price"] == 300.0
    assert answer["since"] == answer["before"]["at"]
    assert datetime.fromisoformat(answer["history"][0]["at"]) == now - timedelta(days=10)
    whole = await get(client, path, days=60)
    assert [one["price"] for one in whole["history"]] == [300.0, 250.0, None]
    assert whole["before"] is None


async def test_a_price_that_was_never_known_has_no_history(client: httpx.AsyncClient) -> None:
    answer = await get(client, "/products/store_shop_e/price-history")
    assert (answer["history"], answer["count"], answer["since"]) == ([], 0, None)
    assert answer["currency"] is None


def find_prices(settings: Settings, prices: Mapping[datetime, int]) -> None:
    """Records prices of the product ``c`` as so many imports would, without all else they do."""
    with closing(connect(settings.data_dir / "catalog.db")) as connection:
        feeds = connection.execute("SELECT generation FROM feeds WHERE name = 'shop'")
        table = products_table(feeds.fetchone()[0])
        connection.execute("BEGIN IMMEDIATE")
        for at, minor in prices.items():
            changed = f"UPDATE {table} SET price_minor = ? WHERE source_id = 'c'"  # noqa: S608
            connection.execute(changed, (minor,))
            record_prices(connection, "shop", table, at)
        connection.execute("COMMIT")


async def test_price_history_is_bounded_and_outlives_a_feed(
    client: httpx.AsyncClient, settings: Settings, import_at: Callable[..., None]
) -> None:
    now = datetime.now(UTC)
    keeper = laptop("z", "1 USD", "8 GB")
    import_at([laptop("c", "1 USD", "8 GB"), keeper], now - timedelta(hours=500))
    later = range(1, MOST_KEPT + 2)
    find_prices(settings, {now - timedelta(hours=500 - n): 100 * (n + 1) for n in later})
    row = laptop("c", f"{MOST_KEPT + 3} USD", "8 GB")
    import_at([row, keeper], now - timedelta(hours=500 - MOST_KEPT - 2))
    path = "/products/store_shop_c/price-history"
    answer = await get(client, path)
    prices = [one["price"] for one in answer["history"]]
    assert prices == [float(number) for number in range(4, MOST_KEPT + 4)]
    repository = CatalogRepository(settings.data_dir / "catalog.db")
    repository.remove_feed("shop")
    repository.close()
    await get(client, path, 404)
    import_at([laptop("c", f"{MOST_KEPT + 3} USD", "8 GB"), keeper], now)
    assert (await get(client, path))["count"] == MOST_KEPT, "the price did not change"
    import_at([keeper], now + timedelta(days=KEPT_DAYS + 1))
    import_at([laptop("c", "9 USD", "8 GB")], now + timedelta(days=KEPT_DAYS + 2))
    answer = await get(client, path, days=400)
    assert [one["price"] for one in answer["history"]] == [9.0], "long gone, it was forgotten"


async def test_reviews_are_never_invented(client: httpx.AsyncClient) -> None:
    answer = await get(client, "/api/v1/products/store_shop_a/1/reviews", page=3)
    assert answer == {"reviews": [], "page": 3}


async def test_products_side_by_side(client: httpx.AsyncClient) -> None:
    ids = ["store_shop_a/1", "store_shop_b", "store_shop_c"]
    posted = (await client.post("/compare", json={"product_ids": ids})).json()
    assert await get(client, "/api/v1/compare", ids=",".join(ids)) == posted
    rows = {row["name"]: row for row in posted["rows"]}
    assert rows["price"]["values"] == [900.0, 950.0, 300.0]
    assert (rows["price"]["unit"], rows["price"]["best"]) == ("USD", [2])
    assert rows["rating"]["values"] == [4.5, 4.7, None]
    assert rows["rating"]["best"] == [1]
    assert rows["review_count"]["best"] == [0]
    memory = rows["memory"]
    assert (memory["unit"], memory["values"], memory["best"]) == ("gb", [16.0, 16.0, 8.0], [])
    assert memory["differs"]
    assert not rows["color"]["differs"]
    assert not rows["brand"]["differs"]


async def test_no_best_price_where_a_cheaper_one_may_hide(client: httpx.AsyncClient) -> None:
    for other in ("store_shop_d", "store_shop_e"):
        answer = await client.post("/compare", json={"product_ids": ["store_shop_c", other]})
        row = next(row for row in answer.json()["rows"] if row["name"] == "price")
        assert row["best"] == []
    weights = next(row for row in answer.json()["rows"] if row["name"] == "weight")
    assert (weights["values"], weights["unit"], weights["differs"]) == ([None, 1.2], "kg", False)


@pytest.mark.parametrize(
    ("ids", "status"),
    [
        (["store_shop_b"], 400),
        (["store_shop_b"] * 2, 400),
        (["store_shop_a/1", "store_shop_b", "store_shop_c", "store_shop_d", "store_shop_e"], 400),
        (["store_shop_b", "store_shop_nope"], 404),
        (["", ""], 400),
    ],
)
async def test_what_cannot_be_compared(
    client: httpx.AsyncClient, ids: list[str], status: int
) -> None:
    assert (await client.post("/api/v1/compare", json={"product_ids": ids})).status_code == status
    answer = await client.get("/api/v1/compare", params={"ids": ids})
    assert answer.status_code == status
    assert answer.json()["message"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/products/store_shop_x/similar", 404),
        ("/api/v1/products/x/price-history", 404),
        ("/api/v1/products/store_shop_x/reviews", 404),
        ("/products/store_shop_c/price-history?days=0", 400),
        ("/products/store_shop_c/price-history?days=401", 400),
        ("/products/store_shop_c/reviews?page=0", 400),
        ("/products/store_shop_c/similar?limit=51", 400),
        ("/api/v1/compare", 400),
        ("/api/v1/search/suggestions?limit=0", 400),
    ],
)
async def test_wrong_questions_get_the_envelope(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.json()["service"] == "catalog-service"
