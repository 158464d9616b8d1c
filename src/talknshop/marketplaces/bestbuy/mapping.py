"""From answers of the Products API to products; total over whatever the answer holds."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from talknshop.marketplaces.wire_values import (
    address,
    count,
    entries,
    gtin,
    identifier,
    line,
    member,
    named,
    pairs,
    price,
    rating,
    text,
)
from talknshop.schemas.enums import Availability, Condition, Marketplace
from talknshop.schemas.product import ProductResult

PREFIX = f"{Marketplace.BESTBUY}_"

_CURRENCY = "USD"
_CONDITION: Mapping[str, Condition] = MappingProxyType(
    {
        "new": Condition.NEW,
        "refurbished": Condition.REFURBISHED,
        "pre-owned": Condition.USED,
    }
)
_ORDERABLE: Mapping[str, Availability] = MappingProxyType(
    {
        "available": Availability.IN_STOCK,
        "soldout": Availability.OUT_OF_STOCK,
        "preorder": Availability.PREORDER,
        "backorder": Availability.BACKORDER,
    }
)
# A price that its maker lets nobody show before the product is in the cart.
_SHOWN_IN_CART = frozenset({"MAP", "ICR"})


def is_sku(value: str) -> bool:
    """Whether a value is an id of Best Buy."""
    return value.isascii() and value.isdigit()


def to_product(item: object, fetched_at: datetime, *, simulated: bool) -> ProductResult | None:
    """One product; None without id or title."""
    sku = identifier(member(item, "sku"))
    title = line(member(item, "name"))
    if sku is None or not is_sku(sku) or title is None:
        return None
    page = f"https://www.bestbuy.com/site/{sku}.p"
    hidden = line(member(item, "priceRestriction")) in _SHOWN_IN_CART
    asked = price(member(item, "salePrice"), _CURRENCY)
    regular = price(member(item, "regularPrice"), _CURRENCY)
    dearer = asked is not None and regular is not None and regular > asked
    return ProductResult(
        product_id=PREFIX + sku,
        marketplace=Marketplace.BESTBUY,
        title=title,
        description=text(member(item, "longDescription")) or text(member(item, "shortDescription")),
        brand=line(member(item, "manufacturer")),
        price=None if hidden else asked,
        currency=_CURRENCY,
        list_price=regular if dearer and not hidden else None,
        rating=rating(member(item, "customerReviewAverage")),
        review_count=count(member(item, "customerReviewCount")),
        condition=_condition(item),
        availability=_availability(item),
        image_url=address(member(item, "largeFrontImage")) or address(member(item, "image")),
        deep_link=address(member(item, "affiliateUrl")) or address(member(item, "url")) or page,
        marketplace_url=page,
        attributes=_attributes(item, hidden=hidden),
        gtin=gtin(member(item, "upc")),
        as_of=fetched_at,
        simulated=simulated,
    )


def _condition(item: object) -> Condition | None:
    if member(item, "preowned") is True:
        return Condition.USED
    return _CONDITION.get((line(member(item, "condition")) or "").casefold())


def _availability(item: object) -> Availability:
    orderable = line(member(item, "orderable"))
    known = _ORDERABLE.get((orderable or "").replace(" ", "").casefold(), Availability.UNKNOWN)
    online = member(item, "onlineAvailability")
    if online is False and known in {Availability.IN_STOCK, Availability.UNKNOWN}:
        return Availability.OUT_OF_STOCK
    if online is True and orderable is None:
        return Availability.IN_STOCK
    return known


def _attributes(item: object, *, hidden: bool) -> dict[str, str]:
    details = pairs(item, "details", key="name", told="value")
    path = [line(member(step, "name")) for step in entries(item, "categoryPath")]
    return details | named(
        model=member(item, "modelNumber"),
        color=member(item, "color"),
        category=[step for step in path if step][-1:],
        price_shown_in_cart=hidden or None,
        in_store_availability=_flag(member(item, "inStoreAvailability")),
        orderable=member(item, "orderable"),
    )


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
