"""What people sell here: found at once, beside feeds, through imports and restarts."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from talknshop.catalog.app import create_app
from talknshop.catalog.container import build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.seller_listings import SellerListings
from talknshop.catalog.seller_shelf import SellerShelf
from talknshop.clients.store_listings import StoreListingsClient
from talknshop.core.clock import SystemClock
from talknshop.core.errors import ValidationError
from talknshop.core.http import in_process_client
from talknshop.core.service_tokens import ServiceAuth, ServiceTokens
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.core.tokens import open_signer
from talknshop.schemas.enums import Condition, ShippingOption
from talknshop.schemas.listing import ListingLocation
from talknshop.schemas.store_listing import StoreListing
from talknshop.storage.opening import Kept, StateEngines
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS

WriteFeed = Callable[..., Path]

LAMPS = [
    {"id": "a", "title": "Glim Lamp", "price": "20 USD", "product_type": "Lamps", "brand": "Glim"}
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@asynccontextmanager
async def running(
    settings: Settings, bundled_feed: Path | None = None
) -> AsyncGenerator[tuple[httpx.AsyncClient, StoreListingsClient]]:
    app = create_app(settings, container=build_container(settings, bundled_feed=bundled_feed))
    clock = SystemClock()
    async with app.router.lifespan_context(app):
        tokens = ServiceTokens(
            open_signer(settings, clock), clock, caller="crosspost", service="catalog"
        )
        async with (
            in_process_client(app, settings) as anybody,
            in_process_client(app, settings, auth=ServiceAuth(tokens)) as service,
        ):
            yield anybody, StoreListingsClient(service)


def listing(number: int = 1, **changes: object) -> StoreListing:
    return StoreListing.model_validate(
        {
            "listing_id": f"job-{number}-store",
            "seller_name": "Private seller 4F2A",
            "title": "Walnut desk lamp <b>",
            "description": "Hardly used.\n<script>alert(1)</script>",
            "price": 45.5,
            "currency": "USD",
            "condition": Condition.GOOD,
            "category": "Home > Lamps",
            "attributes": {"brand": "Lumo", "colour": "brown"},
            "photo_urls": ["/media/api/v1/media/med_1/download"],
            "shipping_options": [ShippingOption.LOCAL_PICKUP],
            "location": ListingLocation(city="San Jose", state="CA"),
            **changes,
        }
    )


async def found(client: httpx.AsyncClient, **spec: object) -> list[dict[str, Any]]:
    body = {"requirement_spec": {"product_type": "lamp", **spec}}
    return (await client.post("/api/v1/search", json=body)).json()["products"]


async def test_shoppers_find_a_listing_at_once_and_its_page(
    settings: Settings, write_feed: WriteFeed
) -> None:
    async with running(settings, write_feed(LAMPS)) as (client, shelf):
        put = await shelf.put(listing())
        assert put.visible
        products = {product["title"]: product for product in await found(client)}
        assert set(products) == {"Glim Lamp", "Walnut desk lamp <b>"}
        sold = products["Walnut desk lamp <b>"]
        assert (sold["seller_name"], sold["condition"], sold["price"], sold["brand"]) == (
            "Private seller 4F2A", "good", 45.5, "Lumo",
        )  # fmt: skip
        assert sold["image_url"] == "/media/api/v1/media/med_1/download"
        assert (sold["deep_link"], sold["product_id"]) == (put.link, put.product_id)
        assert not sold["simulated"]
        page = await client.get(put.link.removeprefix("/catalog"))
        assert "Walnut desk lamp &lt;b&gt;" in page.text
        assert "<script>" not in page.text
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert [p["title"] for p in await found(client, condition="used")] == [sold["title"]]

        again = await shelf.put(listing(price=40))
        assert again.listed_at == put.listed_at
        assert [p["price"] for p in await found(client, condition="used")] == [40]
        assert (await shelf.remove("job-1-store")).removed
        assert [p["title"] for p in await found(client)] == ["Glim Lamp"]
        assert not (await shelf.remove("job-1-store")).removed
        assert (await client.get(put.link.removeprefix("/catalog"))).status_code == 404


async def test_listings_stay_through_imports_and_restarts(
    settings: Settings, write_feed: WriteFeed
) -> None:
    async with running(settings) as (client, shelf):
        await shelf.put(listing())
        container = build_container(settings)
        import_feed(write_feed(LAMPS), "shop", container.repository, clock=SystemClock())
        await container.aclose()
        container.close()
        assert len(await found(client)) == 2
        generation = (await client.get("/health")).json()["generation"]
    async with running(settings, write_feed(LAMPS)) as (client, shelf):
        assert len(await found(client)) == 2
        # Nothing had changed, so nothing was made anew.
        assert (await client.get("/health")).json()["generation"] == generation


async def test_a_listing_that_was_stored_and_not_shelved_is_found_after_the_next_start(
    settings: Settings,
) -> None:
    async with running(settings) as (_, shelf):
        await shelf.put(listing(1))
    # As if the process had died between storing and making the feed anew.
    engines = StateEngines(settings, SystemClock())
    listings = SellerListings(engines.records(Kept.LISTINGS), SystemClock())
    await listings.put(listing(2, title="Brass floor lamp", attributes={}))
    await engines.aclose()
    engines.close()
    async with running(settings) as (client, shelf), asyncio.timeout(10):
        while len(await found(client)) != 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_an_import_that_runs_holds_up_nothing_but_the_finding(
    settings: Settings, write_feed: WriteFeed
) -> None:
    async with running(settings, write_feed(LAMPS)) as (client, shelf):
        container = build_container(settings)
        with container.repository.replace_feed("slow", simulated=False, at=SystemClock().now()):
            put = await shelf.put(listing())
            assert not put.visible
            assert (await client.get(put.link.removeprefix("/catalog"))).status_code == 200
        await container.aclose()
        container.close()
        assert (await shelf.put(listing())).visible
        assert "Walnut desk lamp <b>" in [product["title"] for product in await found(client)]


async def test_only_our_services_put_anything_up(settings: Settings, write_feed: WriteFeed) -> None:
    async with running(settings) as (client, _):
        body = listing().model_dump(mode="json")
        assert (await client.post("/internal/listings", json=body)).status_code == 401
        assert (await client.delete("/internal/listings/job-1-store")).status_code == 401
    container = build_container(settings)
    with pytest.raises(ValidationError, match="stands for what people sell here"):
        import_feed(write_feed(LAMPS), "sellers", container.repository, clock=SystemClock())
    await container.aclose()
    container.close()


async def test_a_listing_that_came_in_through_another_server_is_found_here(
    tmp_path: Path,
) -> None:
    """Both keep listings in one store and have products of their own."""
    database = Database(tmp_path / "listings.db", RECORD_MIGRATIONS)
    listings = SellerListings(SqliteRecordStore(database, SystemClock()), SystemClock())
    executor = ThreadPoolExecutor(2)
    here, there = (CatalogRepository(tmp_path / name / "catalog.db") for name in ("a", "b"))
    shelves = [
        SellerShelf(listings, one, executor, SystemClock(), look_seconds=0.05)
        for one in (here, there)
    ]

    async def shown(repository: CatalogRepository, count: int) -> None:
        async with asyncio.timeout(10):
            while True:
                with repository.snapshot() as snapshot:
                    feed = snapshot.feed("sellers")
                if (feed.products if feed else 0) == count:
                    return
                await asyncio.sleep(0.02)

    async with shelves[0].at_work(), shelves[1].at_work():
        await shelves[0].put(listing(1))
        await shown(there, 1)
        await shelves[1].put(listing(2))
        await shown(here, 2)
        await shelves[1].remove("job-1-store")
        await shown(here, 1)
    executor.shutdown()
    for one in (here, there):
        one.close()
    database.close()
