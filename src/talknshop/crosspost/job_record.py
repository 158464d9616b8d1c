"""Jobs and items as they are stored: what is told, and what is wanted of each marketplace."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from talknshop.schemas.enums import JobStatus, PostingMarketplace
from talknshop.schemas.job import Job, JobData, JobError, MarketplaceJob
from talknshop.schemas.listing import ListingSpec


class Wanted(StrEnum):
    """What the seller wants of a marketplace."""

    UP = "up"
    DOWN = "down"


class Lease(BaseModel):
    """That somebody works on a part at this moment, and nobody else may."""

    model_config = ConfigDict(frozen=True)

    holder: str
    until: datetime


class StoredPart(MarketplaceJob):
    """One listing at one marketplace, and how far it is from what is wanted."""

    wanted: Wanted = Wanted.UP
    posted_revision: int = 0
    """Which revision of the listing the marketplace has; 0 for none."""
    posted_spec: ListingSpec | None = None
    """What the marketplace has, where the seller is asked to change it by hand."""
    unsure: bool = False
    """Whether an attempt began whose end nobody knows: it may be up, whatever the status says."""
    lease: Lease | None = None
    fence: int = 0
    """Raised with each lease: whoever had an older one was overtaken, and stores nothing more."""
    reminded_at: datetime | None = None
    """When the seller was reminded that it waits for them."""


class StoredNews(BaseModel):
    """A change that somebody is still to be told of; stored together with the change."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    number: int
    """From 1 in each job; news are told in this order."""
    data: JobData
    notable: bool
    happened_at: datetime
    left_to: tuple[str, ...]
    """Who is still to be told."""


class StoredJob(BaseModel):
    """One listing on its way; every change goes through its repository."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    job_id: str
    inventory_id: str
    """The item, of which there is one however many listings it has."""
    user_id: str
    session_id: str | None = None
    status: JobStatus = JobStatus.CREATED
    spec: ListingSpec
    revision: int = 1
    """Raised by every change of ``spec``."""
    request_hash: str
    """Of what was asked for first: the same key with something else is a mistake."""
    parts: tuple[StoredPart, ...]
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    sold_at: datetime | None = None
    sold_on: PostingMarketplace | None = None
    oversold_on: tuple[PostingMarketplace, ...] = ()
    """Where it was sold although it had been sold already."""
    error: JobError | None = None
    news: tuple[StoredNews, ...] = ()
    """Changes that were not told everywhere yet, oldest first."""
    news_count: int = 0

    def part(self, marketplace: PostingMarketplace) -> StoredPart | None:
        """The part of a marketplace, or None."""
        return next((part for part in self.parts if part.marketplace is marketplace), None)

    def told(self) -> Job:
        """What the seller sees of it."""
        return Job(
            job_id=self.job_id,
            user_id=self.user_id,
            session_id=self.session_id,
            status=self.status,
            listing_spec=self.spec,
            marketplace_jobs=[MarketplaceJob.model_validate(p.model_dump()) for p in self.parts],
            created_at=self.created_at,
            updated_at=self.updated_at,
            completed_at=self.completed_at,
            cancelled_at=self.cancelled_at,
            sold_at=self.sold_at,
            sold_on=self.sold_on,
            error=self.error,
        )


class Sold(BaseModel):
    """That an item was sold."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    marketplace: PostingMarketplace
    order_id: str
    """The marketplace's number of the sale; where the seller tells it, one of ours."""
    sold_at: datetime
    told_by: str
    """``marketplace`` or ``user``."""


class InventoryItem(BaseModel):
    """One thing that can be sold once."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    inventory_id: str
    user_id: str
    job_ids: tuple[str, ...] = ()
    """Every listing of it, oldest first."""
    sold: Sold | None = None
    oversold: tuple[Sold, ...] = ()
    """Sales that came after the first: the seller must cancel them at their marketplace."""
