"""A seller's accounts at marketplaces (docs/wire.md)."""

from enum import StrEnum

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import PostingMarketplace


class PostingMode(StrEnum):
    """How listings get to a marketplace."""

    OWN = "own"
    """It is our own catalogue."""
    API = "api"
    """Through the seller's account, which must be connected."""
    ASSISTED = "assisted"
    """The seller finishes each posting in the marketplace's form."""
    FEED = "feed"
    """Through a feed or bulk interface that the operator has set up."""


class MarketplaceConnection(WireModel):
    """A marketplace that can be posted to here, and how it stands with the seller."""

    marketplace: PostingMarketplace
    name: str
    """What people call it."""
    mode: PostingMode
    connected: bool
    """Whether a listing can be posted now; always true where no account is needed."""
    account_name: str | None = None
    simulated: bool = False
    message: str | None = None
    """What the seller has to do first; null where nothing."""


class MarketplaceConnections(WireModel):
    """Every marketplace that can be posted to here."""

    connections: list[MarketplaceConnection]


class ConnectStarted(WireModel):
    """How a seller connects an account."""

    auth_url: str | None = None
    """The marketplace's page where the seller agrees; null where it is connected already."""
    connected: bool = False
