"""More of the same search, and products like one on show."""

from talknshop.language.base import ReplyKind
from talknshop.orchestrator.compose import result_slots
from talknshop.orchestrator.graphs.context import requirement_of
from talknshop.orchestrator.graphs.nodes.search_marketplaces import shelf_request
from talknshop.orchestrator.graphs.on_show.base import NOTHING_SHOWN, Answer, OnShow
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import ResultsData
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import Requirement, RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults
from talknshop.schemas.wording import short_title

_MORE = 12
_MOST_MORE = 50
_SIMILAR = 6


async def show_more(on_show: OnShow) -> Answer:
    """The products of the same search that come after those on show."""
    before = on_show.results
    if before is None:
        return NOTHING_SHOWN
    offset = before.offset + len(before.products)
    limit = min(on_show.request.count or _MORE, _MOST_MORE)
    request = shelf_request(before.requirement_spec, before.criteria, limit=limit, offset=offset)
    found = await on_show.context.catalog.search(request)
    if not found.products:
        return Answer(ReplyKind.MORE)
    found.offset = offset
    answer = _found(on_show, ReplyKind.MORE, found, {})
    fitting = sum(not product.is_near for product in found.products)
    near = on_show.book.products(len(found.products) - fitting)
    answer.slots.pop("near", None)
    if fitting:
        answer.slots["range"] = f"{offset + 1} – {offset + fitting}"
    if fitting < len(found.products):
        answer.slots["near" if fitting else "only_near"] = near
    return answer


async def show_similar(on_show: OnShow) -> Answer:
    """Products like the one that is meant; changes that the request carries make it a search."""
    if not on_show.meant:
        return NOTHING_SHOWN
    product = on_show.meant[0]
    alike = await on_show.context.catalog.similar(product.product_id, limit=_SIMILAR)
    name = short_title(product.title)
    if alike.product_type is None:
        return Answer(ReplyKind.SIMILAR, slots={"missing": name})
    if on_show.request.operations:
        present = requirement_of(on_show.state) or Requirement()
        wanted = apply_operations(present, on_show.request.operations)
        spec = wanted.model_copy(update={"product_type": alike.product_type}).as_spec()
        assert spec is not None  # noqa: S101  # it has a product type
        found = await on_show.context.catalog.search(
            SearchRequest(requirement_spec=spec, limit=_SIMILAR)
        )
    else:
        products = [
            ProductResult.model_validate(
                {**one.product.model_dump(), "why_ranked": one.reason, "score": None}
            )
            for one in alike.products
        ]
        spec = RequirementSpec(product_type=alike.product_type)
        found = SearchResults(products=products, total_count=len(products), requirement_spec=spec)
    if not found.products:
        return Answer(ReplyKind.SIMILAR, slots={"missing": name})
    answer = _found(on_show, ReplyKind.SIMILAR, found, {"name": name})
    if answer.slots.get("product_1.name") == name:
        # The same in another colour: that it comes nearest is no news.
        answer.slots.pop("product_1.price", None)
    return answer


def _found(on_show: OnShow, kind: ReplyKind, found: SearchResults, slots: dict[str, str]) -> Answer:
    data = ResultsData.model_validate(found.model_dump())
    return Answer(
        kind,
        slots={**result_slots(found, on_show.book), **slots},
        event=data,
        shown=found,
        outcome=Outcome.RESULTS,
        changes={"focus": None},
    )
