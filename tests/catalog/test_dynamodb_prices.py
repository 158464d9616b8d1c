"""What products cost over time, kept in a table for all servers."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.catalog.conftest import WriteFeed
from tests.catalog.test_publication import shelved
from tests.catalog.test_seller_listings import listing

from talknshop.catalog.app import create_app
from talknshop.catalog.container import Container, build_container
from talknshop.catalog.dynamodb_prices import DynamoDbPrices, record_imports
from talknshop.catalog.importer import import_feed
from talknshop.catalog.price_observations import MOST_KEPT, FoundPrice, Observation
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.aws_settings import RecordEngine
from talknshop.core.clock import SystemClock
from talknshop.core.http import in_process_client
from talknshop.core.settings import Settings, load_settings
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.dynamodb.tables import catalog_table
from talknshop.storage.opening import Kept, StateEngines, dynamodb_client

pytestmark = pytest.mark.socket

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SettingsOf = Callable[[str], Settings]


class Stopped:
    """A clock that stands still, some days before a moment."""

    def __init__(self, moment: datetime, days_ago: int) -> None:
        self._at = moment - timedelta(days=days_ago)

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
async def settings_of(tmp_path: Path, dynalite_url: str) -> SettingsOf:
    """Settings of a server with a data folder of its own, and one table."""
    name = f"test-{uuid4().hex[:12]}"

    def settings(folder: str) -> Settings:
        return load_settings(
            data_dir=tmp_path / folder,
            record_engine=RecordEngine.DYNAMODB,
            dynamodb_catalog_table=name,
            dynamodb_endpoint_url=dynalite_url,
            aws_region="us-west-2",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    client = dynamodb_client(settings("any"))
    await DynamoDbTableResource(client, catalog_table(settings("any"))).create()
    await client.aclose()
    return settings


@pytest.fixture
async def table(settings_of: SettingsOf) -> AsyncGenerator[DynamoDbTable]:
    engines = StateEngines(settings_of("any"), SystemClock())
    yield engines.table(Kept.LISTINGS)
    await engines.aclose()


@asynccontextmanager
async def serving(settings: Settings) -> AsyncGenerator[tuple[httpx.AsyncClient, Container]]:
    container = build_container(settings)
    app = create_app(settings, container=container)
    async with (
        app.router.lifespan_context(app),
        in_process_client(app, settings) as anybody,
    ):
        yield anybody, container


async def prices(client: httpx.AsyncClient, product_id: str) -> list[Any]:
    answer = await client.get(f"/api/v1/products/{product_id}/price-history", params={"days": 365})
    assert answer.status_code == 200, answer.text
    return [one["price"] for one in answer.json()["history"]]


async def test_what_one_server_imported_every_server_tells(
    settings_of: SettingsOf, table: DynamoDbTable, write_feed: WriteFeed
) -> None:
    now = SystemClock().now()
    path = settings_of("imports").data_dir / "catalog.db"
    repository = CatalogRepository(path)

    def bring(price: str, days_ago: int, into: CatalogRepository = repository) -> None:
        rows = [
            {"id": "a", "title": "Glim Lamp", "product_type": "Lamps", "price": price},
            {"id": "b", "title": "Sol Lamp", "product_type": "Lamps", "price": "5 USD"},
        ]
        import_feed(write_feed(rows), "shop", into, clock=Stopped(now, days_ago), replace=True)

    bring("20 USD", 30)
    bring("25 USD", 20)
    assert await record_imports(path, table) == 3
    assert await record_imports(path, table) == 0
    bring("", 10)
    assert await record_imports(path, table) == 1
    repository.close()
    async with serving(settings_of("elsewhere")) as (client, container):
        # It has opened the newest catalogue, and seen no import itself but these.
        bring("", 10, container.repository)
        rows = [{"id": "n", "title": "New Lamp", "product_type": "Lamps", "price": "9 USD"}]
        import_feed(write_feed(rows), "mine", container.repository, clock=SystemClock())
        assert await prices(client, "store_shop_a") == [20.0, 25.0, None]
        assert await prices(client, "store_shop_b") == [5.0]
        assert await prices(client, "store_mine_n") == [9.0], "imported, not published yet"
        missing = await client.get("/api/v1/products/store_shop_z/price-history")
        assert missing.status_code == 404


async def test_a_price_that_is_told_again_is_there_once(table: DynamoDbTable) -> None:
    kept = DynamoDbPrices(table)
    first = Observation(NOW, 100, "USD")
    await kept.add("shop", "a", first)
    await kept.add("shop", "a", Observation(NOW + timedelta(hours=1), 100, "USD"))
    assert await kept.observations_of("shop", "a") == [first]
    found = FoundPrice("shop", "a", Observation(NOW + timedelta(hours=2), 200, "USD"))
    for _ in range(2):
        assert await kept.take_over([found]) == 1
    assert await kept.observations_of("shop", "a") == [first, found.observation]
    assert await kept.recorded_until() == found.observation.at


async def test_the_newest_are_told_where_there_are_very_many(table: DynamoDbTable) -> None:
    kept = DynamoDbPrices(table)
    for number in range(MOST_KEPT + 3):
        await kept.add("shop", "a", Observation(NOW + timedelta(hours=number), number, "USD"))
    found = await kept.observations_of("shop", "a")
    assert [one.price_minor for one in found] == list(range(3, MOST_KEPT + 3))
    await kept.forget("shop", "a")
    assert await kept.observations_of("shop", "a") == []


async def test_a_sellers_prices_are_the_same_at_every_server(settings_of: SettingsOf) -> None:
    async with (
        serving(settings_of("one")) as (_, one),
        serving(settings_of("other")) as (client, other),
    ):
        put = await one.shelf.put(listing())
        await other.shelf.put(listing(price=40))
        await one.shelf.put(listing(price=40, description="As new."))
        await shelved(client, "Walnut desk lamp <b>")
        assert await prices(client, put.product_id) == [45.5, 40.0]
        await one.shelf.remove("job-1-store")
        await one.shelf.put(listing(price=30))
        await shelved(client, "Walnut desk lamp <b>")
        assert await prices(client, put.product_id) == [30.0]
