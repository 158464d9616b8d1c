"""Jobs: one listing on its way to its marketplaces."""

from datetime import datetime

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import JobStatus, MarketplaceJobStatus, PostingMarketplace
from talknshop.schemas.listing import ListingField, ListingSpec


class JobAction(WireModel):
    """What the seller has to do so that a marketplace goes on."""

    kind: str
    """``open_and_paste``, ``connect``, ``answer``, ``fix`` or ``take_down``."""
    message: str
    """One sentence for the seller."""
    form_url: str | None = None
    """Where to do it."""
    fields: list[ListingField] = Field(default_factory=list[ListingField])
    """What to paste, or what is asked for."""
    photo_urls: list[str] = Field(default_factory=list)
    photo_zip_url: str | None = None
    text: str | None = None
    """Everything in one piece, to be copied at once."""
    checklist: list[str] = Field(default_factory=list)
    expires_at: datetime | None = None


class MarketplaceJob(WireModel):
    """One listing at one marketplace."""

    marketplace: PostingMarketplace
    job_id: str
    """Of this part of the job."""
    status: MarketplaceJobStatus
    listing_id: str | None = None
    """The marketplace's own id; never one of ours."""
    confirmation_link: str | None = None
    """Where the listing can be seen."""
    posted_at: datetime | None = None
    updated_at: datetime
    message: str | None = None
    """One sentence: what happened, and what to do."""
    error_code: str | None = None
    """The marketplace's own code, as it gave it."""
    action: JobAction | None = None
    confirmed_by: str | None = None
    """``marketplace`` when its API said so, ``user`` when the seller did."""


class JobError(WireModel):
    """Why a job failed, or failed in part."""

    code: str
    message: str
    retryable: bool


class Job(WireModel):
    """One listing on its way."""

    job_id: str
    user_id: str
    session_id: str | None = None
    status: JobStatus
    listing_spec: ListingSpec
    marketplace_jobs: list[MarketplaceJob]
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None
    """When every marketplace was settled."""
    cancelled_at: datetime | None = None
    sold_at: datetime | None = None
    """When the item was sold, wherever that was."""
    sold_on: PostingMarketplace | None = None
    error: JobError | None = None


class Jobs(WireModel):
    """A seller's listings, last changed first."""

    jobs: list[Job]


class PostRequest(WireModel):
    """What is posted, and where it comes from."""

    listing_spec: ListingSpec
    session_id: str | None = Field(default=None, max_length=256)
    user_id: str | None = Field(default=None, max_length=128)
    """Of an old client that proves nothing; counts only where services need no token."""
    idempotency_key: str | None = Field(default=None, min_length=1, max_length=256)
    """The same as the header ``Idempotency-Key``."""


class JobView(Job):
    """A job with the names that older clients read."""

    marketplace_results: list[MarketplaceJob] = Field(default_factory=list[MarketplaceJob])
    """The same as ``marketplace_jobs``."""
    success_count: int = 0
    """Marketplaces that have the listing."""
    failure_count: int = 0
    """Marketplaces where it ended in vain."""
    estimated_completion: str | None = None
    """Null: nobody can tell how long a marketplace takes."""


class Revision(WireModel):
    """What a listing says from now on."""

    listing_spec: ListingSpec


class Withdrawal(WireModel):
    """Where a listing is taken down."""

    marketplaces: list[PostingMarketplace] = Field(default_factory=list[PostingMarketplace])
    """Everywhere when empty."""


class SoldHere(WireModel):
    """Where the seller sold the item."""

    marketplace: PostingMarketplace


class PostedLink(WireModel):
    """Where the seller put a listing up by hand."""

    link: str = Field(min_length=1, max_length=2048)


class ForgottenListings(WireModel):
    """What became of a seller's listings."""

    deleted: int
    """Jobs that were removed."""
    left_up: list[MarketplaceJob] = Field(default_factory=list[MarketplaceJob])
    """What may still be up where only the seller can take it down."""


class JobNews(WireModel):
    """A change of a job as the crosspost service hands it in."""

    user_id: str = Field(min_length=1, max_length=256)
    session_id: str | None = None
    """The conversation it comes from, whose log keeps it; null where there is none."""
    news_id: str = Field(min_length=1, max_length=128)
    """The same again is delivered once."""
    job: "JobData"
    notable: bool = False
    """Whether it also belongs into the inbox of a seller who is away."""
    happened_at: datetime


class JobData(WireModel):
    """Data of the event ``job``."""

    job_id: str
    status: JobStatus
    marketplace_results: list[MarketplaceJob]
    message: str | None = None
