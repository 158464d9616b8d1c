"""An index that one server built is opened by the others, which need no text for that."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from tests.stand_ins.faulty_line import FaultyLine, faulty_line
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient
from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotFoundError
from talknshop.core.sqlite import Database
from talknshop.documents.index_keeper import IndexKeeper
from talknshop.documents.ingestion import IngestionService
from talknshop.documents.ports import DocumentFilters
from talknshop.documents.reading import DocumentReader
from talknshop.documents.repository import DocumentRepository
from talknshop.documents.retrieval import Retrieval
from talknshop.documents.shared_indexes import KIND, SharedIndexes
from talknshop.schemas.document import DocumentSubject
from talknshop.storage.bucket_descriptions import BucketDescription, create_bucket
from talknshop.storage.folder_blobs import FolderBlobStore
from talknshop.storage.s3_bucket import S3Bucket
from talknshop.storage.snapshots import Snapshots
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS

pytestmark = pytest.mark.socket

OpenServer = Callable[..., tuple[IndexKeeper, DocumentRepository]]


@pytest.fixture
async def line(moto_url: str) -> AsyncGenerator[FaultyLine]:
    async with faulty_line(moto_url) as line:
        yield line


@pytest.fixture
async def snapshots(line: FaultyLine) -> AsyncGenerator[Snapshots]:
    access, name = access_at(line.url), f"documents-{uuid4().hex}"
    client = AwsClient("s3", access)
    await create_bucket(client, BucketDescription(name))
    await client.aclose()
    bucket = S3Bucket(access, name)
    yield Snapshots(bucket, KIND)
    await bucket.aclose()


@pytest.fixture
async def open_server(tmp_path: Path, snapshots: Snapshots) -> AsyncGenerator[OpenServer]:
    """Opens a server with an index folder of its own; all of them share what is recorded."""
    database = Database(tmp_path / "documents.db", RECORD_MIGRATIONS)

    def opened(name: str, *, texts: str = "texts") -> tuple[IndexKeeper, DocumentRepository]:
        records = SqliteRecordStore(database, SystemClock())
        repository = DocumentRepository(records, FolderBlobStore(tmp_path / texts))
        shared = SharedIndexes(snapshots, SystemClock())
        return IndexKeeper(tmp_path / name, repository, None, shared=shared), repository

    yield opened
    await asyncio.to_thread(database.close)


async def add(server: tuple[IndexKeeper, DocumentRepository], name: str, content: bytes) -> None:
    keeper, repository = server
    reader = DocumentReader()
    ingestion = IngestionService(repository, keeper, reader, SystemClock())
    await ingestion.add(name, content, subject=DocumentSubject(), owner_id=None)
    await reader.aclose()


async def found(server: tuple[IndexKeeper, DocumentRepository], query: str) -> list[str]:
    passages = await Retrieval(*server).search(query, None, DocumentFilters(), viewer=None)
    return [one.text for one in passages]


async def test_what_one_server_built_the_others_open(
    open_server: OpenServer, snapshots: Snapshots
) -> None:
    first = open_server("a")
    await add(first, "kettle.md", b"Descale it with vinegar.")
    # Without the texts it could not build one.
    keeper, _ = open_server("b", texts="none")
    opened = await keeper.snapshot()
    assert opened.folder.name in await snapshots.names()
    assert await found((keeper, first[1]), "vinegar") == ["Descale it with vinegar."]
    await add(first, "lamp.md", b"The bulb is an E27.")
    await keeper.refresh()
    assert await found((keeper, first[1]), "bulb") == ["The bulb is an E27."]


async def test_indexes_that_nobody_asks_for_are_removed(
    open_server: OpenServer, snapshots: Snapshots
) -> None:
    server = open_server("a")
    for number in range(4):
        await add(server, f"{number}.md", f"Document {number} tells of lamps.".encode())
    assert len(await snapshots.names()) == 2


async def test_a_bucket_that_is_gone_costs_only_building(
    open_server: OpenServer, line: FaultyLine
) -> None:
    line.is_cut = True
    first = open_server("a")
    await add(first, "kettle.md", b"Descale it with vinegar.")
    assert await found(first, "vinegar") == ["Descale it with vinegar."]
    line.is_cut = False
    keeper, _ = open_server("b", texts="none")
    with pytest.raises(NotFoundError):
        await keeper.snapshot()
