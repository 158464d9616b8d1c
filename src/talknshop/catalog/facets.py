"""What products have in common, counted."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from talknshop.catalog.snapshot import Snapshot
from talknshop.core.money import from_minor
from talknshop.schemas.search import AttributeFacet, Facets, NamedCount, PriceFacet, PriceRange
from talknshop.search.index import Is, Order, Query

_MOST_BRANDS = 50
_MOST_CONDITIONS = 20
_MOST_PRICES = 100_000
_MOST_ATTRIBUTES = 12
_MOST_VALUES = 20
_LONGEST_VALUE = 60

_MOST_DISTINCT = 0.7
"""An attribute whose values are nearly all different tells products apart, not kinds of them."""

_RANGES = 5
_STEPS = (1, 2, 2.5, 5, 10)


def count_facets(
    snapshot: Snapshot, fits: Query, attributes: Iterable[Mapping[str, str]] = ()
) -> Facets:
    """Counts brands, conditions and attributes, commonest first, and how prices are spread.

    Args:
        snapshot: The catalogue.
        fits: What fits.
        attributes: What the best of it say of themselves.
    """
    commonest = snapshot.values(fits, "currency", most=1)
    currency = commonest[0].name if commonest else None
    prices = _prices(snapshot, fits, currency) if currency else []
    return Facets(
        total_count=snapshot.count(fits),
        brands=snapshot.values(fits, "brand_name", most=_MOST_BRANDS),
        conditions=snapshot.values(fits, "condition", most=_MOST_CONDITIONS),
        attributes=_attributes(attributes),
        price_ranges=_ranges(prices),
        price=_spread(prices, currency),
    )


def _prices(snapshot: Snapshot, fits: Query, currency: str) -> list[float]:
    """The prices in one currency, ascending; of more than 100,000 the lowest."""
    priced = fits.also(Is("currency", (currency,)))
    order = Order("price", ascending=True)
    found = snapshot.find(priced, limit=_MOST_PRICES, order=order)
    return [float(from_minor(int(price), currency)) for price in found.scores.values()]


def _named(counts: Counter[str]) -> list[NamedCount]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [NamedCount(name=name, count=count) for name, count in ordered]


def _attributes(attributes: Iterable[Mapping[str, str]]) -> list[AttributeFacet]:
    """Those that several products have, and that take few enough values to choose from."""
    values: dict[str, Counter[str]] = {}
    for own in attributes:
        for name, value in own.items():
            if len(value) <= _LONGEST_VALUE:
                values.setdefault(name.casefold(), Counter())[value] += 1
    telling = [
        (name, counts)
        for name, counts in values.items()
        if counts.total() > 1 and len(counts) <= counts.total() * _MOST_DISTINCT
    ]
    telling.sort(key=lambda item: (-item[1].total(), item[0]))
    return [
        AttributeFacet(name=name, values=_named(counts)[:_MOST_VALUES])
        for name, counts in telling[:_MOST_ATTRIBUTES]
    ]


def _ranges(prices: Sequence[float]) -> list[PriceRange]:
    """Ranges of equal width between amounts that people say; empty ones are left out."""
    if not prices:
        return []
    width = _round_width((prices[-1] - prices[0]) / _RANGES)
    counts = Counter(math.floor(price / width) for price in prices)
    return [
        PriceRange(range=f"{place * width:g}-{(place + 1) * width:g}", count=count)
        for place, count in sorted(counts.items())
    ]


def _round_width(width: float) -> float:
    unit = 10.0 ** math.floor(math.log10(max(width, 1)))
    return next(step * unit for step in _STEPS if step * unit >= width)


def _spread(prices: Sequence[float], currency: str | None) -> PriceFacet | None:
    if currency is None or not prices:
        return None
    last = len(prices) - 1
    return PriceFacet(
        currency=currency,
        count=len(prices),
        min=prices[0],
        max=prices[-1],
        quantiles=[prices[last * part // 4] for part in (1, 2, 3)],
    )
