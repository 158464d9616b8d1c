"""Requests to the catalog service and its answers (docs/wire.md)."""

from datetime import datetime

from pydantic import ConfigDict, Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import Marketplace, SourceStatus
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import (
    MOST_MONEY,
    Operation,
    RequirementSpec,
)

MOST_COUNTED = 1_000_000_000
"""Any count that is given by value."""


class SourceReport(WireModel):
    """How one marketplace answered."""

    marketplace: Marketplace
    status: SourceStatus
    name: str | None = None
    """What people call it, where one marketplace stands for several shops."""
    count: int = 0
    took_ms: float | None = None
    message: str | None = None
    cached_at: datetime | None = None
    """When the products were fetched, where they are not from just now."""
    simulated: bool = False
    """Whether a development server answered in the marketplace's place."""


class AwaitedSource(WireModel):
    """A marketplace that was asked and has not answered yet."""

    marketplace: Marketplace
    name: str | None = None
    """As in the report that will follow."""


class Excluded(WireModel):
    """How many otherwise fitting products fell to one requirement."""

    reason: str
    """``price``, ``currency``, ``price_unknown``, ``brand``, ``condition``, ``rating``, …"""
    slot: str
    count: int


class Contradiction(WireModel):
    """Two parts of a requirement that no product can meet together."""

    reason: str
    slots: list[str]
    message: str


class Relaxation(WireModel):
    """A change of the requirement that would bring products back."""

    label: str
    operations: list[Operation]
    adds: int


class Correction(WireModel):
    """What was asked for, as the catalogue spells it, and the way back."""

    original: str
    corrected: str
    """What the results are for."""
    operations: list[Operation]
    """Makes the requirement search for the original, letter by letter."""


class RankingCriteria(WireModel):
    """How much each part of the score counts; an absent one counts as the catalogue has it."""

    # A misspelt weight that is ignored would look like a ranking that does not listen.
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    price_weight: float | None = Field(default=None, ge=0, le=1)
    """Given, the price counts also for who sets no limit."""
    rating_weight: float | None = Field(default=None, ge=0, le=1)
    relevance_weight: float | None = Field(default=None, ge=0, le=1)
    condition_weight: float | None = Field(default=None, ge=0, le=1)


USUAL_WEIGHTS = {
    "price_weight": 0.1,
    "rating_weight": 0.25,
    "relevance_weight": 0.65,
    "condition_weight": 0.0,
}
"""What counts how much while nobody says otherwise; the price only for who sets a limit."""


class SearchRequest(WireModel):
    """A search by requirement."""

    requirement_spec: RequirementSpec
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0)
    criteria: RankingCriteria | None = None
    near: bool = False
    """Where few fit, adds what only comes near, behind all that fits; each says so."""
    enough: int = Field(default=100, ge=1, le=100)
    """With so many cards that fit, nothing that only comes near is added."""


class GivenProduct(ProductResult):
    """A product that a caller gives by value; it needs no record in the catalogue."""

    price: float | None = Field(default=None, ge=0, le=MOST_MONEY)
    review_count: int | None = Field(default=None, ge=0, le=MOST_COUNTED)


class RankRequest(WireModel):
    """Products to put in order for a requirement."""

    products: list[GivenProduct] = Field(max_length=100)
    requirement_spec: RequirementSpec
    criteria: RankingCriteria | None = None


class RankedProducts(WireModel):
    """The products of a ``RankRequest``, best first, each with ``score`` and ``why_ranked``."""

    products: list[ProductResult]


class SearchResults(WireModel):
    """Ranked products and an honest account of what was left out."""

    products: list[ProductResult]
    total_count: int
    """How many cards fit, before paging; offers of the same item share one."""
    near_count: int = 0
    """How many further cards only come near; they stand behind those that fit."""
    requirement_spec: RequirementSpec
    sources: list[SourceReport] = Field(default_factory=list[SourceReport])
    excluded: list[Excluded] = Field(default_factory=list[Excluded])
    relaxations: list[Relaxation] = Field(default_factory=list[Relaxation])
    corrections: list[Correction] = Field(default_factory=list[Correction])
    """Where there are any, ``requirement_spec`` is the corrected one."""
    marketplaces_searched: list[Marketplace] = Field(default_factory=list[Marketplace])
    search_duration_ms: float = 0
    criteria: RankingCriteria | None = None
    """The weights that the request named."""
    offset: int = 0
    """How many stand before the first product, as the request had it."""
    contradictions: list[Contradiction] = Field(default_factory=list[Contradiction])
    """Why nothing can fit, when the requirement rules itself out."""


class SearchStep(WireModel):
    """How far a search has come; the last one has the results."""

    sources: list[SourceReport]
    """Every source that has answered so far, or cannot."""
    awaited: int = 0
    """How many have not."""
    awaiting: list[AwaitedSource] = Field(default_factory=list[AwaitedSource])
    """Which have not."""
    preview: list[ProductResult] = Field(default_factory=list[ProductResult])
    """The first cards of those that have answered; others may still come before them."""
    results: SearchResults | None = None
    """Everything, once nothing is awaited any more."""


class NamedCount(WireModel):
    """A facet value and how many products have it."""

    name: str
    count: int


class PriceFacet(WireModel):
    """How prices are spread, in one currency; quantiles are existing prices."""

    currency: str
    count: int
    min: float
    max: float
    quantiles: list[float]
    """The 25 %, 50 % and 75 % quantiles."""


class PriceRange(WireModel):
    """How many products cost so much, in the currency of ``price``."""

    range: str
    """Such as ``50-100``: from 50, and less than 100."""
    count: int


class AttributeFacet(WireModel):
    """An attribute and how many products have each of its values."""

    name: str
    values: list[NamedCount]


class Facets(WireModel):
    """What the products that fit have in common, counted."""

    total_count: int = 0
    brands: list[NamedCount] = Field(default_factory=list[NamedCount])
    conditions: list[NamedCount] = Field(default_factory=list[NamedCount])
    attributes: list[AttributeFacet] = Field(default_factory=list[AttributeFacet])
    """What the best matching products say of themselves."""
    price_ranges: list[PriceRange] = Field(default_factory=list[PriceRange])
    price: PriceFacet | None = None
    """For the currency most of the products are priced in; absent when none is priced."""


class Vocabulary(WireModel):
    """Words the catalogue teaches the language engine."""

    generation: str = ""
    """Changes whenever the catalogue does."""
    brands: list[str] = Field(default_factory=list)
    product_types: list[str] = Field(default_factory=list)
    currencies: list[NamedCount] = Field(default_factory=list[NamedCount])
    """How many products are priced in which currency, commonest first."""
