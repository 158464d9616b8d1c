"""A page of a marketplace as products, with a count of what could not be read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from talknshop.schemas.product import ProductResult


@dataclass(frozen=True, slots=True)
class Mapped:
    """Products, and how many entries are none."""

    products: tuple[ProductResult, ...]
    unmapped: int


def mapped(found: Iterable[object], to_product: Callable[[object], ProductResult | None]) -> Mapped:
    """Maps every entry; one that is no product is counted and costs the others nothing.

    Args:
        found: The entries of a page.
        to_product: Maps one; None when it has no id, title or link.
    """
    products: list[ProductResult] = []
    unmapped = 0
    for entry in found:
        try:
            product = to_product(entry)
        except ValidationError:
            product = None
        if product is None:
            unmapped += 1
        else:
            products.append(product)
    return Mapped(tuple(products), unmapped)
