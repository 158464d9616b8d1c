"""Two to four products side by side."""

from babel.lists import format_list
from babel.numbers import format_decimal

from talknshop.language.base import ReplyKind
from talknshop.orchestrator.graphs.context import DEFAULT_LOCALE
from talknshop.orchestrator.graphs.on_show.base import NOTHING_SHOWN, Answer, OnShow
from talknshop.orchestrator.graphs.on_show.naming import find_named
from talknshop.schemas.product import ProductResult
from talknshop.schemas.wording import LOCALE, format_price, short_title

_FEWEST, _MOST = 2, 4
_SPOKEN = frozenset({"en", "es", "de"})


async def compare_products(on_show: OnShow) -> Answer:
    """Compares what the request names; whoever names one compares it with the first other."""
    products = await _chosen(on_show)
    if len(products) < _FEWEST:
        return NOTHING_SHOWN
    comparison = await on_show.context.catalog.compare([one.product_id for one in products])
    slots = _slots(products, on_show.state.get("locale") or DEFAULT_LOCALE)
    return Answer(ReplyKind.COMPARED, slots=slots, event=comparison)


async def _chosen(on_show: OnShow) -> list[ProductResult]:
    chosen = on_show.meant
    if len(chosen) < _FEWEST:
        chosen += await find_named(on_show.request.names, on_show.context)
    if len(chosen) < _FEWEST:
        chosen += on_show.products[:_FEWEST]
    distinct = {product.product_id: product for product in chosen}
    return list(distinct.values())[:_MOST]


def _slots(products: list[ProductResult], locale: str) -> dict[str, str]:
    names = [short_title(product.title) for product in products]
    slots = {"names": format_list(names, locale=locale if locale in _SPOKEN else DEFAULT_LOCALE)}
    priced = {p.product_id: p.price for p in products if p.price is not None}
    one_currency = len({p.currency for p in products}) == 1
    if len(priced) == len(products) and one_currency and len(set(priced.values())) > 1:
        cheapest = min(products, key=lambda product: priced[product.product_id])
        slots["cheapest.name"] = short_title(cheapest.title)
        slots["cheapest.price"] = format_price(priced[cheapest.product_id], cheapest.currency)
    rated = {p.product_id: p.rating for p in products if p.rating is not None}
    if len(rated) == len(products) and len(set(rated.values())) > 1:
        best = max(products, key=lambda product: rated[product.product_id])
        slots["rated.name"] = short_title(best.title)
        slots["rated.rating"] = format_decimal(rated[best.product_id], locale=LOCALE)
    return slots
