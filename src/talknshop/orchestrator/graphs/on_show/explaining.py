"""Why a product is not among the results, or not higher."""

from talknshop.language.base import ReplyKind
from talknshop.orchestrator.graphs.on_show.base import NOTHING_SHOWN, Answer, OnShow
from talknshop.schemas.catalog import WhyRequest


async def explain_absence(on_show: OnShow) -> Answer:
    """Says it with the figures of the search that is in view."""
    meant = [product.product_id for product in on_show.meant] or list(on_show.request.names)
    if on_show.results is None or not meant:
        return NOTHING_SHOWN
    request = WhyRequest(
        requirement_spec=on_show.results.requirement_spec,
        product=meant[0],
        criteria=on_show.results.criteria,
    )
    answer = await on_show.context.catalog.why(request)
    return Answer(ReplyKind.WHY_NOT, slots={"sentence": answer.sentence})
