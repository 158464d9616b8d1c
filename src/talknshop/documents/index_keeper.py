"""Keeps an index of all passages beside the stored documents: built anew after each change.

The index is a snapshot in a folder of its own. Searches go on in the old one until the new one is
open; a start finds the last one and builds it anew only where documents have changed since.
"""

import asyncio
import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from talknshop.core.errors import StorageError
from talknshop.core.ids import new_id
from talknshop.documents.passage_index import PassageIndex, build_index
from talknshop.documents.repository import DocumentRepository
from talknshop.documents.stored import StoredVersion
from talknshop.schemas.document import DocumentInfo
from talknshop.search.encoder import Encoder

if TYPE_CHECKING:  # NumPy comes with the extra for search by meaning; words are searched without.
    from talknshop.documents.shared_indexes import SharedIndexes
    from talknshop.search.vectors import VectorIndex, VectorStore

_log = structlog.stdlib.get_logger(__name__)

_MARK = "state"
_VECTORS = "vectors"
_PIECES = "pieces"
_MOST_WAITING_SECONDS = 10.0


class IndexSnapshot:
    """An index that is open, with its vectors where there are any."""

    def __init__(self, folder: Path, passages: PassageIndex, vectors: "VectorIndex | None") -> None:
        """Takes what was opened in ``folder``."""
        self.folder = folder
        self.passages = passages
        self.vectors = vectors


class IndexKeeper:
    """Builds and opens the index; one at a time builds, however many ask."""

    def __init__(
        self,
        folder: Path,
        repository: DocumentRepository,
        encoder: Encoder | None,
        *,
        shared: "SharedIndexes | None" = None,
    ) -> None:
        """Keeps snapshots in ``folder``; without an encoder there are no vectors.

        Args:
            folder: Where they are kept.
            repository: The documents.
            encoder: Makes vectors.
            shared: What other servers built; None where there are none.
        """
        self._folder = folder
        self._shared = shared
        self._repository = repository
        self._encoder = encoder
        self._building = asyncio.Lock()
        self._snapshot: IndexSnapshot | None = None
        self._state = ""
        self._arrived = asyncio.Event()
        self._arrived.set()

    @property
    def encoder(self) -> Encoder | None:
        """What makes the vectors."""
        return self._encoder

    async def use(self, encoder: Encoder) -> None:
        """Makes vectors with ``encoder`` from now on; searches by words go on meanwhile.

        Raises:
            StorageError: They cannot be written.
        """
        self._encoder = encoder
        await self.refresh()

    async def snapshot(self) -> IndexSnapshot:
        """The index as it stands; the first call opens it, and builds it where that is needed.

        Raises:
            StorageError: It cannot be written or read.
        """
        if self._snapshot is None:
            await self.refresh()
        assert self._snapshot is not None  # noqa: S101  # refresh leaves one
        return self._snapshot

    def expect(self) -> None:
        """Has searches wait until ``arrived``: documents are about to come."""
        self._arrived.clear()

    def arrived(self) -> None:
        """Lets searches go on: what was expected is indexed, or will not come."""
        self._arrived.set()

    async def expected_snapshot(self) -> IndexSnapshot:
        """The index with what is expected; as it stands where that takes longer than a while.

        Raises:
            StorageError: It cannot be written or read.
        """
        try:
            async with asyncio.timeout(_MOST_WAITING_SECONDS):
                await self._arrived.wait()
        except TimeoutError:
            _log.warning("searched before all documents were taken in")
        return await self.snapshot()

    async def refresh(self) -> None:
        """Builds the index anew where documents have changed since.

        Raises:
            StorageError: It cannot be written or read.
        """
        async with self._building:
            documents = sorted(
                [one async for one in self._repository.all()], key=lambda one: one.document_id
            )
            state = _state_of(documents, self._encoder)
            if self._snapshot is not None and state == self._state:
                return
            found, is_built = await asyncio.to_thread(self._find, state), False
            if found is None and self._shared is not None:
                await self._shared.fetch(state, self._folder)
                found = await asyncio.to_thread(self._find, state)
            if found is None:
                found, is_built = await self._build(documents, state), True
            previous, self._snapshot = self._snapshot, found
            before, self._state = self._state, state
            await asyncio.to_thread(self._sweep, found.folder, previous)
            if is_built and self._shared is not None:
                await self._shared.share(found.folder, state, instead_of=before)

    async def _build(self, documents: Sequence[DocumentInfo], state: str) -> IndexSnapshot:
        versions: list[tuple[DocumentInfo, StoredVersion]] = [
            (one, await self._repository.version(one.document_id, one.version)) for one in documents
        ]
        folder = self._folder / new_id("index")
        known = self._snapshot.vectors if self._snapshot else None
        try:
            return await asyncio.to_thread(self._write, folder, versions, known, state)
        except (OSError, ValueError) as error:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            raise StorageError(
                f"The index of documents cannot be written ({error}). "
                f"Check the folder {self._folder} and its free space."
            ) from error

    def _write(
        self,
        folder: Path,
        versions: Sequence[tuple[DocumentInfo, StoredVersion]],
        known: "VectorIndex | None",
        state: str,
    ) -> IndexSnapshot:
        folder.mkdir(parents=True)
        pieces = build_index(folder, versions)
        if self._encoder is not None:
            from talknshop.search.vector_filling import fill_vectors  # noqa: PLC0415

            store = _vectors(folder, self._encoder)
            with store.writer(_PIECES) as writer:
                texts = enumerate(pieces, start=1)
                fill_vectors(texts, writer, self._encoder, known=[known] if known else [])
        # Written last: a folder without it is of somebody who did not get to the end.
        (folder / _MARK).write_text(state)
        _log.info("documents indexed", documents=len(versions), pieces=len(pieces))
        return self._open(folder)

    def _find(self, state: str) -> IndexSnapshot | None:
        if not self._folder.is_dir():
            return None
        for folder in self._folder.iterdir():
            try:
                if (folder / _MARK).read_text() == state:
                    return self._open(folder)
            except (OSError, ValueError) as error:
                _log.warning("index left aside", folder=folder.name, reason=str(error))
        return None

    def _open(self, folder: Path) -> IndexSnapshot:
        vectors = None
        if self._encoder is not None:
            vectors = _vectors(folder, self._encoder).index(_PIECES)
        return IndexSnapshot(folder, PassageIndex(folder), vectors)

    def _sweep(self, keep: Path, previous: IndexSnapshot | None) -> None:
        """Removes other snapshots; a search may still run in the one before."""
        kept = {keep, previous.folder} if previous else {keep}
        for folder in self._folder.iterdir():
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _vectors(folder: Path, encoder: Encoder) -> "VectorStore":
    from talknshop.search.vectors import VectorStore  # noqa: PLC0415

    return VectorStore(folder / _VECTORS, encoder=encoder.name, dimensions=encoder.dimensions)


def _state_of(documents: Sequence[DocumentInfo], encoder: Encoder | None) -> str:
    """Names what an index was built from: the documents, their versions and the encoder."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update((encoder.name if encoder else "").encode())
    for document in documents:
        digest.update(f"\n{document.document_id} {document.version} {document.title}".encode())
        # Documents of earlier releases may have begun with version 1 again.
        digest.update(document.content_hash.encode())
    return digest.hexdigest()
