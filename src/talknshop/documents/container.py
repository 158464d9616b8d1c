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
from talknshop.core.tokens import Signer, open_signer
from talknshop.documents.answering import AnswerService, Library
from talknshop.documents.data_folder import DataFolder, open_chosen_encoder, open_data_folder
from talknshop.documents.index_keeper import IndexKeeper
from talknshop.documents.ingestion import IngestionService
from talknshop.documents.query_encoding import EncodedQueries
from talknshop.documents.reading import DocumentReader
from talknshop.documents.repository import DocumentRepository
from talknshop.documents.retrieval import Retrieval
from talknshop.schemas.document import DocumentSubject
from talknshop.storage.foreign_commits import ForeignWrites
from talknshop.storage.records import RecordStore

_LOOK_SECONDS = 2.0
"""After so long what `talknshop documents` did beside a running server is noticed."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Container:
    """What the documents service runs on; open from its making until ``aclose`` and ``close``."""

    settings: Settings
    documents: DocumentRepository
    keeper: IndexKeeper
    reader: DocumentReader
    ingestion: IngestionService
    answers: AnswerService
    library: Library
    records: RecordStore
    clock: Clock
    metrics: PrometheusMetrics
    signer: Signer
    folder: DataFolder
    foreign: ForeignWrites
    bundled: Mapping[str, bytes]
    """Documents to begin with, by file name."""

    @asynccontextmanager
    async def keeping_house(self) -> AsyncGenerator[None]:
        """Takes the bundled documents in, opens the encoder, and looks after other processes."""
        async with beside(self._keep_house()):
            yield

    async def _keep_house(self) -> None:
        await self._prepare()
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self.follow()
            except TalknShopError as error:
                _log.warning("documents of other processes not found yet", reason=error.message)

    async def follow(self) -> None:
        """Has found what other processes have added, and not what they have removed."""
        if await self.foreign.any_since():
            self.documents.forget()
            await self.keeper.refresh()

    async def _prepare(self) -> None:
        try:
            await self.take_bundled()
            encoder = await asyncio.to_thread(open_chosen_encoder, self.settings)
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

    async def aclose(self) -> None:
        """Ends the process that reads, and leaves tables and bucket; ``close`` follows."""
        await self.reader.aclose()
        await self.folder.aclose()

    def close(self) -> None:
        """Closes the database."""
        self.folder.close()


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
    folder = open_data_folder(settings, clock)
    documents, records = folder.documents, folder.records
    keeper = folder.keeper(None)
    reader = DocumentReader()
    library = Library(documents, Retrieval(keeper, documents), EncodedQueries(keeper))
    return Container(
        settings=settings,
        documents=documents,
        keeper=keeper,
        reader=reader,
        ingestion=IngestionService(documents, keeper, reader.parse, clock),
        answers=AnswerService(library, records, clock),
        library=library,
        records=records,
        clock=clock,
        metrics=PrometheusMetrics(),
        signer=open_signer(settings, clock),
        folder=folder,
        foreign=folder.foreign_writes(),
        bundled=bundled or {},
    )
