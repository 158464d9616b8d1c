"""Catalogues in a bucket: one imports, every server opens them, none loses its sellers."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from tests.catalog.conftest import WriteFeed
from tests.catalog.test_seller_listings import found, listing
from tests.stand_ins.faulty_line import FaultyLine, faulty_line
from tests.stand_ins.servers import access_at
from typer.testing import CliRunner

from talknshop.catalog.app import create_app
from talknshop.catalog.container import Container, build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.publication import KIND, fetch, prune, publish
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.tables import MIGRATIONS
from talknshop.cli.main import app as command_line
from talknshop.core.aws import AwsClient
from talknshop.core.clock import SystemClock
from talknshop.core.errors import ConflictError, StorageError, ValidationError
from talknshop.core.http import in_process_client
from talknshop.core.settings import Settings, load_settings
from talknshop.storage.bucket_descriptions import bucket_descriptions, create_bucket
from talknshop.storage.s3_bucket import S3Bucket
from talknshop.storage.snapshots import Snapshots

pytestmark = pytest.mark.socket

CLOCK = SystemClock()
SettingsOf = Callable[[str], Settings]


def lamps(*names: str) -> list[dict[str, str]]:
    return [
        {"id": name, "title": f"{name} Lamp", "price": "20 USD", "product_type": "Lamps"}
        for name in names
    ]


@pytest.fixture
async def line(moto_url: str) -> AsyncGenerator[FaultyLine]:
    async with faulty_line(moto_url) as line:
        yield line


@pytest.fixture
async def settings_of(tmp_path: Path, line: FaultyLine) -> SettingsOf:
    """Settings of a server with a data folder of its own."""
    name = uuid4().hex

    def settings(folder: str) -> Settings:
        return load_settings(
            data_dir=tmp_path / folder,
            blob_engine="s3",
            s3_endpoint_url=line.url,
            aws_region="us-west-2",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            media_bucket=f"media-{name}",
            documents_bucket=f"documents-{name}",
            checkpoint_bucket=f"checkpoints-{name}",
        )

    client = AwsClient("s3", access_at(line.url))
    for one in bucket_descriptions(settings("any")):
        await create_bucket(client, one)
    await client.aclose()
    return settings


@pytest.fixture
async def bucket(settings_of: SettingsOf) -> AsyncGenerator[S3Bucket]:
    settings = settings_of("any")
    bucket = S3Bucket.of(settings, settings.documents_bucket)
    yield bucket
    await bucket.aclose()


@pytest.fixture
def snapshots(bucket: S3Bucket) -> Snapshots:
    return Snapshots(bucket, KIND)


class Importer:
    """Imports into a folder of its own, and publishes."""

    def __init__(self, snapshots: Snapshots, write_feed: WriteFeed, folder: Path) -> None:
        self._snapshots = snapshots
        self._write_feed = write_feed
        self.folder = folder

    async def publish(self, *names: str) -> int:
        repository = CatalogRepository(self.folder / "catalog.db")
        try:
            feed = self._write_feed(lamps(*names))
            await asyncio.to_thread(
                import_feed, feed, "shop", repository, clock=CLOCK, replace=True
            )
            return (await publish(repository, self._snapshots, CLOCK)).generation
        finally:
            repository.close()


@pytest.fixture
def importer(snapshots: Snapshots, write_feed: WriteFeed, tmp_path: Path) -> Importer:
    return Importer(snapshots, write_feed, tmp_path / "imports")


@asynccontextmanager
async def serving(
    settings: Settings, bundled_feed: Path | None = None
) -> AsyncGenerator[tuple[httpx.AsyncClient, Container]]:
    container = build_container(settings, bundled_feed=bundled_feed)
    app = create_app(settings, container=container)
    async with (
        app.router.lifespan_context(app),
        in_process_client(app, settings) as anybody,
    ):
        yield anybody, container


async def titles(client: httpx.AsyncClient) -> set[str]:
    return {product["title"] for product in await found(client)}


async def look(container: Container) -> bool:
    assert container.follower is not None
    return await container.follower.look()


async def shelved(client: httpx.AsyncClient, title: str) -> None:
    async with asyncio.timeout(20):
        while title not in await titles(client):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_every_server_opens_what_one_import_published(
    importer: Importer, settings_of: SettingsOf, write_feed: WriteFeed
) -> None:
    await importer.publish("Glim")
    demo = write_feed(lamps("Demo"), name="demo.tsv")
    async with (
        serving(settings_of("a"), demo) as (one, first),
        serving(settings_of("b"), demo) as (other, second),
    ):
        assert await titles(one) == await titles(other) == {"Glim Lamp"}
        assert not await look(first)
        generation = (await one.get("/health")).json()["generation"]
        await importer.publish("Glim", "Brass")
        assert await look(first)
        assert await titles(one) == {"Glim Lamp", "Brass Lamp"}
        assert await titles(other) == {"Glim Lamp"}
        assert await look(second)
        assert await titles(other) == {"Glim Lamp", "Brass Lamp"}
        assert int((await one.get("/health")).json()["generation"]) > int(generation)


async def test_where_nothing_was_published_the_demo_products_show(
    settings_of: SettingsOf, importer: Importer, write_feed: WriteFeed
) -> None:
    demo = write_feed(lamps("Demo"), name="demo.tsv")
    async with serving(settings_of("a"), demo) as (client, container):
        assert await titles(client) == {"Demo Lamp"}
        await importer.publish("Glim")
        assert await look(container)
        assert await titles(client) == {"Glim Lamp"}


async def test_listings_of_sellers_stay_when_another_catalogue_is_opened(
    importer: Importer, settings_of: SettingsOf, snapshots: Snapshots
) -> None:
    await importer.publish("Glim")
    async with serving(settings_of("a")) as (client, container):
        await container.shelf.put(listing())
        assert len(await titles(client)) == 2
        await importer.publish("Glim", "Brass")
        assert await look(container)
        await shelved(client, "Walnut desk lamp <b>")
        assert len(await titles(client)) == 3
        with pytest.raises(ValidationError, match="folder of the imports"):
            await publish(container.repository, snapshots, CLOCK)


async def test_a_search_that_runs_ends_in_the_catalogue_it_began_in(
    importer: Importer, settings_of: SettingsOf
) -> None:
    await importer.publish("Glim")
    async with serving(settings_of("a")) as (client, container):
        with container.repository.snapshot() as before:
            await importer.publish("Brass")
            assert await look(container)
            await importer.publish("Copper")
            assert await look(container)
            kept = before.popular_titles(most=5)
        assert kept == ["Glim Lamp"]
        assert await titles(client) == {"Copper Lamp"}
        with container.repository.snapshot() as now:
            assert now.popular_titles(most=5) == ["Copper Lamp"]


async def test_while_the_bucket_is_gone_the_last_catalogue_serves_also_after_a_start(
    importer: Importer, settings_of: SettingsOf, line: FaultyLine, write_feed: WriteFeed
) -> None:
    demo = write_feed(lamps("Demo"), name="demo.tsv")
    await importer.publish("Glim")
    async with serving(settings_of("a"), demo) as (client, container):
        line.is_cut = True
        with pytest.raises(StorageError, match="S3 cannot be reached"):
            await look(container)
        assert await titles(client) == {"Glim Lamp"}
    async with serving(settings_of("a"), demo) as (client, container):
        assert await titles(client) == {"Glim Lamp"}
        line.is_cut = False
        await importer.publish("Glim", "Brass")
        assert await look(container)
        assert await titles(client) == {"Glim Lamp", "Brass Lamp"}


async def test_a_damaged_or_newer_catalogue_is_left_alone(
    importer: Importer, settings_of: SettingsOf, snapshots: Snapshots, bucket: S3Bucket
) -> None:
    await importer.publish("Glim")
    async with serving(settings_of("a")) as (client, container):
        await importer.publish("Brass")
        damaged = await snapshots.current()
        assert damaged is not None
        await bucket.put(damaged.archive_key, b"not what was published")
        with pytest.raises(StorageError, match="damaged"):
            await look(container)
        assert await titles(client) == {"Glim Lamp"}
        newer = damaged.model_copy(
            update={"schema_version": len(MIGRATIONS) + 1, "generation": damaged.generation + 1}
        )
        await bucket.put("snapshots/catalog/current.json", newer.model_dump_json().encode())
        with pytest.raises(StorageError, match="newer version"):
            await look(container)
        assert await titles(client) == {"Glim Lamp"}
        folder = settings_of("a").data_dir / "catalog-snapshots"
        assert len(list(folder.iterdir())) == 1


async def test_an_import_from_an_older_state_is_refused_and_one_on_top_is_published(
    importer: Importer, snapshots: Snapshots, write_feed: WriteFeed, tmp_path: Path
) -> None:
    await importer.publish("Glim")
    newest = await importer.publish("Glim", "Brass")
    other = Importer(snapshots, write_feed, tmp_path / "other")
    with pytest.raises(ConflictError, match="published already"):
        await other.publish("Copper")
    brought = await fetch(snapshots, other.folder)
    assert brought is not None
    assert brought.generation == newest
    assert await fetch(snapshots, other.folder) is None
    assert await other.publish("Copper") == newest + 1


async def test_old_catalogues_are_removed_and_the_newest_stay(
    importer: Importer, snapshots: Snapshots, bucket: S3Bucket, settings_of: SettingsOf
) -> None:
    for number in range(4):
        await importer.publish(f"Lamp{number}")
    assert await prune(snapshots, keep=2) == 2
    assert len(await bucket.keys("snapshots/")) == 2 * 2 + 1
    async with serving(settings_of("a")) as (client, _):
        assert await titles(client) == {"Lamp3 Lamp"}


async def test_the_commands_publish_and_fetch(
    settings_of: SettingsOf, write_feed: WriteFeed, tmp_path: Path
) -> None:
    settings = settings_of("imports")
    environment = {
        "BLOB_ENGINE": "s3",
        "S3_ENDPOINT_URL": str(settings.s3_endpoint_url),
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DOCUMENTS_BUCKET": settings.documents_bucket,
    }
    feed = str(write_feed(lamps("Glim")))

    async def run(*arguments: str) -> str:
        done = await asyncio.to_thread(
            CliRunner().invoke, command_line, ["catalog", *arguments], env=environment
        )
        assert done.exception is None, done.output
        return done.output

    folder = str(tmp_path / "here")
    await run("import", feed, "--feed", "shop", "--data", folder)
    assert "Published generation 1: 1 product" in await run("publish", "--data", folder)
    fetched = await run("fetch", "--data", str(tmp_path / "there"))
    assert "Fetched generation 1" in fetched
    assert "Nothing newer" in await run("fetch", "--data", str(tmp_path / "there"))
