"""What a seller offers, as far as it is known."""

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import Condition
from talknshop.schemas.requirement import AttributeValue


class ListingDraft(WireModel):
    """A listing in the making; required before posting are product, price and condition."""

    product: str | None = None
    """Canonical singular noun phrase in lower case."""
    brand: str | None = None
    model: str | None = None
    price: float | None = Field(default=None, ge=0)
    """What is asked; 0 means free, null means not said."""
    currency: str | None = None
    condition: Condition | None = None
    attributes: dict[str, AttributeValue] = Field(default_factory=dict)
    location: str | None = None
    target_marketplaces: list[str] = Field(default_factory=list)
    """Any of ebay, craigslist, facebook, poshmark; empty means not said."""
    accepts_offers: bool | None = None
