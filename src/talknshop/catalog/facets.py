"""What products have in common, counted."""

from collections import Counter
from collections.abc import Sequence

from talknshop.catalog.rank import main_currency
from talknshop.catalog.records import Candidate
from talknshop.core.money import from_minor
from talknshop.schemas.search import Facets, NamedCount, PriceFacet

_MOST_BRANDS = 50


def count_facets(products: Sequence[Candidate]) -> Facets:
    """Counts brands and conditions, commonest first, and describes how prices are spread."""
    brands = Counter(product.brand for product in products if product.brand)
    conditions = Counter(str(product.condition) for product in products if product.condition)
    return Facets(
        total_count=len(products),
        brands=_named(brands)[:_MOST_BRANDS],
        conditions=_named(conditions),
        price=_spread(products),
    )


def _named(counts: Counter[str]) -> list[NamedCount]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [NamedCount(name=name, count=count) for name, count in ordered]


def _spread(products: Sequence[Candidate]) -> PriceFacet | None:
    currency = main_currency(products)
    if currency is None:
        return None
    prices = sorted(
        float(from_minor(product.price_minor, currency))
        for product in products
        if product.price_minor is not None and product.currency == currency
    )
    last = len(prices) - 1
    return PriceFacet(
        currency=currency,
        count=len(prices),
        min=prices[0],
        max=prices[-1],
        quantiles=[prices[last * part // 4] for part in (1, 2, 3)],
    )
