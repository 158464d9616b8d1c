"""Which marketplaces can be posted to here: one entry each, as the settings allow."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from talknshop.core.clock import Clock
from talknshop.core.encryption import open_cipher
from talknshop.core.errors import ConfigurationError, NotFoundError
from talknshop.core.metrics import Metrics, breaker_reporter
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.core.tokens import Signer
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.places import Place, Places
from talknshop.crosspost.sellers import SellerNames
from talknshop.marketplaces.building import SourceParts
from talknshop.marketplaces.call_policy import call_policy
from talknshop.marketplaces.ebay.selling.building import open_ebay_selling
from talknshop.marketplaces.ebay.selling.pictures import PhotoFile, ReadPhoto
from talknshop.marketplaces.posting.publishers import assisted_publishers
from talknshop.marketplaces.publishing import Photo
from talknshop.marketplaces.store.publisher import StorePublisher
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.quota import SqliteQuotaLedger
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.storage.sqlite_schema import QUOTA_MIGRATIONS, SELLER_TOKEN_MIGRATIONS

ACCOUNTS_NAME = "accounts.db"
"""The file of sellers' accounts at marketplaces, encrypted."""
_QUOTAS_NAME = "quotas.db"


@dataclass(frozen=True, slots=True)
class OpenPlaces:
    """The marketplaces, and what they run on; open until both closings."""

    places: Places
    missing: Mapping[PostingMarketplace, str] = field(default_factory=dict[PostingMarketplace, str])
    """Those that are not posted to here, and why."""
    clients: tuple[httpx.AsyncClient, ...] = ()
    databases: tuple[Database, ...] = ()

    async def aclose(self) -> None:
        """Closes the connections."""
        for client in self.clients:
            await client.aclose()

    def close(self) -> None:
        """Closes the files."""
        for database in self.databases:
            database.close()


def open_places(
    settings: Settings,
    neighbours: Neighbours,
    sellers: SellerNames,
    *,
    signer: Signer,
    clock: Clock,
    metrics: Metrics,
) -> OpenPlaces:
    """Puts together what can be posted to; blocking, and nothing is sent yet.

    Args:
        settings: Say which marketplaces are set up.
        neighbours: Our own catalogue and the media service.
        sellers: The names under which people sell in our own catalogue.
        signer: Signs what marketplaces give back.
        clock: The time.
        metrics: Where the states of circuits go.

    Raises:
        DatabaseError: A file cannot be opened, or is damaged.
        ConfigurationError: The secret of this server cannot be used.
    """
    missing: dict[PostingMarketplace, str] = {}
    accounts = Database(settings.data_dir / ACCOUNTS_NAME, SELLER_TOKEN_MIGRATIONS)
    quotas = Database(settings.data_dir / _QUOTAS_NAME, QUOTA_MIGRATIONS)
    policy = call_policy(
        settings, clock, SqliteQuotaLedger(quotas), breaker_reporter(metrics), asyncio.sleep
    )
    parts = SourceParts(settings, policy)
    assisted = assisted_publishers(settings, clock).values()
    places = [Place(publisher, PostingMode.ASSISTED) for publisher in assisted]
    if neighbours.shelf is not None:
        store = StorePublisher(
            neighbours.shelf, sellers.name_of, base_url=settings.public_url or ""
        )
        places.append(Place(store, PostingMode.OWN))
    else:
        missing[PostingMarketplace.STORE] = (
            "Nothing is listed in the store: the catalogue is not known here. "
            "Set CATALOG_SERVICE_URL."
        )
    try:
        tokens = SqliteSellerTokens(accounts, open_cipher(settings))
        ebay = open_ebay_selling(parts, tokens, signer, read_photo=_read_photo(neighbours))
        places.append(Place(ebay.publisher, PostingMode.API, ebay.accounts))
    except ConfigurationError as error:
        missing[PostingMarketplace.EBAY] = error.message
    return OpenPlaces(
        {place.publisher.marketplace: place for place in places},
        missing,
        tuple(parts.clients),
        (accounts, quotas),
    )


def _read_photo(neighbours: Neighbours) -> ReadPhoto | None:
    photos = neighbours.photos
    if photos is None:
        return None

    async def read(photo: Photo) -> PhotoFile | None:
        try:
            content = await photos.content(photo.key)
        except NotFoundError:
            return None
        return PhotoFile(content, "image/jpeg")

    return read
