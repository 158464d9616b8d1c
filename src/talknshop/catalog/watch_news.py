"""What is new to who watches: the products that fit now, beside those that fitted before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from talknshop.schemas.enums import Availability
from talknshop.schemas.product import ProductResult
from talknshop.schemas.watch import WatchReason
from talknshop.schemas.wording import format_price, short_title


class Sighting(NamedTuple):
    """How an offer stood when it was last seen."""

    price: float | None
    currency: str
    availability: str


Sightings = dict[str, Sighting]
"""By the id of the offer."""


class News(NamedTuple):
    """Products with the same kind of news."""

    reason: WatchReason
    products: list[ProductResult]


def sightings(products: Iterable[ProductResult]) -> Sightings:
    """What is to be remembered of products until the next look."""
    return {
        offer_id: sighting
        for product in products
        for offer_id, sighting in _offers(product).items()
    }


def find_news(
    before: Mapping[str, Sighting],
    products: Sequence[ProductResult],
    *,
    target_price: float | None = None,
) -> list[News]:
    """What has changed since the last look; each product has its weightiest news only.

    A product is known when any of its offers is. Prices are compared in the same currency, and an
    unknown price is no news.

    Args:
        before: The offers that were seen then.
        products: What fits now.
        target_price: A drop that stays above it is no news.
    """
    found: dict[WatchReason, list[ProductResult]] = {}
    for product in products:
        reason = _reason(before, product, target_price)
        if reason is not None:
            found.setdefault(reason, []).append(product)
    return [News(reason, found[reason]) for reason in WatchReason if reason in found]


def sentence(label: str, news: News) -> str:
    """The news in one sentence for the person."""
    first, others = news.products[0], len(news.products) - 1
    price = "" if first.price is None else f" at {format_price(first.price, first.currency)}"
    named = f"{short_title(first.title)}{price}"
    if others:
        named += f" and {others} more"
    match news.reason:
        case WatchReason.PRICE_DROP:
            return f"Cheaper now, on your watch for {label}: {named}."
        case WatchReason.BACK_IN_STOCK:
            return f"Back in stock, on your watch for {label}: {named}."
        case WatchReason.NEW_MATCH:
            return f"New on your watch for {label}: {named}."


def _reason(
    before: Mapping[str, Sighting], product: ProductResult, target_price: float | None
) -> WatchReason | None:
    now = _offers(product)
    known = [before[offer_id] for offer_id in now if offer_id in before]
    if not known:
        return WatchReason.NEW_MATCH if _is_to_be_had(now.values()) else None
    if _is_cheaper(known, now.values(), target_price):
        return WatchReason.PRICE_DROP
    if not _is_to_be_had(known) and _is_to_be_had(now.values()):
        return WatchReason.BACK_IN_STOCK
    return None


def _is_cheaper(
    before: Iterable[Sighting], now: Iterable[Sighting], target_price: float | None
) -> bool:
    lowest_before, lowest_now = _lowest(before), _lowest(now)
    return any(
        price < lowest_before[currency] and (target_price is None or price <= target_price)
        for currency, price in lowest_now.items()
        if currency in lowest_before
    )


def _lowest(sightings: Iterable[Sighting]) -> dict[str, float]:
    lowest: dict[str, float] = {}
    for sighting in sightings:
        if sighting.price is not None and sighting.availability != Availability.OUT_OF_STOCK:
            known = lowest.get(sighting.currency, sighting.price)
            lowest[sighting.currency] = min(known, sighting.price)
    return lowest


def _is_to_be_had(sightings: Iterable[Sighting]) -> bool:
    return any(sighting.availability != Availability.OUT_OF_STOCK for sighting in sightings)


def _offers(product: ProductResult) -> Sightings:
    offers = product.offers or [product]
    return {
        offer.product_id: Sighting(offer.price, offer.currency, offer.availability)
        for offer in offers
    }
