"""Two to four products side by side."""

from talknshop.language.base import ReplyKind
from talknshop.language.phrasebook import Phrasebook
from talknshop.orchestrator.graphs.on_show.base import NOTHING_SHOWN, Answer, OnShow
from talknshop.orchestrator.graphs.on_show.naming import find_named
from talknshop.schemas.product import ProductResult
from talknshop.schemas.wording import short_title

_FEWEST, _MOST = 2, 4


async def compare_products(on_show: OnShow) -> Answer:
    """Compares what the request names; whoever names one compares it with the first other."""
    products = await _chosen(on_show)
    if len(products) < _FEWEST:
        return NOTHING_SHOWN
    comparison = await on_show.context.catalog.compare([one.product_id for one in products])
    slots = _slots(products, on_show.book)
    return Answer(ReplyKind.COMPARED, slots=slots, event=comparison)


async def _chosen(on_show: OnShow) -> list[ProductResult]:
    chosen = on_show.meant
    if len(chosen) < _FEWEST:
        chosen += await find_named(on_show.request.names, on_show.context)
    if len(chosen) < _FEWEST:
        chosen += on_show.products[:_FEWEST]
    distinct = {product.product_id: product for product in chosen}
    return list(distinct.values())[:_MOST]


def _slots(products: list[ProductResult], book: Phrasebook) -> dict[str, str]:
    names = [short_title(product.title) for product in products]
    slots = {"names": book.listed(names)}
    priced = {p.product_id: p.price for p in products if p.price is not None}
    one_currency = len({p.currency for p in products}) == 1
    if len(priced) == len(products) and one_currency and len(set(priced.values())) > 1:
        cheapest = min(products, key=lambda product: priced[product.product_id])
        slots["cheapest.name"] = short_title(cheapest.title)
        slots["cheapest.price"] = book.price(priced[cheapest.product_id], cheapest.currency)
    rated = {p.product_id: p.rating for p in products if p.rating is not None}
    if len(rated) == len(products) and len(set(rated.values())) > 1:
        best = max(products, key=lambda product: rated[product.product_id])
        slots["rated.name"] = short_title(best.title)
        slots["rated.rating"] = book.rating(rated[best.product_id])
    return slots
