"""The vectors of the catalogue's products: filled in beside the searches, and searched.

Searches are by words until every product that shoppers see has its vector, and whenever something
is wrong with vectors: what is wrong is logged, shown by ``/health`` and tried again later.
Several processes may fill the same folder; each then writes the same records in the same places.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import structlog

from talknshop.catalog.records import Feed, ProductKey
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.snapshot import Snapshot
from talknshop.core.errors import StorageError, TalknShopError
from talknshop.search.encoder import Encoder, Vector
from talknshop.search.fusion import FUSION_DEPTH
from talknshop.search.vector_filling import fill_vectors
from talknshop.search.vectors import VectorIndex, VectorStore

_LOOK_EVERY_SECONDS = 5.0
_RETRY_AFTER_SECONDS = 60.0
_TEXTS_OF_A_READ = 1_024

_log = structlog.stdlib.get_logger(__name__)


class VectorState(NamedTuple):
    """How far the vectors are."""

    ready: bool
    """Whether searches use them."""
    done: int
    """Products that have one, of those that shoppers see."""
    total: int
    problem: str | None = None
    """Why searches are by words alone although there is an encoder."""


class ProductVectors:
    """Implements ``Meaning``; safe to use from several threads."""

    def __init__(
        self, repository: CatalogRepository, folder: Path, open_encoder: Callable[[], Encoder]
    ) -> None:
        """Takes its collaborators and opens nothing yet.

        Args:
            repository: The products.
            folder: Where files of vectors are kept; made when absent.
            open_encoder: Opens the encoder, in the thread that fills; may raise any error.
        """
        self._repository = repository
        self._folder = folder
        self._open_encoder = open_encoder
        self._encoder: Encoder | None = None
        # Replaced as a whole, so that a search reads one state of it.
        self._indexes: dict[int, VectorIndex] = {}
        self._state = VectorState(ready=False, done=0, total=0)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> VectorState:
        """How far they are."""
        return self._state

    def start(self) -> None:
        """Fills in vectors from now on, in a thread of its own, whenever the catalogue changes."""
        self._thread = threading.Thread(target=self._run, name="vectors", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops filling and waits for the block that is being written."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def similar(self, snapshot: Snapshot, text: str) -> dict[ProductKey, float]:
        """The visible products nearest to ``text`` with their cosines; empty until all are known.

        Never fails: whatever goes wrong is remembered, and searches are by words from then on.
        """
        encoder, indexes = self._encoder, self._indexes
        generations = [feed.generation for feed in snapshot.visible_feeds]
        if encoder is None or not generations or not indexes.keys() >= set(generations):
            return {}
        try:
            return _nearest({one: indexes[one] for one in generations}, encoder.encode([text])[0])
        except Exception as error:  # noqa: BLE001  # encoders fail in ways of their own
            self._give_up(error)
            return {}

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.catch_up()
            except Exception as error:  # noqa: BLE001  # encoders fail in ways of their own
                self._give_up(error)
            problem = self._state.problem is not None
            self._stopped.wait(_RETRY_AFTER_SECONDS if problem else _LOOK_EVERY_SECONDS)

    def _give_up(self, error: Exception) -> None:
        problem = error.message if isinstance(error, TalknShopError) else f"{error!r}"
        if problem != self._state.problem:
            _log.warning("searches are by words alone", reason=problem)
        # Opened again at the next try.
        self._indexes, self._encoder = {}, None
        self._state = self._state._replace(ready=False, problem=problem)

    def catch_up(self) -> None:
        """Brings the vectors up to the catalogue; blocks until they are, or until it is closed.

        Raises:
            TalknShopError: The encoder cannot be opened, or a file not be read or written.
        """
        with self._repository.snapshot() as snapshot:
            feeds, seen = snapshot.feeds, snapshot.visible_feeds
        if self._indexes.keys() == {feed.generation for feed in seen} and self._state.ready:
            return
        encoder = self._encoder or self._open_encoder()
        store = VectorStore(self._folder, encoder=encoder.name, dimensions=encoder.dimensions)
        total = sum(feed.products for feed in seen)
        found: dict[int, VectorIndex] = {}
        for feed in seen:
            self._state = VectorState(ready=False, done=sum(map(len, found.values())), total=total)
            index = self._filled(feed, store, encoder)
            if index is None:
                return
            found[feed.generation] = index
        self._encoder, self._indexes = encoder, found
        self._state = VectorState(ready=True, done=total, total=total)
        _log.info("searches are by meaning, too", products=total, encoder=encoder.name)
        for name in store.names() - {feed.vectors_name for feed in feeds}:
            store.drop(name)

    def _filled(self, feed: Feed, store: VectorStore, encoder: Encoder) -> VectorIndex | None:
        """The vectors of a feed, all of them; None when it was closed or the feed is gone."""
        name = feed.vectors_name
        known = _known(store, store.names() - {name})
        with store.writer(name) as writer:
            self._count(len(store.index(name) or ()))
            texts = self._texts(feed, after=writer.last_id or 0)
            fill_vectors(texts, writer, encoder, known=known, stop=self._stopped.is_set)
        index = store.index(name)
        if index is None or len(index) < feed.products:
            return None
        if not index.is_sound() or len(index) > feed.products:
            store.drop(name)
            raise StorageError(f"The vectors {name} were damaged; they are made anew.")
        return index

    def _count(self, more: int) -> None:
        self._state = self._state._replace(done=self._state.done + more)

    def _texts(self, feed: Feed, *, after: int) -> Iterator[tuple[int, str]]:
        # Block by block, so that no transaction is open for as long as an encoder takes.
        while True:
            with self._repository.snapshot() as snapshot:
                if feed not in snapshot.visible_feeds:
                    return
                block = snapshot.texts(feed, after=after, most=_TEXTS_OF_A_READ)
            if not block:
                return
            for row, text in block:
                yield row, text
                self._count(1)
            after = block[-1][0]


def _nearest(indexes: Mapping[int, VectorIndex], vector: Vector) -> dict[ProductKey, float]:
    found = [
        (ProductKey(generation, hit.vector_id), hit.similarity)
        for generation, index in indexes.items()
        for hit in index.scan(vector).best(FUSION_DEPTH)
    ]
    if not all(isfinite(similarity) for _, similarity in found):
        raise StorageError("The vectors were damaged while they were in use.")
    found.sort(key=lambda one: -one[1])
    return dict(found[:FUSION_DEPTH])


def _known(store: VectorStore, names: Collection[str]) -> list[VectorIndex]:
    found = [store.index(name) for name in sorted(names)]
    return [index for index in found if index is not None and index.is_sound()]
