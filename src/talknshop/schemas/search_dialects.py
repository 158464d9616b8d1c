"""The bodies in which a search may come, and the answer that every caller understands."""

from datetime import datetime
from textwrap import shorten
from typing import Annotated, Any, Self, cast

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import Marketplace, Sort
from talknshop.schemas.product import CatalogProduct
from talknshop.schemas.requirement import (
    LONGEST_PRODUCT_TYPE,
    MOST_MONEY,
    CurrencyCode,
    PriceFilter,
    RequirementSpec,
)
from talknshop.schemas.search import (
    MOST_COUNTED,
    RankingCriteria,
    SearchRequest,
    SearchResults,
)


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
        paging = {
            name: body[name]
            for name in ("limit", "offset", "criteria", "near", "enough")
            if name in body
        }
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
