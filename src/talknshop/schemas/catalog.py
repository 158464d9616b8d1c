"""What the catalog service says about single products (docs/wire.md)."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from talknshop.schemas.base import JsonObject, WireModel
from talknshop.schemas.enums import Marketplace, SourceStatus
from talknshop.schemas.product import CatalogProduct, ScoreBreakdown
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import RankingCriteria


class SuggestionKind(StrEnum):
    """What a suggestion is."""

    PRODUCT_TYPE = "product_type"
    BRAND = "brand"
    PRODUCT = "product"


class Suggestion(WireModel):
    """A way to go on typing."""

    text: str
    kind: SuggestionKind
    count: int | None = None
    """How many products it stands for; null for a single product."""


class Suggestions(WireModel):
    """Ways to go on typing, likeliest first."""

    query: str
    suggestions: list[Suggestion]


class SimilarProduct(WireModel):
    """A product like another, and in what."""

    product: CatalogProduct
    shared: dict[str, str]
    """Attributes that both have, with their common value."""
    price_difference_percent: float | None = None
    """How much dearer it is, negative when cheaper; null where the prices cannot be compared."""
    reason: str


class SimilarProducts(WireModel):
    """Products of the same kind, most alike first."""

    product_id: str
    product_type: str | None
    """The kind that was looked for; null when the record does not tell, and then nothing is."""
    products: list[SimilarProduct]


class PriceObservation(WireModel):
    """What an import found; ``price`` is null when it was taken off."""

    at: datetime
    price: float | None
    currency: str | None


class PriceHistory(WireModel):
    """Prices as our own imports found them; between two of them nothing is known but that."""

    product_id: str
    days: int
    currency: str | None
    """Currency of the last price."""
    since: datetime | None
    """The oldest observation that is kept; null without any."""
    count: int
    history: list[PriceObservation]
    """New and changed prices of the last ``days`` days, oldest first."""
    before: PriceObservation | None
    """The last one before these days, which still held when they began."""


class Reviews(WireModel):
    """What people wrote about a product; empty when the source gives none."""

    reviews: list[JsonObject] = Field(default_factory=list[JsonObject])
    page: int


class CompareRequest(WireModel):
    """Two to four products to put side by side."""

    product_ids: list[str] = Field(min_length=2, max_length=4)


class ComparisonRow(WireModel):
    """One property of all products."""

    name: str
    unit: str | None = None
    """The unit of all values, where they are measures of one kind."""
    values: list[str | float | None]
    """In the order of the products; null where a record does not say."""
    differs: bool
    """Whether two known values differ."""
    best: list[int] = Field(default_factory=list[int])
    """Places of the best values, only where it is certain which is better."""


class Comparison(WireModel):
    """Products side by side."""

    products: list[CatalogProduct]
    rows: list[ComparisonRow]


class Platform(WireModel):
    """A source of products."""

    platform: Marketplace
    status: SourceStatus
    name: str | None = None
    """What people call it."""
    products: int | None = None
    message: str | None = None


class Platforms(WireModel):
    """Every source that there could be."""

    platforms: list[Platform]


class WhyRequest(WireModel):
    """Asks why a product is not among the results, or not higher."""

    requirement_spec: RequirementSpec
    product: str = Field(min_length=1, max_length=500)
    """Its id, or words of its title."""
    criteria: RankingCriteria | None = None


class WhyOutcome(StrEnum):
    """What became of a product in a search."""

    NOT_FOUND = "not_found"
    """No product of the catalogue is meant by these words."""
    NOT_OF_THIS_KIND = "not_of_this_kind"
    """It is not what the requirement asks for."""
    LEFT_OUT = "left_out"
    """It is, but fails requirements."""
    RANKED = "ranked"


class WhyFailure(WireModel):
    """A requirement that the product does not meet."""

    reason: str
    slot: str
    wanted: str | None = None
    found: str | None = None
    """What the record says; null when it says nothing."""


class ScorePart(WireModel):
    """How a part of the score moves another product above this one."""

    part: str
    own: float | None
    other: float | None
    lead: float
    """How much of the lead in the total this part makes; negative where this product is better."""


class Above(WireModel):
    """A product that stands higher."""

    place: int
    product_id: str
    title: str
    score: ScoreBreakdown
    parts: list[ScorePart]


class WhyAnswer(WireModel):
    """Why a product stands where it does, from the same figures as the ranking."""

    outcome: WhyOutcome
    product: CatalogProduct | None = None
    failures: list[WhyFailure] = Field(default_factory=list[WhyFailure])
    place: int | None = None
    """Counted from 1 over the cards of all pages.

    Null when it fits and stands behind all those that were put in order, which ``sentence`` counts.
    """
    total_count: int
    score: ScoreBreakdown | None = None
    above: list[Above] = Field(default_factory=list[Above])
    """The first three and the one just above."""
    sentence: str
