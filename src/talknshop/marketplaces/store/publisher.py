"""Sells here: a listing goes into our own catalogue, where shoppers find it at once.

There is no checkout here, so nothing sells by itself: the seller says so. Nothing is charged.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from talknshop.core.html_text import is_html, to_plain_text
from talknshop.marketplaces.posting.preview import marketplace_preview
from talknshop.marketplaces.publishing import Posting, PostingOutcome, Sale
from talknshop.schemas.enums import MarketplaceJobStatus, PostingMarketplace
from talknshop.schemas.listing import ListingField, ListingSpec, MarketplacePreview
from talknshop.schemas.store_listing import RemovedListing, ShelvedListing, StoreListing

SellerName = Callable[[str], Awaitable[str]]
"""The name under which a person sells here; it says nothing of who they are."""

_LATER = (
    "Searches find it as soon as the import into the catalogue is done that runs at this moment."
)


class StoreShelf(Protocol):
    """Where our catalogue takes listings."""

    async def put(self, listing: StoreListing) -> ShelvedListing:
        """Puts a listing up, or in the place of what it said before."""
        ...

    async def remove(self, listing_id: str) -> RemovedListing:
        """Takes a listing down, or finds that it is down."""
        ...


class StorePublisher:
    """Implements ``ListingPublisher``; every call may be repeated, the listing's id is ours."""

    marketplace = PostingMarketplace.STORE
    name = "the TalknShop store"
    simulated = False

    def __init__(self, shelf: StoreShelf, seller_name: SellerName, *, base_url: str) -> None:
        """Sells on ``shelf``.

        Args:
            shelf: The catalogue.
            seller_name: Under which name a person sells.
            base_url: What stands before the path of a listing's page; empty for none.
        """
        self._shelf = shelf
        self._seller_name = seller_name
        self._base_url = base_url

    def preview(self, spec: ListingSpec) -> MarketplacePreview:
        """What shoppers would see; pure."""
        fields = [
            ListingField(name="title", label="Title", value=spec.title),
            ListingField(name="price", label="Price", value=f"{spec.price:.2f} {spec.currency}"),
            ListingField(name="condition", label="Condition", value=spec.condition),
            ListingField(name="description", label="Description", value=_plain(spec.description)),
        ]
        return marketplace_preview(self.marketplace, spec, fields)

    async def publish(self, posting: Posting) -> PostingOutcome:
        """Puts it into the catalogue, or in the place of what is there."""
        shelved = await self._shelf.put(
            store_listing(posting, await self._seller_name(posting.user_id))
        )
        return PostingOutcome(
            MarketplaceJobStatus.LIVE,
            listing_id=shelved.listing_id,
            confirmation_link=f"{self._base_url}{shelved.link}",
            message=None if shelved.visible else _LATER,
        )

    async def revise(self, posting: Posting) -> PostingOutcome:
        """The same: what is there is replaced."""
        return await self.publish(posting)

    async def withdraw(self, posting: Posting) -> PostingOutcome:
        """Takes it out of the catalogue, if it is there."""
        await self._shelf.remove(listing_id_of(posting.job_id))
        return PostingOutcome(MarketplaceJobStatus.REMOVED)

    async def sales(self, user_id: str, *, since: datetime) -> list[Sale]:
        """Nothing sells here by itself."""
        del user_id, since
        return []


def listing_id_of(job_id: str) -> str:
    """The id of a listing: that of its part of the job, so that repeating makes no second one."""
    return job_id.replace("_", "-").lower()


def store_listing(posting: Posting, seller_name: str) -> StoreListing:
    """A listing as the catalogue takes it; pure."""
    spec = posting.spec
    attributes = {
        name: value if isinstance(value, str) else ", ".join(value)
        for name, value in spec.attributes.items()
    }
    return StoreListing(
        listing_id=listing_id_of(posting.job_id),
        seller_name=seller_name,
        title=spec.title,
        description=_plain(spec.description),
        price=spec.price,
        currency=spec.currency,
        condition=spec.condition,
        category=spec.category,
        attributes=attributes,
        photo_urls=[photo.url for photo in posting.photos if photo.url is not None],
        shipping_options=spec.shipping_options,
        location=spec.location,
    )


def _plain(description: str) -> str:
    return to_plain_text(description) if is_html(description) else description
