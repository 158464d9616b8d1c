"""Searching over HTTP, in every dialect (docs/wire.md)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from talknshop.catalog.routes import Everywhere, Products, Service, container_of
from talknshop.schemas.base import WireModel
from talknshop.schemas.catalog import Suggestions, WhyAnswer, WhyRequest
from talknshop.schemas.error import error_responses
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    Facets,
    RankedProducts,
    RankRequest,
    SearchRequest,
    SearchStep,
)
from talknshop.schemas.search_dialects import AnySearch, SearchAnswer

LINES = "application/x-ndjson"
"""The type of an answer that is a line of JSON for each step."""

router = APIRouter(tags=["search"], responses=error_responses(400))


class FacetsRequest(WireModel):
    """A request for facets."""

    requirement_spec: RequirementSpec


@router.post("/search", include_in_schema=False)
@router.post("/search/orchestrator", include_in_schema=False)
@router.post("/api/v1/search")
@router.post("/api/v1/search/orchestrator")
async def search(body: AnySearch, everywhere: Everywhere, request: Request) -> SearchAnswer:
    """Finds the products that fit a requirement, or words with filters.

    The answer has our keys and the older ones, whichever body was sent.
    """
    results = await everywhere.search(body.as_request())
    return SearchAnswer.of(results, body, container_of(request).clock.now())


@router.post("/search/steps", include_in_schema=False)
@router.post(
    "/api/v1/search/steps",
    response_class=StreamingResponse,
    responses={200: {"content": {LINES: {"schema": SearchStep.model_json_schema()}}}},
)
async def search_steps(body: SearchRequest, everywhere: Everywhere) -> StreamingResponse:
    """The same search as it goes on: a line of JSON for each step, the last with the results."""
    steps = everywhere.steps(body)
    # What is refused is refused with a status, which only the first step tells.
    first = await anext(steps)
    return StreamingResponse(_lines(first, steps), media_type=LINES)


async def _lines(first: SearchStep, steps: AsyncGenerator[SearchStep]) -> AsyncGenerator[str]:
    async with aclosing(steps):
        yield f"{first.model_dump_json()}\n"
        async for step in steps:
            yield f"{step.model_dump_json()}\n"


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
