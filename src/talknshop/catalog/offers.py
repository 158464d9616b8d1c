"""The ways to buy an item, whoever offers it."""

import re
from collections.abc import Sequence

from talknshop.core.money import from_minor, to_minor
from talknshop.schemas.enums import Availability, Condition
from talknshop.schemas.product import Offer, ProductResult

_RATING_COUNT = "seller_feedback_score"
_POSITIVE_PERCENT = "seller_feedback_percentage"
_WHOLE_PERCENT = 100.0
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")


def offer_of(product: ProductResult) -> Offer:
    """A product as an offer of its item."""
    shipping = _shipping(product)
    return Offer(
        product_id=product.product_id,
        marketplace=product.marketplace,
        price=product.price,
        currency=product.currency,
        condition=product.condition,
        availability=product.availability,
        deep_link=product.deep_link,
        seller_name=product.seller_name,
        seller_rating_count=_count(product.attributes.get(_RATING_COUNT)),
        seller_positive_percent=_percent(product.attributes.get(_POSITIVE_PERCENT)),
        shipping_price=shipping,
        landed_price=_sum(product.price, shipping, product.currency),
        as_of=product.as_of,
        simulated=product.simulated,
        doubts=product.doubts,
    )


def in_order(offers: Sequence[Offer], currency: str) -> list[Offer]:
    """New ones first, then used and refurbished ones; the cheapest of each that can be had first.

    What is delivered counts with its shipping, where that is known.

    Args:
        offers: Of one item.
        currency: The currency whose prices come first; others are not compared with them.
    """
    return sorted(
        offers,
        key=lambda offer: (
            offer.condition not in {None, Condition.NEW},
            offer.availability is Availability.OUT_OF_STOCK,
            offer.price is None,
            offer.currency != currency,
            offer.landed_price or offer.price or 0,
        ),
    )


def all_offers(product: ProductResult, others: Sequence[ProductResult]) -> list[Offer]:
    """Every offer of the item that a product stands for."""
    return in_order([offer_of(one) for one in (product, *others)], product.currency)


def _shipping(product: ProductResult) -> float | None:
    told = product.shipping_info or {}
    cost, currency = told.get("cost"), told.get("currency", product.currency)
    if isinstance(cost, int | float) and currency == product.currency:
        return float(cost)
    return 0.0 if told.get("free") is True else None


def _count(told: str | None) -> int | None:
    return int(told) if told is not None and _WHOLE_NUMBER.fullmatch(told) else None


def _percent(told: str | None) -> float | None:
    share = float(told) if told is not None and _DECIMAL.fullmatch(told) else None
    return share if share is not None and share <= _WHOLE_PERCENT else None


def _sum(price: float | None, shipping: float | None, currency: str) -> float | None:
    if price is None or shipping is None:
        return None
    minor = to_minor(price, currency) + to_minor(shipping, currency)
    return float(from_minor(minor, currency))
