"""Why a product is not among the results, or not higher."""

from talknshop.language.base import ReplyKind
from talknshop.language.why_not import explain
from talknshop.orchestrator.graphs.on_show.base import NOTHING_SHOWN, Answer, OnShow
from talknshop.schemas.catalog import WhyOutcome, WhyRequest

_SAYS_WHY = frozenset({WhyOutcome.LEFT_OUT, WhyOutcome.RANKED})


async def explain_absence(on_show: OnShow) -> Answer:
    """Says it with the figures of the search that is in view."""
    meant = [product.product_id for product in on_show.meant] or list(on_show.request.names)
    if on_show.results is None or not meant:
        return NOTHING_SHOWN
    spec = on_show.results.requirement_spec
    request = WhyRequest(requirement_spec=spec, product=meant[0], criteria=on_show.results.criteria)
    catalog = on_show.context.catalog
    answer = await catalog.why(request)
    if not on_show.meant and answer.outcome is WhyOutcome.NOT_OF_THIS_KIND:
        # A maker's name alone finds anything of that maker; meant is one of the kind in view.
        of_kind = f"{meant[0]} {spec.product_type}"
        nearer = await catalog.why(request.model_copy(update={"product": of_kind}))
        if nearer.outcome in _SAYS_WHY:
            answer = nearer
    near = any(product.is_near for product in on_show.meant[:1])
    sentence = explain(answer, meant[0], spec, on_show.book, near=near)
    return Answer(ReplyKind.WHY_NOT, slots={"sentence": sentence})
