"""Searching, ranking and composing without a conversation (docs/wire.md)."""

from fastapi import APIRouter

from talknshop.orchestrator.routes import ContainerDependency
from talknshop.orchestrator.shopping import compose_reply
from talknshop.schemas.compose import ComposedReply, ComposeRequest
from talknshop.schemas.error import error_responses
from talknshop.schemas.search import RankedProducts, RankRequest
from talknshop.schemas.search_dialects import AnySearch, SearchAnswer

router = APIRouter(tags=["shopping"], responses=error_responses(400, 429, 503, 504))


@router.post("/api/v1/search")
async def post_search(body: AnySearch, container: ContainerDependency) -> SearchAnswer:
    """Finds the products that fit a requirement; as the catalog service does."""
    results = await container.catalog.search(body.as_request())
    return SearchAnswer.of(results, body, container.clock.now())


@router.post("/rank")
async def post_rank(body: RankRequest, container: ContainerDependency) -> RankedProducts:
    """Puts given products in order, each with its score and the reason for its place.

    The products need no record in the catalogue. None is dropped: those that do not meet the
    requirement come last and say so.
    """
    return await container.catalog.rank(body)


@router.post("/compose")
async def post_compose(body: ComposeRequest, container: ContainerDependency) -> ComposedReply:
    """Composes a reply about given products; every figure in it is one of theirs."""
    parts = await compose_reply(container.language, body.as_results(), body.language)
    return ComposedReply(message="".join(parts), parts=parts)
