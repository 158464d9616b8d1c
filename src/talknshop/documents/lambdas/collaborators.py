"""What the functions work on, and where the data lies: the one place that decides it.

Records lie where the settings say; texts and indexes in the data folder, on a volume that the
functions share. Everything is opened when it is
first needed and kept for the next invocation of the same process.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talknshop.core.clock import Clock, SystemClock
from talknshop.core.settings import Settings
from talknshop.documents.query_encoding import EncodedQueries

if TYPE_CHECKING:  # Each function loads what it needs, and no more.
    from talknshop.documents.data_folder import DataFolder
    from talknshop.documents.functions.action_executor import Callees
    from talknshop.documents.functions.decision import Planner
    from talknshop.documents.index_keeper import IndexKeeper
    from talknshop.documents.ports import DocumentStore, PassageSearch, QueryEncoder
    from talknshop.search.encoder import Encoder
    from talknshop.storage.foreign_commits import ForeignWrites
    from talknshop.storage.records import RecordStore


@dataclass
class Collaborators:
    """Opens each thing once; its methods are called from one loop."""

    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    _folder: "DataFolder | None" = None
    _foreign: "ForeignWrites | None" = None
    _keeper: "IndexKeeper | None" = None
    _encoder: "Encoder | None" = None
    _callees: "Callees | None" = None
    _has_looked_for_encoder: bool = False
    _stack: AsyncExitStack | None = None
    _planner: "Planner | None" = None

    @property
    def encoder(self) -> "Encoder | None":
        """What makes vectors, once it was opened."""
        return self._encoder

    async def documents(self) -> "DocumentStore":
        """The stored documents."""
        return (await self._open_folder()).documents

    async def records(self) -> "RecordStore":
        """Where conversations are kept."""
        return (await self._open_folder()).records

    async def query_encoder(self) -> "QueryEncoder":
        """Makes vectors of questions."""
        await self._open_encoder()
        return EncodedQueries(self)

    async def passages(self) -> "PassageSearch":
        """Finds places in the documents, as they stand now."""
        from talknshop.documents.retrieval import Retrieval  # noqa: PLC0415

        folder = await self._open_folder()
        encoder = await self._open_encoder()
        if self._keeper is None or self._foreign is None:
            self._foreign = folder.foreign_writes()
            self._keeper = folder.keeper(encoder)
        if await self._foreign.any_since():
            folder.documents.forget()
            await self._keeper.refresh()
        return Retrieval(self._keeper, folder.documents)

    async def callees(self) -> "Callees":
        """What actions are done with, called in this process; their breakers stay."""
        from talknshop.documents.answering import Library, callees_of  # noqa: PLC0415

        passages = await self.passages()
        if self._callees is None:
            library = Library(await self.documents(), passages, await self.query_encoder())
            self._callees = callees_of(library)
        return self._callees

    async def planner(self) -> "Planner | None":
        """The model that plans, kept for the next invocation; None where rules do."""
        if self.settings.llm_model is not None and self._stack is None:
            from talknshop.core.prometheus import PrometheusMetrics  # noqa: PLC0415
            from talknshop.documents.authoring import open_author  # noqa: PLC0415

            self._stack = AsyncExitStack()
            opened = open_author(self.settings, clock=self.clock, metrics=PrometheusMetrics())
            self._planner = await self._stack.enter_async_context(opened)
        return self._planner

    async def _open_folder(self) -> "DataFolder":
        if self._folder is None:
            from talknshop.documents.data_folder import open_data_folder  # noqa: PLC0415

            self._folder = await asyncio.to_thread(open_data_folder, self.settings, self.clock)
        return self._folder

    async def _open_encoder(self) -> "Encoder | None":
        if not self._has_looked_for_encoder:
            from talknshop.documents.data_folder import open_chosen_encoder  # noqa: PLC0415

            self._encoder = await asyncio.to_thread(open_chosen_encoder, self.settings)
            self._has_looked_for_encoder = True
        return self._encoder

    async def aclose(self) -> None:
        """Leaves the model, the tables and the bucket, as far as they were opened."""
        if self._stack is not None:
            await self._stack.aclose()
        if self._folder is not None:
            await self._folder.aclose()

    def close(self) -> None:
        """Closes what was opened; blocks."""
        if self._folder is not None:
            self._folder.close()
