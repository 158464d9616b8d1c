"""What ``talknshop catalog stats`` says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from talknshop.core.money import from_minor, minor_digits

if TYPE_CHECKING:
    from talknshop.catalog.statistics import PriceSpread, Statistics
    from talknshop.schemas.search import NamedCount

_QUARTILES = ("min", "25 %", "median", "75 %", "max")


def describe_statistics(statistics: "Statistics") -> str:
    """The figures of a catalogue, as lines."""
    return "\n".join(_lines(statistics))


def counted(number: int, noun: str) -> str:
    """A number with its noun in the singular or plural."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _lines(statistics: "Statistics") -> Iterator[str]:
    products = statistics.products
    yield f"{counted(products, 'product')} in {', '.join(statistics.feeds)}"
    yield from _counts("product types", statistics.product_types, products)
    yield from _counts("brands", statistics.brands, products)
    for spread in statistics.prices:
        yield ""
        yield f"prices in {spread.currency} ({counted(spread.products, 'product')})"
        yield "  " + ", ".join(_quartiles(spread))
    yield ""
    yield "known"
    for name, count in statistics.known.items():
        yield f"  {name:<8}{_share(count, products)}  {count:>9,}"


def _counts(title: str, counts: "list[NamedCount]", products: int) -> Iterator[str]:
    if not counts:
        return
    yield ""
    yield title
    for one in counts:
        yield f"  {one.count:>9,}  {_share(one.count, products)}  {one.name}"


def _quartiles(spread: "PriceSpread") -> Iterator[str]:
    digits = minor_digits(spread.currency)
    for name, minor in zip(_QUARTILES, spread.quartiles, strict=True):
        yield f"{name} {from_minor(minor, spread.currency):,.{digits}f}"


def _share(count: int, whole: int) -> str:
    return f"{count / whole:>6.1%}" if whole else f"{'-':>6}"
