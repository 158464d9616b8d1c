"""Products that are named but not on show."""

from collections.abc import Sequence

from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest


async def find_named(names: Sequence[str], context: ConversationContext) -> list[ProductResult]:
    """The best find for each name; a name that finds nothing is left out.

    Raises:
        TalknShopError: The catalog service failed.
    """
    found: list[ProductResult] = []
    for name in names:
        request = SearchRequest(requirement_spec=RequirementSpec(product_type=name), limit=1)
        found += (await context.catalog.search(request)).products
    return found
