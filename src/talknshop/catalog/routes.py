"""The HTTP surface of the catalog service (docs/wire.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Request

from talknshop.catalog.pictures import SvgResponse
from talknshop.catalog.service import CatalogService
from talknshop.core.errors import NotFoundError
from talknshop.schemas.base import WireModel
from talknshop.schemas.error import error_responses
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    Facets,
    RankedProducts,
    RankRequest,
    SearchBody,
    SearchResults,
    Vocabulary,
)

SERVICE_NAME = "catalog-service"
PUBLIC_POSTS = ("/search", "/api/v1/search", "/rank", "/api/v1/rank", "/api/v1/facets")
"""What reads although it is a POST; any other change is for who is known (core.service_tokens)."""


class FacetsRequest(WireModel):
    """A request for facets."""

    requirement_spec: RequirementSpec


class FeedView(WireModel):
    """A feed that was imported."""

    name: str
    products: int
    imported_at: datetime
    visible: bool
    """Whether shoppers see its products."""


class FeedsView(WireModel):
    """Every feed, by name."""

    feeds: list[FeedView]


class Health(WireModel):
    """How the service is."""

    status: Literal["ok"] = "ok"
    service: str = SERVICE_NAME
    products: int
    generation: int


def _service(request: Request) -> CatalogService:
    return cast("CatalogService", request.app.state.service)


Service = Annotated[CatalogService, Depends(_service)]

router = APIRouter(responses=error_responses(400))


@router.post("/search", include_in_schema=False)
@router.post("/api/v1/search")
async def search(request: SearchBody, service: Service) -> SearchResults:
    """Finds the products that fit a requirement."""
    return await service.search(request)


@router.post("/rank", include_in_schema=False)
@router.post("/api/v1/rank")
async def rank(request: RankRequest, service: Service) -> RankedProducts:
    """Puts products that the caller gives in order; they need no record in the catalogue.

    Those that do not meet the requirement come last and say so.
    """
    return await service.rank(request)


@router.post("/api/v1/facets")
async def facets(request: FacetsRequest, service: Service) -> Facets:
    """Counts what the products that fit have in common."""
    return await service.facets(request.requirement_spec)


@router.get("/api/v1/vocabulary")
async def vocabulary(service: Service) -> Vocabulary:
    """The brands and product types of the catalogue."""
    return await service.vocabulary()


@router.get("/products/{product_id:path}", include_in_schema=False)
@router.get("/api/v1/products/{product_id:path}", responses=error_responses(404))
async def product(product_id: str, service: Service) -> ProductResult:
    """One product."""
    return await service.product(product_id)


@router.get(
    "/pictures/{name}",
    response_class=SvgResponse,
    status_code=200,
    responses={200: {"content": {SvgResponse.media_type: {}}}, **error_responses(404)},
)
async def picture(name: str, request: Request) -> SvgResponse:
    """A drawing that ships with the demo products."""
    pictures = cast("Mapping[str, bytes]", request.app.state.pictures)
    if name not in pictures:
        raise NotFoundError("There is no such picture.", details={"name": name})
    return SvgResponse(pictures[name])


@router.get("/api/v1/feeds")
async def feeds(service: Service) -> FeedsView:
    """The feeds that were imported."""
    views = [FeedView.model_validate(feed._asdict()) for feed in await service.feeds()]
    return FeedsView(feeds=views)


@router.get("/health")
async def health(service: Service) -> Health:
    """Whether the service can answer, and from how much."""
    holdings = await service.holdings()
    return Health(products=holdings.products, generation=holdings.generation)
