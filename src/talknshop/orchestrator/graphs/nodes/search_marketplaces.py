"""Node 7: searches every source through the catalog service."""

from contextlib import aclosing
from typing import Any

import structlog

from talknshop.core.errors import TalknShopError
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    emitter,
    requirement_of,
    weights_of,
)
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import WorkflowStage
from talknshop.schemas.events import ProgressData
from talknshop.schemas.requirement import Requirement, RequirementSpec
from talknshop.schemas.search import (
    RankingCriteria,
    SearchRequest,
    SearchResults,
    SearchStep,
)

RESULTS_SHOWN = 12
_ENOUGH = 2 * RESULTS_SHOWN
"""With so many that fit, nobody need look at what only comes near."""

_log = structlog.stdlib.get_logger(__name__)


async def search_marketplaces(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Searches and stores what was found under the run, so that the state stays small.

    Raises:
        TalknShopError: The catalog service failed; the turn fails with its sentence.
    """
    requirement = requirement_of(state) or Requirement()
    spec = requirement.as_spec()
    if spec is None:
        raise ValueError("a search needs a product; need_clarify lets none pass without")
    request = shelf_request(spec, weights_of(state))
    results = await _search(request, runtime)
    await runtime.context.results.save(state["session_id"], state["request_id"], results)
    noun = "product" if results.total_count == 1 else "products"
    emitter(runtime)(
        ProgressData(
            step="search_complete",
            message=f"Found {results.total_count:,} {noun}",
            stage=WorkflowStage.SEARCHING,
            sources=results.sources,
            total_count=results.total_count,
        )
    )
    await all_told(runtime)
    return {
        "stage": WorkflowStage.SEARCHING.value,
        "results_ref": state["request_id"],
        "focus": None,
        "node_trace": ["search_marketplaces"],
    }


def shelf_request(
    spec: RequirementSpec,
    criteria: RankingCriteria | None,
    *,
    limit: int = RESULTS_SHOWN,
    offset: int = 0,
) -> SearchRequest:
    """What a conversation shows: what fits, and behind it what comes near, where little fits."""
    return SearchRequest(
        requirement_spec=spec, criteria=criteria, limit=limit, offset=offset, near=True,
        enough=_ENOUGH,
    )  # fmt: skip


async def _search(request: SearchRequest, runtime: NodeRuntime) -> SearchResults:
    """Searches, and tells who has answered while others are awaited."""
    catalog, emit = runtime.context.catalog, emitter(runtime)
    try:
        async with aclosing(catalog.search_steps(request)) as steps:
            async for step in steps:
                if step.results is not None:
                    return step.results
                emit(_progress(step, request))
    except TalknShopError as error:
        if not error.retryable:
            raise
        _log.warning("search broke off, asking once more", error_type=error.error_type.value)
    # What the sources have answered meanwhile is remembered by the service.
    return await catalog.search(request)


def _progress(step: SearchStep, request: SearchRequest) -> ProgressData:
    answered = len(step.sources)
    return ProgressData(
        step="search_marketplaces",
        message=f"{answered} of {answered + step.awaited} shops have answered",
        stage=WorkflowStage.SEARCHING,
        sources=step.sources,
        awaiting=step.awaiting,
        requirement_spec=request.requirement_spec,
        preview=step.preview or None,
    )
