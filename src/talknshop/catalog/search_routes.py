"""Searching over HTTP, in every dialect (docs/wire.md)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from talknshop.catalog.routes import Products, Service, container_of
from talknshop.schemas.base import WireModel
from talknshop.schemas.catalog import Suggestions, WhyAnswer, WhyRequest
from talknshop.schemas.error import error_responses
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import Facets, RankedProducts, RankRequest
from talknshop.schemas.search_dialects import AnySearch, SearchAnswer

router = APIRouter(tags=["search"], responses=error_responses(400))


class FacetsRequest(WireModel):
    """A request for facets."""

    requirement_spec: RequirementSpec


@router.post("/search", include_in_schema=False)
@router.post("/search/orchestrator", include_in_schema=False)
@router.post("/api/v1/search")
@router.post("/api/v1/search/orchestrator")
async def search(body: AnySearch, service: Service, request: Request) -> SearchAnswer:
    """Finds the products that fit a requirement, or words with filters.

    The answer has our keys and the older ones, whichever body was sent.
    """
    results = await service.search(body.as_request())
    return SearchAnswer.of(results, body, container_of(request).clock.now())


@router.get("/search/suggestions", include_in_schema=False)
@router.get("/api/v1/search/suggestions")
async def suggestions(
    products: Products,
    q: Annotated[str, Query(max_length=200, description="What was typed so far.")] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Suggestions:
    """Ways to go on typing: kinds of products, brands and well-known products."""
    return await products.suggestions(q, limit=limit)


@router.post("/search/why", include_in_schema=False)
@router.post("/api/v1/search/why")
async def why(request: WhyRequest, products: Products) -> WhyAnswer:
    """Says why a product is not among the results of a search, or not higher."""
    return await products.why(request)


@router.post("/rank", include_in_schema=False)
@router.post("/api/v1/rank")
async def rank(request: RankRequest, service: Service) -> RankedProducts:
    """Puts products that the caller gives in order; they need no record in the catalogue.

    Those that do not meet the requirement come last and say so.
    """
    return await service.rank(request)


@router.post("/facets", include_in_schema=False)
@router.post("/api/v1/facets")
async def facets(request: FacetsRequest, service: Service) -> Facets:
    """Counts what the products that fit have in common."""
    return await service.facets(request.requirement_spec)
