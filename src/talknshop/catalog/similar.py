"""Products like another: of its kind, near its price, with attributes in common."""

from collections.abc import Sequence
from heapq import nlargest
from typing import NamedTuple

from talknshop.catalog.attribute_values import attribute_key, attribute_value
from talknshop.catalog.records import Candidate, StoredProduct
from talknshop.core.money import from_minor
from talknshop.schemas.enums import Availability
from talknshop.schemas.requirement import MOST_MONEY, PriceFilter

_MOST_READ = 60
_PRICE_SHARE, _ATTRIBUTES_SHARE, _RATING_SHARE = 0.4, 0.5, 0.1
_BEST_RATING = 5.0
_UNRATED = 0.5
_MOST_SAID = 3
_NEAR = 2


class Likeness(NamedTuple):
    """In what a product is like another."""

    product: StoredProduct
    shared: dict[str, str]
    """Attributes that both have, with their common value."""
    price_difference_percent: float | None
    total: float


def nearest_by_price(product: StoredProduct, rivals: Sequence[Candidate]) -> list[Candidate]:
    """The rivals worth reading: those that can be had, nearest in price."""
    return nlargest(_MOST_READ, rivals, key=lambda rival: _promise(product, rival))


def price_around(product: StoredProduct) -> PriceFilter | None:
    """From half the price to double; None when it is not known."""
    if not product.price_minor or product.currency is None:
        return None
    price = float(from_minor(product.price_minor, product.currency))
    most = min(price * _NEAR, MOST_MONEY)
    return PriceFilter(min=price / _NEAR, max=most, currency=product.currency)


def _promise(product: StoredProduct, rival: Candidate) -> tuple[bool, float]:
    return (
        rival.availability is not Availability.OUT_OF_STOCK,
        _closeness(product, rival.price_minor, rival.currency),
    )


def by_likeness(product: StoredProduct, others: Sequence[StoredProduct]) -> list[Likeness]:
    """Puts products in order, most alike first."""
    likenesses = [_likeness(product, other) for other in others]
    likenesses.sort(key=lambda one: (-one.total, one.product.feed.name, one.product.source_id))
    return likenesses


def describe(likeness: Likeness, product_type: str) -> str:
    """One line that says in what the product is alike, from both records only."""
    parts = [f"Same kind: {product_type}"]
    difference = likeness.price_difference_percent
    if difference is not None:
        size = abs(round(difference))
        word = "cheaper" if difference < 0 else "dearer"
        parts.append(f"{size}% {word}" if size else "about the same price")
    said = [f"{name} {value}" for name, value in list(likeness.shared.items())[:_MOST_SAID]]
    if said:
        parts.append(f"same {', '.join(said)}")
    return "; ".join(parts)


def _likeness(product: StoredProduct, other: StoredProduct) -> Likeness:
    own, theirs = _attributes(product), _attributes(other)
    both = own.keys() & theirs.keys()
    shared = [name for name in own if name in both and own[name][0] == theirs[name][0]]
    agreement = len(shared) / len(own) if own else 0.0
    rating = _UNRATED if other.rating is None else other.rating / _BEST_RATING
    total = (
        _PRICE_SHARE * _closeness(product, other.price_minor, other.currency)
        + _ATTRIBUTES_SHARE * agreement
        + _RATING_SHARE * rating
    )
    return Likeness(
        other, {name: own[name][1] for name in shared}, _difference(product, other), total
    )


def _attributes(product: StoredProduct) -> dict[str, tuple[object, str]]:
    return {
        attribute_key(name): (attribute_value(value), value)
        for name, value in product.attributes.items()
    }


def _closeness(product: StoredProduct, minor: int | None, currency: str | None) -> float:
    """1 at the same price, 0.5 at half or double; 0 where the prices cannot be compared."""
    if not product.price_minor or not minor or currency != product.currency:
        return 0.0
    return min(product.price_minor, minor) / max(product.price_minor, minor)


def _difference(product: StoredProduct, other: StoredProduct) -> float | None:
    if not product.price_minor or other.price_minor is None:
        return None
    if product.currency != other.currency:
        return None
    return round(100 * (other.price_minor - product.price_minor) / product.price_minor, 1)
