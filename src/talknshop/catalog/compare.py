"""Products side by side, property by property."""

from collections.abc import Callable, Sequence

from talknshop.catalog.attribute_values import (
    Measure,
    attribute_key,
    attribute_value,
    measure_of,
    written_measure,
)
from talknshop.schemas.catalog import ComparisonRow
from talknshop.schemas.product import ProductResult

_MOST_ROWS = 60


def compare(products: Sequence[ProductResult]) -> list[ComparisonRow]:
    """Puts what is known of products in rows: first the facts all have, then their attributes.

    The best value is marked only where it is certain which is better: the lowest price, when all
    are known and in one currency, and the highest rating and number of ratings.
    """
    return [*_facts(products), *_attributes(products)][:_MOST_ROWS]


def _facts(products: Sequence[ProductResult]) -> list[ComparisonRow]:
    currencies = {one.currency for one in products if one.price is not None}
    one_currency = len(currencies) == 1
    prices = [one.price for one in products]
    ratings = [one.rating for one in products]
    counts: list[float | None] = [one.review_count for one in products]
    certain = one_currency and None not in prices
    shown: list[str | float | None] = (
        [*prices] if one_currency else [_amount(one) for one in products]
    )
    rows = [
        ComparisonRow(
            name="price",
            unit=next(iter(currencies)) if one_currency else None,
            values=shown,
            differs=_differ(shown),
            best=_best(prices, min) if certain else [],
        ),
        ComparisonRow(
            name="rating", values=[*ratings], differs=_differ(ratings), best=_best(ratings, max)
        ),
        ComparisonRow(
            name="review_count", values=[*counts], differs=_differ(counts), best=_best(counts, max)
        ),
        _row("brand", [one.brand for one in products]),
        _row("condition", [one.condition for one in products]),
        _row("availability", [_known(one.availability) for one in products]),
    ]
    return [row for row in rows if any(value is not None for value in row.values)]


def _amount(product: ProductResult) -> str | None:
    return None if product.price is None else f"{product.price:,.2f} {product.currency}"


def _known(availability: str) -> str | None:
    return None if availability == "unknown" else availability


def _attributes(products: Sequence[ProductResult]) -> list[ComparisonRow]:
    by_name = [
        {attribute_key(name): value for name, value in one.attributes.items()} for one in products
    ]
    names = dict.fromkeys(name for own in by_name for name in own)
    # What all of them say is what can be compared.
    order = sorted(names, key=lambda name: -sum(name in own for own in by_name))
    return [_row(name, [own.get(name) for own in by_name]) for name in order]


def _row(name: str, values: Sequence[str | None]) -> ComparisonRow:
    compared = [None if value is None else attribute_value(value) for value in values]
    unit, shown = _one_unit(values, written_measure) or _one_unit(values, measure_of) or (None, [])
    return ComparisonRow(name=name, unit=unit, values=shown or [*values], differs=_differ(compared))


def _one_unit(
    values: Sequence[str | None], read: Callable[[str], Measure | None]
) -> tuple[str | None, list[str | float | None]] | None:
    """The figures of measures that have one unit; None when they have not."""
    measures = [None if value is None else read(value) for value in values]
    units = {one.dimension for one in measures if one is not None}
    if len(units) != 1 or any(
        value is not None and one is None for value, one in zip(values, measures, strict=True)
    ):
        return None
    return units.pop() or None, [None if one is None else one.value for one in measures]


def _differ(values: Sequence[object]) -> bool:
    return len({value for value in values if value is not None}) > 1


def _best(values: Sequence[float | None], better: Callable[[Sequence[float]], float]) -> list[int]:
    known = [value for value in values if value is not None]
    if len(known) < 2 or not _differ(known):  # noqa: PLR2004  # one value is no better than itself
        return []
    best = better(known)
    return [place for place, value in enumerate(values) if value == best]
