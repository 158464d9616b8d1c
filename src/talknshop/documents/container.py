"""The composition root of the documents service."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from talknshop.core.background import beside
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.errors import TalknShopError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings
from talknshop.core.tokens import Signer, open_signer
from talknshop.documents.answering import AnswerService, Author, Library
from talknshop.documents.data_folder import DataFolder, open_chosen_encoder, open_data_folder
from talknshop.documents.feedback import FeedbackBook
from talknshop.documents.index_keeper import IndexKeeper
from talknshop.documents.ingestion import IngestionService, NewFile
from talknshop.documents.query_encoding import EncodedQueries
from talknshop.documents.reading import DocumentReader, open_reader
from talknshop.documents.repository import DocumentRepository
from talknshop.documents.retrieval import Retrieval
from talknshop.schemas.document import BundledDocument
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
    feedback: FeedbackBook
    clock: Clock
    metrics: PrometheusMetrics
    signer: Signer
    folder: DataFolder
    foreign: ForeignWrites
    bundled: Mapping[str, BundledDocument]
    """Documents to begin with, by file name."""
    not_indexed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while there is something that the index does not have yet."""

    def index_later(self) -> None:
        """Has everything indexed within seconds that was added before."""
        self.not_indexed.set()

    @asynccontextmanager
    async def keeping_house(self) -> AsyncGenerator[None]:
        """Takes the bundled documents in, opens the encoder, and looks after other processes.

        Whoever asks before the bundled documents are in waits for them: a server that has just
        started does not say that it has no return policy.
        """
        self.keeper.expect()
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
        is_foreign = await self.foreign.any_since()
        if is_foreign:
            self.documents.forget()
        if is_foreign or self.not_indexed.is_set():
            self.not_indexed.clear()
            await self.keeper.refresh()

    async def _prepare(self) -> None:
        try:
            await self._take_expected()
            encoder = await asyncio.to_thread(open_chosen_encoder, self.settings)
            if encoder is not None:
                await self.keeper.use(encoder)
        except TalknShopError as error:
            _log.warning("documents are searched by words alone", reason=error.message)

    async def _take_expected(self) -> None:
        try:
            await self.take_bundled()
        finally:
            self.keeper.arrived()

    async def take_bundled(self) -> None:
        """Takes the bundled documents in; what is there unchanged is not read again."""
        files = [NewFile(name, one.data, one.subject) for name, one in self.bundled.items()]
        await self.ingestion.add_many(files)
        await self.ingestion.index()

    async def aclose(self) -> None:
        """Ends the process that reads, and leaves tables and bucket; ``close`` follows."""
        await self.reader.aclose()
        await self.folder.aclose()

    def close(self) -> None:
        """Closes the database."""
        self.folder.close()


def build_container(
    settings: Settings,
    *,
    bundled: Mapping[str, BundledDocument] | None = None,
    clock: Clock | None = None,
    metrics: PrometheusMetrics | None = None,
    author: Author | None = None,
) -> Container:
    """Opens the records in the data folder; blocking.

    Args:
        settings: Name the data folder.
        bundled: Documents to begin with, by file name.
        clock: The time.
        metrics: Counts what happens.
        author: Plans and words answers.

    Raises:
        TalknShopError: The database or the secret of this server cannot be used.
    """
    clock, reader = clock or SystemClock(), open_reader(settings)
    folder = open_data_folder(settings, clock)
    documents, records, keeper = folder.documents, folder.records, folder.keeper(None)
    return Container(
        settings=settings,
        documents=documents,
        keeper=keeper,
        reader=reader,
        ingestion=IngestionService(documents, keeper, reader, clock),
        answers=AnswerService(_library(keeper, documents), records, clock, author=author),
        library=_library(keeper, documents),
        records=records,
        feedback=FeedbackBook(records, clock),
        clock=clock,
        metrics=metrics or PrometheusMetrics(),
        signer=open_signer(settings, clock),
        folder=folder,
        foreign=folder.foreign_writes(),
        bundled=bundled or {},
    )


def _library(keeper: IndexKeeper, documents: DocumentRepository) -> Library:
    return Library(documents, Retrieval(keeper, documents), EncodedQueries(keeper))
