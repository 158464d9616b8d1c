"""Products as records hold them and as results show them."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, computed_field

from talknshop.schemas.base import JsonObject, WireModel
from talknshop.schemas.enums import Availability, Condition, Marketplace, ReasonCode


class DoubtReason(StrEnum):
    """What makes an offer less than trustworthy."""

    PRICE_FAR_BELOW = "price_far_below"
    """It costs far less than what is comparable."""
    SELLER_WITHOUT_RECORD = "seller_without_record"
    """Nobody has rated its seller yet."""
    TITLE_CONTRADICTS = "title_contradicts"
    """Its title and its details say different things."""
    NOT_THE_WHOLE_ITEM = "not_the_whole_item"
    """Its title says that it is a box, a picture or a part of the thing, or broken."""


class DoubtCode(StrEnum):
    """What exactly is told of it; each has words in every language."""

    PRICE_FAR_BELOW = "price_far_below"
    SELLER_WITHOUT_RECORD = "seller_without_record"
    TITLE_SAYS = "title_says"
    """Its title says ``said``."""
    TITLE_SAYS_UNSOUND = "title_says_unsound"
    """Its title says ``said``, and it is offered in a ``condition`` that is better."""
    DETAILS_SAY_OTHERWISE = "details_say_otherwise"
    """Its details say ``stated``, its title something else."""


class Doubt(WireModel):
    """A reason to look twice before buying, from the record itself."""

    reason: DoubtReason
    message: str
    """The same in English, for who does not know the code."""
    code: DoubtCode | None = None
    values: dict[str, str] = Field(default_factory=dict)
    """What the words of the code name."""


class Offer(WireModel):
    """One way to buy a product: a shop, a price and a state."""

    product_id: str
    marketplace: Marketplace
    price: float | None = None
    currency: str = "USD"
    condition: Condition | None = None
    availability: Availability = Availability.UNKNOWN
    deep_link: str
    seller_name: str | None = None
    seller_rating_count: int | None = Field(default=None, ge=0)
    """How many people have rated the seller; null when the source does not say."""
    seller_positive_percent: float | None = Field(default=None, ge=0, le=100)
    """How many of them were content."""
    shipping_price: float | None = None
    """What shipping costs, in the same currency; null when the source does not say."""
    landed_price: float | None = None
    """Price and shipping together; null when either is unknown."""
    as_of: datetime | None = None
    """When the source last confirmed price and availability."""
    simulated: bool = False
    """True where a development server stands for the marketplace."""
    doubts: list[Doubt] = Field(default_factory=list[Doubt])
    """Reasons to look twice."""


class ScoreBreakdown(WireModel):
    """Why a product stands where it does: each part from 0 to 1, and their weighted sum."""

    total: float
    relevance: float
    price: float | None = None
    """Absent when the price is unknown."""
    rating: float | None = None
    """Absent when nobody has rated it."""
    condition: float | None = None


class RankReason(WireModel):
    """A part of ``why_ranked``, for clients that say it in a language of their own."""

    code: ReasonCode
    values: dict[str, str | int | float] = Field(default_factory=dict)
    """What the part names, such as ``count`` or ``percent``."""


class ProductResult(WireModel):
    """A product as a shopper sees it; what is unknown is null, never a guess (docs/wire.md)."""

    product_id: str
    marketplace: Marketplace
    title: str
    description: str | None = None
    brand: str | None = None
    price: float | None = None
    currency: str = "USD"
    list_price: float | None = None
    rating: float | None = Field(default=None, ge=0, le=5)
    review_count: int | None = Field(default=None, ge=0)
    condition: Condition | None = None
    availability: Availability = Availability.UNKNOWN
    image_url: str | None = None
    deep_link: str
    """The shop's own page of the product."""
    marketplace_url: str
    """The shop's front door, shown when a deep link has expired."""
    seller_name: str | None = None
    shipping_info: JsonObject | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    gtin: str | None = None
    offers: list[Offer] = Field(default_factory=list[Offer])
    """Every known way to buy the same item: new ones by price, then others by price."""
    score: ScoreBreakdown | None = None
    why_ranked: str | None = None
    reasons: list[RankReason] = Field(default_factory=list[RankReason])
    """The parts of ``why_ranked`` in its order."""
    as_of: datetime | None = None
    """When the source last confirmed price and availability."""
    simulated: bool = False
    """True for products that exist for demonstration only."""
    doubts: list[Doubt] = Field(default_factory=list[Doubt])
    """Reasons to look twice before buying it."""

    @property
    def is_near(self) -> bool:
        """Whether it only comes near what was asked for."""
        return any(reason.code is ReasonCode.NEAR for reason in self.reasons)


class CatalogProduct(ProductResult):
    """A product as the catalog service answers: older names of its fields stand beside ours."""

    @classmethod
    def of(cls, product: ProductResult) -> Self:
        """The same product with the older names."""
        return cls.model_construct(**dict(product))

    @computed_field
    @property
    def id(self) -> str:
        """The same as ``product_id``."""
        return self.product_id

    @computed_field
    @property
    def platform(self) -> Marketplace:
        """The same as ``marketplace``."""
        return self.marketplace

    @computed_field
    @property
    def platform_id(self) -> str:
        """What the marketplace itself calls the product."""
        return self.product_id.removeprefix(f"{self.marketplace}_")

    @computed_field
    @property
    def url(self) -> str:
        """The same as ``deep_link``."""
        return self.deep_link

    @computed_field
    @property
    def specifications(self) -> dict[str, str]:
        """The same as ``attributes``."""
        return self.attributes

    @computed_field
    @property
    def features(self) -> list[str]:
        """What the record lists as its features."""
        said = self.attributes.get("features", "")
        return [part.strip() for part in said.split(",") if part.strip()]
