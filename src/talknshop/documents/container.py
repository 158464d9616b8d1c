"""The composition root of the documents service."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from talknshop.core.background import beside
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.errors import TalknShopError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.core.tokens import Signer, open_signer
from talknshop.documents.answering import AnswerService, Library
from talknshop.documents.index_keeper import IndexKeeper
from talknshop.documents.ingestion import IngestionService
from talknshop.documents.parsing.formats import parse_text
from talknshop.documents.repository import DocumentRepository
from talknshop.documents.retrieval import EncodedQueries, Retrieval
from talknshop.schemas.document import DocumentSubject
from talknshop.search.encoder_factory import is_chosen_or_built, open_encoder
from talknshop.storage.folder_blobs import FolderBlobStore
from talknshop.storage.records import RecordStore
from talknshop.storage.sqlite import SqliteRecordStore
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS

DATABASE_NAME = "documents.db"
"""The file of records in the data folder."""
FOLDER = "documents"
"""The folder of texts and indexes."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Container:
    """What the documents service runs on; open from its making until ``close``."""

    settings: Settings
    documents: DocumentRepository
    keeper: IndexKeeper
    ingestion: IngestionService
    answers: AnswerService
    library: Library
    records: RecordStore
    clock: Clock
    metrics: PrometheusMetrics
    signer: Signer
    database: Database
    bundled: Mapping[str, bytes]
    """Documents to begin with, by file name."""

    @asynccontextmanager
    async def keeping_house(self) -> AsyncGenerator[None]:
        """Takes the bundled documents in and opens the encoder, beside what the block does."""
        async with beside(self._prepare()):
            yield

    async def _prepare(self) -> None:
        try:
            await self.take_bundled()
            if is_chosen_or_built(self.settings):
                encoder = await asyncio.to_thread(open_encoder, self.settings)
                if encoder is not None:
                    await self.keeper.use(encoder)
        except TalknShopError as error:
            _log.warning("documents are searched by words alone", reason=error.message)

    async def take_bundled(self) -> None:
        """Takes the bundled documents in; what is there unchanged is not read again."""
        for name, data in self.bundled.items():
            await self.ingestion.add(
                name, data, subject=DocumentSubject(), owner_id=None, index=False
            )
        await self.ingestion.index()

    def close(self) -> None:
        """Closes the database."""
        self.database.close()


def build_container(
    settings: Settings, *, bundled: Mapping[str, bytes] | None = None, clock: Clock | None = None
) -> Container:
    """Opens the records in the data folder; blocking.

    Args:
        settings: Say where the data folder is.
        bundled: Documents to begin with, by file name.
        clock: The time; that of this machine when absent.

    Raises:
        DatabaseError: The database cannot be opened, or is damaged.
        ConfigurationError: The secret of this server cannot be used.
    """
    clock = clock or SystemClock()
    folder = settings.data_dir / FOLDER
    database = Database(settings.data_dir / DATABASE_NAME, RECORD_MIGRATIONS)
    records = SqliteRecordStore(database, clock)
    documents = DocumentRepository(records, FolderBlobStore(folder / "texts"))
    keeper = IndexKeeper(folder / "index", documents, None)
    library = Library(documents, Retrieval(keeper, documents), EncodedQueries(keeper))
    return Container(
        settings=settings,
        documents=documents,
        keeper=keeper,
        ingestion=IngestionService(documents, keeper, parse_text, clock),
        answers=AnswerService(library, records, clock),
        library=library,
        records=records,
        clock=clock,
        metrics=PrometheusMetrics(),
        signer=open_signer(settings, clock),
        database=database,
        bundled=bundled or {},
    )
