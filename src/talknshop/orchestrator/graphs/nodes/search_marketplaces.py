"""Node 7: searches every source through the catalog service."""

from typing import Any

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
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import SearchRequest

RESULTS_SHOWN = 12


async def search_marketplaces(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Searches and stores what was found under the run, so that the state stays small.

    Raises:
        TalknShopError: The catalog service failed; the turn fails with its sentence.
    """
    requirement = requirement_of(state) or Requirement()
    spec = requirement.as_spec()
    if spec is None:
        raise ValueError("a search needs a product; need_clarify lets none pass without")
    request = SearchRequest(requirement_spec=spec, limit=RESULTS_SHOWN, criteria=weights_of(state))
    results = await runtime.context.catalog.search(request)
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
