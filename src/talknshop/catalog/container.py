"""The composition root of the catalog service."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog

from talknshop.catalog.corrections import Speller
from talknshop.catalog.importer import import_feed
from talknshop.catalog.rank import Weights
from talknshop.catalog.repository import DEMO_FEED, CatalogRepository
from talknshop.catalog.service import CatalogService
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.errors import DatabaseError
from talknshop.core.settings import Settings
from talknshop.language.rules.lexicon import Lexicon, load_lexicon
from talknshop.search.synonyms import load_synonyms

DATABASE_NAME = "catalog.db"
"""The catalogue's file in the data folder."""

_THREADS = 4

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Container:
    """What the catalog service runs on; open from its making until ``close``."""

    repository: CatalogRepository
    service: CatalogService
    executor: ThreadPoolExecutor
    clock: Clock
    bundled_feed: Path | None

    def provide_demo(self) -> None:
        """Imports the bundled feed when there is one and the catalogue has no feed at all.

        That it cannot be imported, for instance because an import is running at that moment, is
        logged and does not keep the service from starting.
        """
        with self.repository.snapshot() as snapshot:
            empty = not snapshot.feeds
        if not empty or self.bundled_feed is None:
            return
        try:
            import_feed(self.bundled_feed, DEMO_FEED, self.repository, clock=self.clock)
        except DatabaseError as error:
            _log.warning("demo products not imported", reason=error.message)

    def close(self) -> None:
        """Lets searches finish, then closes the database."""
        self.executor.shutdown()
        self.repository.close()


def build_container(settings: Settings, *, bundled_feed: Path | None = None) -> Container:
    """Opens the catalogue in the data folder; blocking.

    Args:
        settings: Says where the data folder is.
        bundled_feed: Products for demonstration, for a catalogue that has none.

    Raises:
        DatabaseError: The database cannot be opened, or is damaged.
    """
    repository = CatalogRepository(settings.data_dir / DATABASE_NAME)
    executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="catalog")
    synonyms = load_synonyms()
    speller = Speller(synonyms, _is_word)
    service = CatalogService(repository, synonyms, speller, executor, Weights())
    return Container(repository, service, executor, SystemClock(), bundled_feed)


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


def _is_word(word: str) -> bool:
    # Read with the first word that the catalogue lacks, so that no start waits for it.
    return _lexicon().spelling.knows(word)
