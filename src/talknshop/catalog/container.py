"""The composition root of the catalog service."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import structlog

from talknshop.catalog.aggregate.aggregator import Aggregator
from talknshop.catalog.aggregate.connected import ConnectedMarketplaces, connect_marketplaces
from talknshop.catalog.corrections import Speller
from talknshop.catalog.importer import import_feed
from talknshop.catalog.item_reading import read_items
from talknshop.catalog.kept_prices import PriceRecorder, open_prices
from talknshop.catalog.pictures import read_pictures
from talknshop.catalog.price_advice import PriceAdviser
from talknshop.catalog.product_service import ProductService
from talknshop.catalog.published_vectors import VECTORS_FOLDER
from talknshop.catalog.rank import Weights
from talknshop.catalog.repository import DEMO_FEED, CatalogRepository
from talknshop.catalog.seller_listings import SellerListings
from talknshop.catalog.seller_shelf import SellerShelf
from talknshop.catalog.service import CatalogService
from talknshop.catalog.tables import SELLERS_FEED
from talknshop.catalog.watch_keeper import WatchKeeper
from talknshop.catalog.watch_repository import WatchRepository
from talknshop.catalog.watch_schedule import (
    WATCH_MIGRATIONS,
    SqliteWatchSchedule,
    WatchSchedule,
)
from talknshop.catalog.watches import WatchService
from talknshop.clients.notices import Notices
from talknshop.core.aws_settings import BlobEngine
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.errors import DatabaseError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings
from talknshop.search.encoder import Encoder
from talknshop.search.encoder_factory import is_chosen_or_built, require_encoder
from talknshop.search.synonyms import load_synonyms
from talknshop.storage.opening import Kept, StateEngines

if TYPE_CHECKING:
    from talknshop.catalog.product_vectors import ProductVectors
    from talknshop.catalog.publication import CatalogueFollower
    from talknshop.language.rules.spelling import Spelling
    from talknshop.storage.s3_bucket import S3Bucket

DATABASE_NAME = "catalog.db"
"""The catalogue's file in the data folder."""

_THREADS = 4

# How soon a listing that came in through another server is found here.
_LOOK_SECONDS = 2.0

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Container:
    """What the catalog service runs on; open from its making until both closings."""

    repository: CatalogRepository
    service: CatalogService
    products: ProductService
    metrics: PrometheusMetrics
    executor: ThreadPoolExecutor
    clock: Clock
    bundled_feed: Path | None
    pictures: Mapping[str, bytes]
    watches: WatchRepository
    engines: StateEngines
    """Keep watches and listings, in files or tables of their own: imports leave them alone."""
    vectors: "ProductVectors | None"
    """None where there is no encoder."""
    marketplaces: ConnectedMarketplaces
    aggregator: Aggregator
    """Searches our own products and the marketplaces together."""
    shelf: SellerShelf
    """What people sell here."""
    follower: "CatalogueFollower | None"
    """Opens what imports publish; None where they write into this data folder."""
    snapshots_bucket: "S3Bucket | None"

    @property
    def watch_service(self) -> WatchService:
        """What a person may do with watches."""
        return WatchService(self.watches, self.aggregator, self.clock)

    @property
    def price_adviser(self) -> PriceAdviser:
        """Compares prices of what is to be sold."""
        synonyms = self.service.synonyms
        return PriceAdviser(self.service, synonyms, kept=self.aggregator.kept_products)

    def watch_keeper(self, notices: Notices, *, every: timedelta) -> WatchKeeper:
        """Looks after the watches and hands news to ``notices``."""
        return WatchKeeper(self.watches, self.aggregator, notices, self.clock, every=every)

    def provide_demo(self) -> None:
        """Imports the bundled feed when there is one and the catalogue has no feed at all.

        That it cannot be imported, for instance because an import is running at that moment, is
        logged and does not keep the service from starting.
        """
        with self.repository.snapshot() as snapshot:
            empty = all(feed.name == SELLERS_FEED for feed in snapshot.feeds)
        if not empty or self.bundled_feed is None:
            return
        try:
            import_feed(self.bundled_feed, DEMO_FEED, self.repository, clock=self.clock)
        except DatabaseError as error:
            _log.warning("demo products not imported", reason=error.message)

    def start(self) -> None:
        """Begins what goes on beside the searches."""
        if self.vectors is not None:
            self.vectors.start()

    def read_items(self, stop: Event) -> None:
        """Reads which items the products are, as far as an import or another version left it.

        An import that is running at that moment does it itself when it is done.
        """
        try:
            read_items(self.repository, stop)
        except DatabaseError as error:
            _log.warning("items not read", reason=error.message)

    async def prepare(self) -> None:
        """Opens the newest catalogue, or has the demo products where there is none to open."""
        if self.follower is None or not await self.follower.begin():
            await asyncio.to_thread(self.provide_demo)

    @asynccontextmanager
    async def following(self) -> AsyncGenerator[None]:
        """Opens what is published meanwhile, for as long as the block runs."""
        if self.follower is None:
            yield
            return
        async with self.follower.at_work():
            yield

    async def aclose(self) -> None:
        """Leaves the marketplaces, the bucket and the tables; ``close`` follows."""
        await self.marketplaces.aclose()
        if self.snapshots_bucket is not None:
            await self.snapshots_bucket.aclose()
        await self.engines.aclose()

    def close(self) -> None:
        """Lets searches finish, then closes the databases."""
        if self.vectors is not None:
            self.vectors.close()
        self.executor.shutdown()
        self.repository.close()
        self.engines.close()


def build_container(
    settings: Settings,
    *,
    bundled_feed: Path | None = None,
    pictures: Path | None = None,
    encoder: Callable[[], Encoder] | None = None,
    vectors_folder: Path | None = None,
) -> Container:
    """Opens the catalogue in the data folder; blocking.

    Args:
        settings: Says where the data folder is.
        bundled_feed: Products for demonstration, for a catalogue that has none.
        pictures: The drawings that the bundled feed links to.
        encoder: Opens the encoder; as the settings say without it.
        vectors_folder: Where vectors are kept, if not in the data folder.

    Raises:
        DatabaseError: The database cannot be opened, or is damaged.
    """
    repository = CatalogRepository(settings.data_dir / DATABASE_NAME)
    executor = ThreadPoolExecutor(_THREADS, "catalog")
    vectors = open_vectors(settings, repository, vectors_folder, encoder)
    service = _open_service(repository, executor, vectors)
    clock, metrics = SystemClock(), PrometheusMetrics()
    engines = StateEngines(settings, clock)
    marketplaces = connect_marketplaces(settings, clock, metrics, engines.quota_ledger())
    everywhere = Aggregator(service, marketplaces.search, clock)
    kept, recorder = open_prices(engines, service)
    products = ProductService(
        service, everywhere, marketplaces.sources, clock, prices=kept, kept=everywhere.kept
    )
    shelf = _shelf(engines, repository, executor, clock, recorder)
    follower, bucket = _follower(settings, repository, shelf)
    return Container(
        repository=repository, service=service, products=products, metrics=metrics,
        executor=executor, clock=clock, bundled_feed=bundled_feed, pictures=read_pictures(pictures),
        watches=_watch_repository(engines), engines=engines, vectors=vectors, follower=follower,
        marketplaces=marketplaces, aggregator=everywhere, shelf=shelf, snapshots_bucket=bucket,
    )  # fmt: skip


def _open_service(
    repository: CatalogRepository, executor: ThreadPoolExecutor, vectors: "ProductVectors | None"
) -> CatalogService:
    synonyms = load_synonyms()
    speller = Speller(synonyms, _is_word)
    return CatalogService(repository, synonyms, speller, executor, Weights(), meaning=vectors)


def _shelf(
    engines: StateEngines, repository: CatalogRepository, executor: ThreadPoolExecutor,
    clock: Clock, prices: PriceRecorder | None,
) -> SellerShelf:  # fmt: skip
    kept = SellerListings(engines.records(Kept.LISTINGS), clock)
    look_seconds = _LOOK_SECONDS if engines.in_tables else None
    return SellerShelf(kept, repository, executor, clock, prices=prices, look_seconds=look_seconds)


def _follower(
    settings: Settings, repository: CatalogRepository, shelf: SellerShelf
) -> "tuple[CatalogueFollower | None, S3Bucket | None]":
    if settings.keeps_blobs_in is not BlobEngine.S3:
        return None, None
    # Imported where it is chosen: a start without AWS needs nothing of it.
    from talknshop.catalog.publication import KIND, CatalogueFollower  # noqa: PLC0415
    from talknshop.storage.s3_bucket import S3Bucket  # noqa: PLC0415
    from talknshop.storage.snapshots import Snapshots  # noqa: PLC0415

    bucket = S3Bucket.of(settings, settings.documents_bucket)
    follower = CatalogueFollower(
        Snapshots(bucket, KIND), repository, settings.data_dir, on_change=shelf.renew
    )
    return follower, bucket


def _watch_repository(engines: StateEngines) -> WatchRepository:
    records = engines.records(Kept.WATCHES, WATCH_MIGRATIONS)
    return WatchRepository(records, _watch_schedule(engines))


def _watch_schedule(engines: StateEngines) -> WatchSchedule:
    if not engines.in_tables:
        return SqliteWatchSchedule(engines.database(Kept.WATCHES, WATCH_MIGRATIONS))
    # Imported where it is chosen: botocore comes with it.
    from talknshop.catalog.dynamodb_watch_schedule import DynamoDbWatchSchedule  # noqa: PLC0415

    return DynamoDbWatchSchedule(engines.table(Kept.WATCHES))


def open_vectors(
    settings: Settings,
    repository: CatalogRepository,
    folder: Path | None = None,
    encoder: Callable[[], Encoder] | None = None,
) -> "ProductVectors | None":
    """The vectors of a catalogue; None where there is no encoder.

    Args:
        settings: Name the encoder and the data folder.
        repository: The products.
        folder: Where files of vectors are; in the data folder without it.
        encoder: Opens the encoder; as the settings say without it.
    """
    if encoder is None:
        if not is_chosen_or_built(settings):
            return None
        encoder = partial(require_encoder, settings)
    # Imported where there is an encoder: NumPy comes with it.
    from talknshop.catalog.product_vectors import ProductVectors  # noqa: PLC0415

    return ProductVectors(repository, folder or settings.data_dir / VECTORS_FOLDER, encoder)


def _is_word(word: str) -> bool:
    return _spelling().knows(word)


@cache
def _spelling() -> "Spelling":
    # Loaded with the first word that the catalogue lacks, so that no start waits for it.
    from talknshop.language.rules.lexicon import load_lexicon  # noqa: PLC0415

    return load_lexicon().spelling
