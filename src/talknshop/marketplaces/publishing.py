"""The port of a marketplace that listings are put up at, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from talknshop.schemas.enums import MarketplaceJobStatus, PostingMarketplace
from talknshop.schemas.job import JobAction
from talknshop.schemas.listing import ListingSpec, MarketplacePreview


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the item.

    Attributes:
        key: The key under which the media service keeps it.
        url: Where it can be fetched from: an https address for a marketplace elsewhere, a path of
            our own origin for the store and for the seller. None where there is no such address.
    """

    key: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One listing at one marketplace, as a publisher gets it.

    Attributes:
        job_id: Of this marketplace's part; the same at every attempt. What the publisher creates
            carries it, so that an attempt finds what the one before had done.
        user_id: Whose account it is put up with.
        spec: What is listed.
        photos: In the order in which they are shown.
        listing_id: The marketplace's own id, once it is known.
        link: Where the listing can be seen, once it is known.
        posted: What the marketplace has, where it is something else than ``spec``.
        inventory_id: The item apart from its listings: the same at every marketplace.
    """

    job_id: str
    user_id: str
    inventory_id: str
    spec: ListingSpec
    photos: tuple[Photo, ...] = ()
    listing_id: str | None = None
    link: str | None = None
    posted: ListingSpec | None = None


@dataclass(frozen=True, slots=True)
class PostingOutcome:
    """What came of an attempt.

    Attributes:
        status: Where the listing stands now.
        listing_id: The marketplace's own id; never one of ours.
        confirmation_link: Where the listing can be seen.
        message: One sentence for the seller.
        error_code: The marketplace's own code.
        action: What the seller has to do.
        notes: What the marketplace remarked although it took the listing.
    """

    status: MarketplaceJobStatus
    listing_id: str | None = None
    confirmation_link: str | None = None
    message: str | None = None
    error_code: str | None = None
    action: JobAction | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """That an item was sold, as a marketplace tells it.

    Attributes:
        listing_id: Which listing.
        order_id: The marketplace's own number of the sale; the same sale told twice has the same.
        sold_at: When.
    """

    listing_id: str
    order_id: str
    sold_at: datetime


class ListingPublisher(Protocol):
    """Something outside that takes listings.

    Every method may be called again after an attempt whose end nobody knows, and does then what
    is left to do: never a second listing. Failures that pass raise as ``ProductSource`` has it;
    what only the seller can mend is an outcome.
    """

    @property
    def marketplace(self) -> PostingMarketplace:
        """Which one it is."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def simulated(self) -> bool:
        """Whether a development server stands in its place."""
        ...

    def preview(self, spec: ListingSpec) -> MarketplacePreview:
        """What this marketplace would get, with its limits applied and its problems told; pure."""
        ...

    async def publish(self, posting: Posting) -> PostingOutcome:
        """Puts a listing up, or finds that it is up."""
        ...

    async def revise(self, posting: Posting) -> PostingOutcome:
        """Makes a listing that is up what ``posting.spec`` says."""
        ...

    async def withdraw(self, posting: Posting) -> PostingOutcome:
        """Takes a listing down, or finds that it is down."""
        ...

    async def sales(self, user_id: str, *, since: datetime) -> list[Sale]:
        """The sales of a seller since a time; empty where the marketplace cannot be asked."""
        ...
