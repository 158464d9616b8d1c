"""Listings of sellers in our own catalogue, as the crosspost service hands them in."""

from datetime import datetime

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import Condition, ShippingOption
from talknshop.schemas.listing import ListingLocation


class StoreListing(WireModel):
    """What a shopper may know of an item that somebody sells here."""

    listing_id: str = Field(pattern=r"^[a-z0-9-]{1,128}$")
    seller_name: str = Field(min_length=1, max_length=80)
    """A name that says nothing of who it is."""
    title: str = Field(min_length=1, max_length=1000)
    description: str = Field(default="", max_length=20_000)
    price: float = Field(gt=0, le=100_000_000)
    currency: str = Field(pattern="^[A-Z]{3}$")
    condition: Condition
    category: str | None = Field(default=None, max_length=300)
    attributes: dict[str, str] = Field(default_factory=dict, max_length=100)
    photo_urls: list[str] = Field(default_factory=list, max_length=50)
    """Paths of our own origin that everybody may read while the listing is up."""
    shipping_options: list[ShippingOption] = Field(default_factory=list[ShippingOption])
    location: ListingLocation | None = None


class ShelvedListing(WireModel):
    """A listing that our catalogue has."""

    listing_id: str
    product_id: str
    """Under which shoppers find it."""
    link: str
    """Its page, as a path of our own origin."""
    listed_at: datetime
    visible: bool
    """Whether searches find it already; false while an import holds the catalogue."""


class RemovedListing(WireModel):
    """A listing that our catalogue has no more."""

    removed: bool
    """False when it was not there."""
