"""Requests to the catalog service and its answers (docs/wire.md)."""

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import Marketplace, SourceStatus
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import Operation, RequirementSpec


class SourceReport(WireModel):
    """How one marketplace answered."""

    marketplace: Marketplace
    status: SourceStatus
    count: int = 0
    took_ms: float | None = None
    message: str | None = None


class Excluded(WireModel):
    """How many otherwise fitting products fell to one requirement."""

    reason: str
    """``price``, ``currency``, ``price_unknown``, ``brand``, ``condition``, ``rating``, …"""
    slot: str
    count: int


class Relaxation(WireModel):
    """A change of the requirement that would bring products back."""

    label: str
    operations: list[Operation]
    adds: int


class SearchRequest(WireModel):
    """A search by requirement."""

    requirement_spec: RequirementSpec
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0)


class SearchResults(WireModel):
    """Ranked products and an honest account of what was left out."""

    products: list[ProductResult]
    total_count: int
    """How many products fit, before paging."""
    requirement_spec: RequirementSpec
    sources: list[SourceReport] = Field(default_factory=list[SourceReport])
    excluded: list[Excluded] = Field(default_factory=list[Excluded])
    relaxations: list[Relaxation] = Field(default_factory=list[Relaxation])
    marketplaces_searched: list[Marketplace] = Field(default_factory=list[Marketplace])
    search_duration_ms: float = 0


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


class Facets(WireModel):
    """What the products that fit have in common, counted."""

    total_count: int = 0
    brands: list[NamedCount] = Field(default_factory=list[NamedCount])
    conditions: list[NamedCount] = Field(default_factory=list[NamedCount])
    price: PriceFacet | None = None
    """For the currency most of the products are priced in; absent when none is priced."""


class Vocabulary(WireModel):
    """Words the catalogue teaches the language engine."""

    generation: str = ""
    """Changes whenever the catalogue does."""
    brands: list[str] = Field(default_factory=list)
    product_types: list[str] = Field(default_factory=list)
