"""Which marketplaces can be posted to here: one entry each, as the settings allow."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
import structlog

from talknshop.core.clock import Clock
from talknshop.core.encryption import open_cipher
from talknshop.core.errors import ConfigurationError, NotFoundError
from talknshop.core.metrics import Metrics, breaker_reporter
from talknshop.core.settings import Settings
from talknshop.core.tokens import Signer
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.places import Place, Places
from talknshop.crosspost.sellers import SellerNames
from talknshop.marketplaces.building import SourceParts
from talknshop.marketplaces.call_policy import call_policy
from talknshop.marketplaces.ebay.selling.building import open_ebay_selling
from talknshop.marketplaces.ebay.selling.pictures import PhotoFile, ReadPhoto
from talknshop.marketplaces.posting.craigslist_bulk import ReadPhotoBytes, SentNotes
from talknshop.marketplaces.posting.publishers import assisted_publishers, operator_publishers
from talknshop.marketplaces.publishing import Photo
from talknshop.marketplaces.store.publisher import StorePublisher, StoreShelf
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.opening import StateEngines

_log = structlog.stdlib.get_logger(__name__)

_NO_CATALOGUE = (
    "Nothing is listed in the store: the catalogue is not known here. Set CATALOG_SERVICE_URL."
)


@dataclass(frozen=True, slots=True)
class OpenPlaces:
    """The marketplaces, and what they run on; open until ``aclose``."""

    places: Places
    missing: Mapping[PostingMarketplace, str] = field(default_factory=dict[PostingMarketplace, str])
    """Those that are not posted to here, and why."""
    clients: tuple[httpx.AsyncClient, ...] = ()

    async def aclose(self) -> None:
        """Closes the connections."""
        for client in self.clients:
            await client.aclose()


def open_places(
    settings: Settings,
    neighbours: Neighbours,
    sellers: SellerNames,
    *,
    engines: StateEngines,
    sent: SentNotes,
    signer: Signer,
    clock: Clock,
    metrics: Metrics,
) -> OpenPlaces:
    """Puts together what can be posted to; blocking, and nothing is sent yet.

    Args:
        settings: Say which marketplaces are set up.
        neighbours: Our own catalogue and the media service.
        sellers: The names under which people sell in our own catalogue.
        engines: Keep the accounts of sellers, and count the calls of a day.
        sent: Keeps what was sent where twice would be two.
        signer: Signs what marketplaces give back.
        clock: The time.
        metrics: Where the states of circuits go.

    Raises:
        DatabaseError: A file cannot be opened, or is damaged.
    """
    missing: dict[PostingMarketplace, str] = {}
    report, ledger = breaker_reporter(metrics), engines.quota_ledger()
    policy = call_policy(settings, clock, ledger, report, asyncio.sleep)
    parts = SourceParts(settings, policy)
    places = _by_hand_or_account(parts, sent, neighbours)
    if neighbours.shelf is not None:
        places.append(_store(settings, neighbours.shelf, sellers))
    else:
        missing[PostingMarketplace.STORE] = _NO_CATALOGUE
    try:
        places.append(_ebay(parts, engines, signer, neighbours))
    except ConfigurationError as error:
        missing[PostingMarketplace.EBAY] = error.message
    named = {place.publisher.marketplace: place for place in places}
    return OpenPlaces(named, missing, tuple(parts.clients))


def _store(settings: Settings, shelf: StoreShelf, sellers: SellerNames) -> Place:
    store = StorePublisher(shelf, sellers.name_of, base_url=settings.public_url or "")
    return Place(store, PostingMode.OWN)


def _ebay(
    parts: SourceParts, engines: StateEngines, signer: Signer, neighbours: Neighbours
) -> Place:
    tokens = engines.seller_tokens(open_cipher(parts.settings))
    ebay = open_ebay_selling(parts, tokens, signer, read_photo=_read_photo(neighbours))
    return Place(ebay.publisher, PostingMode.API, ebay.accounts)


def _by_hand_or_account(parts: SourceParts, sent: SentNotes, neighbours: Neighbours) -> list[Place]:
    """What sellers post to by hand, unless the operator has an account for it."""
    by_hand = assisted_publishers(parts.settings, parts.policy.clock)
    try:
        accounts = operator_publishers(
            parts, by_hand, sent=sent, read_photo=_read_photo_bytes(neighbours)
        )
    except ConfigurationError as error:
        _log.warning("posted by hand instead", reason=error.message)
        accounts = {}
    return [
        Place(accounts[name], PostingMode.FEED)
        if name in accounts
        else Place(publisher, PostingMode.ASSISTED)
        for name, publisher in by_hand.items()
    ]


def _read_photo_bytes(neighbours: Neighbours) -> ReadPhotoBytes | None:
    read = _read_photo(neighbours)
    if read is None:
        return None

    async def read_bytes(photo: Photo) -> bytes | None:
        file = await read(photo)
        return file.content if file is not None else None

    return read_bytes


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
