"""What products have in common, counted."""

from talknshop.catalog.snapshot import Snapshot
from talknshop.core.money import from_minor
from talknshop.schemas.search import Facets, PriceFacet
from talknshop.search.index import Is, Order, Query

_MOST_BRANDS = 50
_MOST_CONDITIONS = 20
_MOST_PRICES = 100_000


def count_facets(snapshot: Snapshot, fits: Query) -> Facets:
    """Counts brands and conditions, commonest first, and describes how prices are spread."""
    return Facets(
        total_count=snapshot.count(fits),
        brands=snapshot.values(fits, "brand_name", most=_MOST_BRANDS),
        conditions=snapshot.values(fits, "condition", most=_MOST_CONDITIONS),
        price=_spread(snapshot, fits),
    )


def _spread(snapshot: Snapshot, fits: Query) -> PriceFacet | None:
    commonest = snapshot.values(fits, "currency", most=1)
    if not commonest:
        return None
    currency = commonest[0].name
    priced = fits.also(Is("currency", (currency,)))
    order = Order("price", ascending=True)
    found = snapshot.find(priced, limit=_MOST_PRICES, order=order)
    prices = [float(from_minor(int(price), currency)) for price in found.scores.values()]
    last = len(prices) - 1
    return PriceFacet(
        currency=currency,
        count=len(prices),
        min=prices[0],
        max=prices[-1],
        quantiles=[prices[last * part // 4] for part in (1, 2, 3)],
    )
