"""Requests to the catalog service and its answers (docs/wire.md)."""

from datetime import datetime
from textwrap import shorten
from typing import Annotated, Any, Self, cast

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag, model_validator

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import Marketplace, Sort, SourceStatus
from talknshop.schemas.product import CatalogProduct, ProductResult
from talknshop.schemas.requirement import (
    LONGEST_PRODUCT_TYPE,
    MOST_MONEY,
    CurrencyCode,
    Operation,
    PriceFilter,
    RequirementSpec,
)

MOST_COUNTED = 1_000_000_000
"""Any count that is given by value."""


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


class RankingCriteria(WireModel):
    """How much each part of the score counts; an absent one counts as the catalogue has it."""

    # A misspelt weight that is ignored would look like a ranking that does not listen.
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    price_weight: float | None = Field(default=None, ge=0, le=1)
    """Given, the price counts also for who sets no limit."""
    rating_weight: float | None = Field(default=None, ge=0, le=1)
    relevance_weight: float | None = Field(default=None, ge=0, le=1)
    condition_weight: float | None = Field(default=None, ge=0, le=1)


class SearchRequest(WireModel):
    """A search by requirement."""

    requirement_spec: RequirementSpec
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0)
    criteria: RankingCriteria | None = None


class TextFilters(WireModel):
    """Filters as callers send them that search by words."""

    price_min: float | None = Field(default=None, ge=0, le=MOST_MONEY)
    price_max: float | None = Field(default=None, ge=0, le=MOST_MONEY)
    currency: CurrencyCode = "USD"
    brands: list[str] = Field(default_factory=list)
    categories: list[str] = Field(default_factory=list)
    platforms: list[Marketplace] = Field(default_factory=list[Marketplace])

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _ = self.price
        return self

    @property
    def price(self) -> PriceFilter | None:
        """The limits, when there are any."""
        if self.price_min is None and self.price_max is None:
            return None
        return PriceFilter(min=self.price_min, max=self.price_max, currency=self.currency)


class Pagination(WireModel):
    """A page, counted from 1."""

    page: int = Field(default=1, ge=1, le=MOST_COUNTED)
    size: int = Field(default=20, ge=1, le=100)


class TextQuery(WireModel):
    """A search by words, as older callers send it."""

    query: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
    filters: TextFilters | None = None
    pagination: Pagination | None = None
    sort_by: Sort | None = None
    criteria: RankingCriteria | None = None

    def as_request(self) -> SearchRequest:
        """The same as a search by requirement; what is asked for are the words that fit in it."""
        filters, pagination = self.filters or TextFilters(), self.pagination or Pagination()
        words = shorten(self.query, LONGEST_PRODUCT_TYPE, placeholder="")
        spec = RequirementSpec(
            product_type=words or self.query[:LONGEST_PRODUCT_TYPE],
            price=filters.price,
            brand_preferences=filters.brands,
            filters={"categories": filters.categories} if filters.categories else {},
            marketplaces=filters.platforms,
            sort=self.sort_by or Sort.RELEVANCE,
        )
        return SearchRequest(
            requirement_spec=spec,
            limit=pagination.size,
            offset=(pagination.page - 1) * pagination.size,
            criteria=self.criteria,
        )


class SearchBody(SearchRequest):
    """A search request, or the requirement by itself as older callers send it."""

    @model_validator(mode="before")
    @classmethod
    def _wrap(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        body = cast("dict[str, Any]", data)
        if "marketplaces" in body and isinstance(body.get("requirement_spec"), dict):
            spec = {**body["requirement_spec"], "marketplaces": body["marketplaces"]}
            return {**body, "requirement_spec": spec}
        if "requirement_spec" in body or "product_type" not in body:
            return body
        paging = {name: body[name] for name in ("limit", "offset", "criteria") if name in body}
        return {"requirement_spec": body, **paging}

    def as_request(self) -> SearchRequest:
        """Itself; for either body of ``AnySearch``."""
        return self


def _search_kind(data: object) -> str:
    if isinstance(data, TextQuery):
        return "words"
    keys = set(cast("dict[str, Any]", data)) if isinstance(data, dict) else set[str]()
    return (
        "words" if "query" in keys and not keys & {"requirement_spec", "product_type"} else "spec"
    )


AnySearch = Annotated[
    Annotated[TextQuery, Tag("words")] | Annotated[SearchBody, Tag("spec")],
    Discriminator(_search_kind),
]
"""A search in either of its two bodies."""


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
    """How many cards there are, before paging; offers of the same item share one."""
    requirement_spec: RequirementSpec
    sources: list[SourceReport] = Field(default_factory=list[SourceReport])
    excluded: list[Excluded] = Field(default_factory=list[Excluded])
    relaxations: list[Relaxation] = Field(default_factory=list[Relaxation])
    marketplaces_searched: list[Marketplace] = Field(default_factory=list[Marketplace])
    search_duration_ms: float = 0
    criteria: RankingCriteria | None = None
    """The weights that the request named."""
    offset: int = 0
    """How many stand before the first product, as the request had it."""
    contradictions: list[Contradiction] = Field(default_factory=list[Contradiction])
    """Why nothing can fit, when the requirement rules itself out."""


class SearchAnswer(SearchResults):
    """Results as the catalog service answers: older names of the keys stand beside ours."""

    products: list[CatalogProduct]  # pyright: ignore[reportIncompatibleVariableOverride]  # a narrower list, only ever read
    query: str
    total_results: int
    page: int
    size: int
    timestamp: datetime

    @classmethod
    def of(cls, results: SearchResults, body: "AnySearch", at: datetime) -> Self:
        """The answer to a search in either body."""
        request = body.as_request()
        own = {name: value for name, value in results if name != "products"}
        return cls(
            **own,
            products=[CatalogProduct.of(one) for one in results.products],
            query=body.query
            if isinstance(body, TextQuery)
            else request.requirement_spec.product_type,
            total_results=results.total_count,
            page=request.offset // request.limit + 1,
            size=request.limit,
            timestamp=at,
        )


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
