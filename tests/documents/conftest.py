"""Documents on a real database and real files, indexed by words alone."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from talknshop.core.clock import SystemClock
from talknshop.core.sqlite import Database
from talknshop.documents.index_keeper import IndexKeeper
from talknshop.documents.ingestion import IngestionService
from talknshop.documents.reading import DocumentReader
from talknshop.documents.repository import DocumentRepository
from talknshop.documents.retrieval import Retrieval
from talknshop.storage.folder_blobs import FolderBlobStore
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS


@dataclass(frozen=True)
class Library:
    """Everything that keeps and finds documents."""

    repository: DocumentRepository
    keeper: IndexKeeper
    ingestion: IngestionService
    retrieval: Retrieval


OpenLibrary = Callable[[], Library]


@pytest.fixture
async def open_library(tmp_path: Path) -> AsyncGenerator[OpenLibrary]:
    """Opens the same library again, as a restart does."""
    database = Database(tmp_path / "documents.db", RECORD_MIGRATIONS)
    reader = DocumentReader()

    def opened() -> Library:
        clock = SystemClock()
        records = SqliteRecordStore(database, clock)
        repository = DocumentRepository(records, FolderBlobStore(tmp_path / "blobs"))
        keeper = IndexKeeper(tmp_path / "index", repository, None)
        ingestion = IngestionService(repository, keeper, reader, clock)
        return Library(repository, keeper, ingestion, Retrieval(keeper, repository))

    yield opened
    await reader.aclose()
    await asyncio.to_thread(database.close)


@pytest.fixture
def library(open_library: OpenLibrary) -> Library:
    """An empty library."""
    return open_library()
