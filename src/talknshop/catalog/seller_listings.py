"""What people sell here: kept apart from feeds, and put among the products for shoppers to find."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import orjson

from talknshop.catalog.feeds.rows import FeedRow
from talknshop.core.clock import Clock
from talknshop.core.ids import new_id
from talknshop.core.money import to_minor
from talknshop.core.text import sanitise
from talknshop.schemas.enums import Availability, ShippingOption
from talknshop.schemas.store_listing import StoreListing
from talknshop.storage.records import Record, RecordStore

SELLER_ATTRIBUTE = "seller"
"""Under which a product of the sellers' feed names who sells it."""

_LISTINGS, _SHELF = "#listings", "#shelf"
_BRAND_NAMES = frozenset({"brand", "make", "manufacturer"})
_WAYS = {ShippingOption.LOCAL_PICKUP: "local pickup", ShippingOption.SHIPPING: "shipping"}


class KeptListing(NamedTuple):
    """A listing, and when it was first put up."""

    listing: StoreListing
    listed_at: datetime


class SellerListings:
    """Keeps the listings of sellers; feeds come and go beside them."""

    def __init__(self, records: RecordStore, clock: Clock) -> None:
        """Keeps them in ``records``."""
        self._records = records
        self._clock = clock

    async def put(self, listing: StoreListing) -> KeptListing:
        """Stores a listing, or in the place of what it said before."""
        present = await self.get(listing.listing_id)
        kept = KeptListing(listing, present.listed_at if present else self._clock.now())
        value = {
            "listing": listing.model_dump(mode="json"),
            "listed_at": kept.listed_at.isoformat(),
        }
        await self._records.put(_LISTINGS, listing.listing_id, value)
        await self._note_change()
        return kept

    async def get(self, listing_id: str) -> KeptListing | None:
        """A listing, or None."""
        record = await self._records.get(_LISTINGS, listing_id)
        return None if record is None else _kept(record)

    async def remove(self, listing_id: str) -> bool:
        """Forgets a listing; False when it was not there."""
        was_there = await self._records.get(_LISTINGS, listing_id) is not None
        await self._records.delete(_LISTINGS, listing_id)
        await self._note_change()
        return was_there

    async def all(self) -> list[KeptListing]:
        """Every listing, by its id."""
        found: list[KeptListing] = []
        after = ""
        while page := await self._records.query(_LISTINGS, "", after=after, limit=500):
            after = page[-1].sort
            found += map(_kept, page)
        return found

    async def last_change(self) -> str | None:
        """Names the last change, by whichever server; None where there was none."""
        record = await self._records.get(_SHELF, "change")
        return None if record is None else record.value["change"]

    async def _note_change(self) -> None:
        await self._records.put(_SHELF, "change", {"change": new_id("change")})


def digest_of(listings: Iterable[KeptListing]) -> str:
    """The same for the same listings."""
    written = orjson.dumps([kept.listing.model_dump(mode="json") for kept in listings])
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def feed_row(kept: KeptListing, *, line: int) -> FeedRow:
    """A listing as a row of the sellers' feed; pure."""
    listing = kept.listing
    attributes = {name: sanitise(value) for name, value in listing.attributes.items() if value}
    brand = next((v for name, v in attributes.items() if name.lower() in _BRAND_NAMES), None)
    place = listing.location
    where = ", ".join(part for part in (place.city, place.state) if part) if place else ""
    told = {
        SELLER_ATTRIBUTE: listing.seller_name,
        "location": where,
        "delivery": ", ".join(_WAYS[way] for way in listing.shipping_options),
    }
    return FeedRow(
        line=line,
        source_id=listing.listing_id,
        title=sanitise(listing.title) or listing.listing_id,
        link=page_path(listing.listing_id),
        description=sanitise(listing.description) or None,
        image_link=listing.photo_urls[0] if listing.photo_urls else None,
        availability=Availability.IN_STOCK,
        price_minor=to_minor(listing.price, listing.currency),
        currency=listing.currency,
        brand=brand,
        condition=listing.condition,
        product_type=listing.category,
        attributes=attributes | {name: value for name, value in told.items() if value},
    )


def page_path(listing_id: str) -> str:
    """The page of a listing, as a path of the origin."""
    return f"/catalog/listings/{listing_id}"


def _kept(record: Record) -> KeptListing:
    return KeptListing(
        StoreListing.model_validate(record.value["listing"]),
        datetime.fromisoformat(record.value["listed_at"]),
    )
