"""Where documents lie: records in a database or a table, texts in a folder or a bucket.

Everything that opens documents opens them here: the service, the functions, the command line.
Another place for them is another implementation of ``RecordStore`` and of ``BlobStore``.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talknshop.core.bucket_address import TEXTS
from talknshop.core.clock import Clock
from talknshop.core.settings import Settings
from talknshop.documents.repository import DocumentRepository
from talknshop.search.encoder import Encoder
from talknshop.search.encoder_factory import is_chosen_or_built, open_encoder
from talknshop.storage.blob_engines import OpenBlobs, open_blobs
from talknshop.storage.foreign_commits import ForeignWrites
from talknshop.storage.opening import Kept, StateEngines
from talknshop.storage.records import RecordStore

if TYPE_CHECKING:  # The text index is loaded by whoever searches.
    from talknshop.documents.index_keeper import IndexKeeper
    from talknshop.documents.shared_indexes import SharedIndexes

FOLDER = "documents"
"""The folder of texts and indexes."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Documents that are open until ``aclose`` and ``close``."""

    settings: Settings
    clock: Clock
    engines: StateEngines
    records: RecordStore
    documents: DocumentRepository
    blobs: OpenBlobs

    def keeper(self, encoder: Encoder | None) -> "IndexKeeper":
        """Keeps the index of them, with vectors where there is an encoder."""
        from talknshop.documents.index_keeper import IndexKeeper  # noqa: PLC0415

        folder = self.settings.data_dir / FOLDER / "index"
        return IndexKeeper(folder, self.documents, encoder, shared=self._shared_indexes())

    def _shared_indexes(self) -> "SharedIndexes | None":
        if self.blobs.bucket is None:
            return None
        # Imported where it is chosen: a start without AWS needs nothing of it.
        from talknshop.documents.shared_indexes import KIND, SharedIndexes  # noqa: PLC0415
        from talknshop.storage.snapshots import Snapshots  # noqa: PLC0415

        return SharedIndexes(Snapshots(self.blobs.bucket, KIND), self.clock)

    def foreign_writes(self) -> ForeignWrites:
        """Notices what other processes have added and removed."""
        return self.engines.foreign_writes(Kept.DOCUMENTS)

    async def aclose(self) -> None:
        """Leaves the tables and the bucket of texts; ``close`` follows."""
        await self.blobs.aclose()
        await self.engines.aclose()

    def close(self) -> None:
        """Closes the database."""
        self.engines.close()


def open_data_folder(settings: Settings, clock: Clock) -> DataFolder:
    """Opens the documents of the data folder; blocks.

    Raises:
        DatabaseError: The database cannot be opened, or is damaged.
    """
    engines = StateEngines(settings, clock)
    records = engines.records(Kept.DOCUMENTS)
    texts = settings.data_dir / FOLDER / "texts"
    blobs = open_blobs(settings, folder=texts, bucket=settings.documents_bucket, prefix=TEXTS)
    repository = DocumentRepository(records, blobs.store)
    return DataFolder(settings, clock, engines, records, repository, blobs)


def open_chosen_encoder(settings: Settings) -> Encoder | None:
    """The encoder that is set or was built here; None where words alone are searched. Blocks.

    Raises:
        ConfigurationError: One is set that cannot be used.
    """
    return open_encoder(settings) if is_chosen_or_built(settings) else None
