"""What a seller offers: as far as it is known, as it is posted, and as each marketplace gets it."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import Condition, PostingMarketplace, ShippingOption
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


class ListingLocation(WireModel):
    """Where an item is."""

    city: str | None = Field(default=None, max_length=100)
    state: str | None = Field(default=None, max_length=100)
    zip: str | None = Field(default=None, max_length=16)
    country: str = Field(default="US", pattern="^[A-Z]{2}$")
    """ISO 3166-1, two letters."""


class ListingSpec(WireModel):
    """A listing as it is posted; what a marketplace requires of it is its rules' to say."""

    title: str = Field(min_length=1, max_length=1000)
    description: str = Field(default="", max_length=20_000)
    price: float = Field(gt=0, le=100_000_000)
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")
    condition: Condition
    category: str | None = Field(default=None, max_length=300)
    """A path such as ``Electronics > Smartphones``."""
    attributes: dict[str, AttributeValue] = Field(default_factory=dict, max_length=100)
    media_s3_keys: list[str] = Field(default_factory=list, max_length=50)
    """The photos, in the order in which they are shown."""
    target_marketplaces: list[PostingMarketplace] = Field(min_length=1)
    shipping_options: list[ShippingOption] = Field(default_factory=list[ShippingOption])
    location: ListingLocation | None = None


class ListingForm(WireModel):
    """A listing as far as it is filled in; once nothing is missing it is a ``ListingSpec``."""

    title: str | None = Field(default=None, max_length=1000)
    description: str | None = Field(default=None, max_length=20_000)
    price: float | None = Field(default=None, ge=0, le=100_000_000)
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")
    condition: Condition | None = None
    category: str | None = Field(default=None, max_length=300)
    attributes: dict[str, AttributeValue] = Field(default_factory=dict, max_length=100)
    media_s3_keys: list[str] = Field(default_factory=list, max_length=50)
    target_marketplaces: list[PostingMarketplace] = Field(default_factory=list[PostingMarketplace])
    shipping_options: list[ShippingOption] = Field(default_factory=list[ShippingOption])
    location: ListingLocation | None = None


class ProblemLevel(StrEnum):
    """What a problem of a listing means."""

    BLOCKING = "blocking"
    """The marketplace would not take it."""
    WARNING = "warning"
    """It can be posted; the seller should look."""
    REFUSED = "refused"
    """It may not be sold, whatever is changed."""


class ListingProblem(WireModel):
    """Something about a listing that its seller should know."""

    code: str
    """A stable name, such as ``title_too_long`` or ``photo_required``."""
    level: ProblemLevel
    message: str
    """One sentence: what it is and what to do."""
    field: str | None = None
    """The field of ``ListingSpec`` it is about."""


class ListingField(WireModel):
    """One field of a marketplace's form, filled."""

    name: str
    label: str
    """As the marketplace's form calls it."""
    value: str
    max_length: int | None = None
    """Characters that the marketplace allows; null where it has no limit."""
    truncated: bool = False
    """Whether the limit cost a part of what the seller wrote."""


class FeeLine(WireModel):
    """One fee of a marketplace."""

    label: str
    amount: float


class ListingFees(WireModel):
    """What a marketplace takes of a sale at the asked price, shipping left out."""

    lines: list[FeeLine]
    total: float
    currency: str
    as_of: date
    """When the rates were last checked against the marketplace's page."""
    source_url: str
    estimated: bool = True
    """Whether the real fee depends on what is not known yet."""


class MarketplacePreview(WireModel):
    """What one marketplace will get."""

    marketplace: PostingMarketplace
    fields: list[ListingField]
    limits: dict[str, int] = Field(default_factory=dict)
    """The marketplace's limits by field, such as ``{"title": 80, "photos": 24}``."""
    problems: list[ListingProblem] = Field(default_factory=list[ListingProblem])
    fees: ListingFees | None = None
    """Null where the fees are not known."""
    net: float | None = None
    """The asked price less the fees; null where these are not known."""
    assisted: bool = False
    """Whether the seller finishes the posting in the marketplace's own form."""


class PostingPreview(WireModel):
    """What the marketplaces would get of a listing, and what its seller should know."""

    marketplaces: list[MarketplacePreview]
    warnings: list[ListingProblem] = Field(default_factory=list[ListingProblem])
    """About the listing itself, whatever the marketplace; one of level ``refused`` stops it."""


class PriceAdviceRequest(WireModel):
    """An item whose price is compared."""

    product: str = Field(min_length=1, max_length=200)
    """Canonical singular noun phrase, such as ``smartphone``."""
    brand: str | None = Field(default=None, max_length=200)
    model: str | None = Field(default=None, max_length=200)
    attributes: dict[str, AttributeValue] = Field(default_factory=dict, max_length=100)
    condition: Condition
    price: float | None = Field(default=None, ge=0, le=100_000_000)
    """What is asked, where that is known."""
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")


class PriceAdvice(WireModel):
    """What comparable items cost; figures come from records, never from a model."""

    sample_size: int = Field(ge=0)
    """How many comparable items there are; too few are no advice, and the figures are null."""
    currency: str
    low: float | None = None
    """The first quartile."""
    median: float | None = None
    high: float | None = None
    """The third quartile."""
    percentile: int | None = Field(default=None, ge=0, le=100)
    """The share of comparable items that cost less than is asked, in percent."""
    message: str


class ListingPreview(WireModel):
    """A listing before its seller says yes: data of the event ``listing``."""

    preview_id: str
    """Of exactly this state of the listing; a yes that names another one posts nothing."""
    draft: ListingDraft
    """What the seller said."""
    form: ListingForm
    """What would be posted."""
    missing: list[str] = Field(default_factory=list)
    """Of ``product``, ``price`` and ``condition`` what is not known yet; nothing can be posted
    before."""
    preview: list[MarketplacePreview] = Field(default_factory=list[MarketplacePreview])
    """Empty while something is missing."""
    price_advice: PriceAdvice | None = None
    warnings: list[ListingProblem] = Field(default_factory=list[ListingProblem])
