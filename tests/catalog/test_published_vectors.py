"""Vectors are made where a catalogue is imported, and go with it to every server."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from tests.catalog.conftest import WriteFeed
from tests.stand_ins.servers import access_at

from talknshop.catalog.container import build_container, open_vectors
from talknshop.catalog.importer import import_feed
from talknshop.catalog.product_vectors import ProductVectors
from talknshop.catalog.publication import KIND, fetch, publish
from talknshop.catalog.published_vectors import VECTORS_FOLDER, put_in_place
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.aws import AwsClient
from talknshop.core.clock import SystemClock
from talknshop.core.errors import StorageError
from talknshop.core.settings import Settings, load_settings
from talknshop.search.encoder import Matrix
from talknshop.storage.bucket_descriptions import bucket_descriptions, create_bucket
from talknshop.storage.s3_bucket import S3Bucket
from talknshop.storage.snapshots import Snapshots

pytestmark = pytest.mark.socket

CLOCK = SystemClock()
ROWS = [{"title": f"Lamp {word}", "price": "9 USD"} for word in ("glim", "volt", "aster")]


class LetterEncoder:
    """Counts letters; remembers what it read."""

    dimensions = 26

    def __init__(self, name: str = "letters") -> None:
        self.name = name
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> Matrix:
        self.read += texts
        letters = [chr(97 + place) for place in range(self.dimensions)]
        counts = [[1 + text.lower().count(letter) for letter in letters] for text in texts]
        vectors = np.array(counts, np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def settings_of(moto_url: str, folder: Path, name: str) -> Settings:
    return load_settings(
        data_dir=folder,
        blob_engine="s3",
        s3_endpoint_url=moto_url,
        aws_region="us-west-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        media_bucket=f"media-{name}",
        documents_bucket=f"documents-{name}",
        checkpoint_bucket=f"checkpoints-{name}",
    )


@pytest.fixture
def name() -> str:
    return uuid4().hex


@pytest.fixture
async def snapshots(moto_url: str, tmp_path: Path, name: str) -> AsyncGenerator[Snapshots]:
    settings = settings_of(moto_url, tmp_path / "any", name)
    client = AwsClient("s3", access_at(moto_url))
    for one in bucket_descriptions(settings):
        await create_bucket(client, one)
    await client.aclose()
    bucket = S3Bucket.of(settings, settings.documents_bucket)
    yield Snapshots(bucket, KIND)
    await bucket.aclose()


@pytest.fixture
async def published(
    snapshots: Snapshots, moto_url: str, tmp_path: Path, name: str, write_feed: WriteFeed
) -> Path:
    """The folder of an import that was published with the vectors of its products."""
    folder, encoder = tmp_path / "imports", LetterEncoder()
    settings = settings_of(moto_url, folder, name)
    repository = CatalogRepository(folder / "catalog.db")
    try:
        await asyncio.to_thread(
            import_feed, write_feed(ROWS), "shop", repository, clock=CLOCK, replace=True
        )
        vectors = open_vectors(settings, repository, encoder=lambda: encoder)
        assert vectors is not None
        await asyncio.to_thread(vectors.catch_up)
        assert len(encoder.read) == len(ROWS)
        await publish(repository, snapshots, CLOCK)
    finally:
        repository.close()
    return folder


async def caught_up(vectors: ProductVectors | None) -> None:
    assert vectors is not None
    async with asyncio.timeout(20):
        while not vectors.state.ready:
            assert vectors.state.problem is None
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("encoder_name", "reads"), [("letters", 0), ("another", len(ROWS))])
async def test_a_server_makes_no_vector_that_was_published(
    moto_url: str, tmp_path: Path, name: str, encoder_name: str, reads: int
) -> None:
    """Those by another encoder than its own are of no use to it, and are made anew."""
    encoder = LetterEncoder(encoder_name)
    settings = settings_of(moto_url, tmp_path / "server", name)
    container = build_container(settings, encoder=lambda: encoder)
    try:
        assert container.follower is not None
        assert await container.follower.begin()
        assert container.vectors is not None
        container.vectors.start()
        await caught_up(container.vectors)
        assert len(encoder.read) == reads
        with container.repository.snapshot() as snapshot:
            near = container.vectors.similar(snapshot, "glim")
        assert len(near) == len(ROWS)
    finally:
        await container.aclose()
        await asyncio.to_thread(container.close)


@pytest.mark.usefixtures("published")
async def test_whoever_fetches_a_catalogue_has_its_vectors(
    snapshots: Snapshots, tmp_path: Path
) -> None:
    folder, encoder = tmp_path / "there", LetterEncoder()
    assert await fetch(snapshots, folder) is not None
    repository = CatalogRepository(folder / "catalog.db")
    try:
        vectors = ProductVectors(repository, folder / VECTORS_FOLDER, lambda: encoder)
        await asyncio.to_thread(vectors.catch_up)
        assert (vectors.state.ready, encoder.read) == (True, [])
    finally:
        repository.close()


def test_what_is_being_filled_stays_and_a_full_disk_is_told(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for folder, text in ((source, "published"), (target, "being filled")):
        (folder / VECTORS_FOLDER).mkdir(parents=True)
        (folder / VECTORS_FOLDER / "1.vectors").write_text(text)
    (source / VECTORS_FOLDER / "2.vectors").write_text("published")
    put_in_place(source, target)
    assert (target / VECTORS_FOLDER / "1.vectors").read_text() == "being filled"
    assert (target / VECTORS_FOLDER / "2.vectors").read_text() == "published"
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Published vectors cannot be copied"):
        put_in_place(source, tmp_path / "file")
