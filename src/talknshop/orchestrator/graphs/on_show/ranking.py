"""Another order of the products, by what counts more or less."""

from typing import Any

from talknshop.language.base import ReplyKind
from talknshop.orchestrator.compose import result_slots
from talknshop.orchestrator.graphs.context import requirement_of, weights_of
from talknshop.orchestrator.graphs.nodes.search_marketplaces import shelf_request
from talknshop.orchestrator.graphs.on_show.base import Answer, OnShow
from talknshop.schemas.emphasis import apply_priorities
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import ResultsData
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement, RequirementSpec
from talknshop.schemas.search import (
    GivenProduct,
    RankingCriteria,
    RankRequest,
    SearchResults,
)


async def rank_products(on_show: OnShow) -> Answer:
    """Puts what fits in the new order, and keeps the order for later searches.

    Products that are all that fits are ranked as they are; where more fits than is on show, what
    now comes first may be among the rest, so that is searched for.
    """
    weights = apply_priorities(weights_of(on_show.state), on_show.request.priorities)
    kept = None if weights is None else weights.model_dump(mode="json")
    changes: dict[str, Any] = {"weights": kept}
    present = requirement_of(on_show.state) or Requirement()
    wanted = apply_operations(present, on_show.request.operations)
    spec = wanted.as_spec()
    if spec is None:
        return Answer(ReplyKind.RANKED, changes=changes)
    changes |= {"requirement_spec": wanted.model_dump(mode="json"), "focus": None}
    before = on_show.results
    # Given products are not told from those that only come near.
    is_all = before is not None and not before.near_count
    if before is not None and is_all and before.total_count == len(before.products):
        found = await _ranked(on_show, before, spec, weights)
    else:
        found = await on_show.context.catalog.search(shelf_request(spec, weights))
    return Answer(
        ReplyKind.RANKED,
        slots=result_slots(found, on_show.book),
        event=ResultsData.model_validate(found.model_dump()),
        shown=found,
        outcome=Outcome.RESULTS,
        changes=changes,
    )


async def _ranked(
    on_show: OnShow, before: SearchResults, spec: RequirementSpec, weights: RankingCriteria | None
) -> SearchResults:
    # Products like another are judged by what they have in common with it, not by the requirement.
    own = before.requirement_spec.model_copy(update={"sort": spec.sort})
    given = [GivenProduct.model_validate(product.model_dump()) for product in before.products]
    ranked = await on_show.context.catalog.rank(
        RankRequest(products=given, requirement_spec=own, criteria=weights)
    )
    changed = {"products": ranked.products, "criteria": weights, "requirement_spec": own}
    return before.model_copy(update=changed)
