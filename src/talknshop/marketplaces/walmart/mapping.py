"""From answers of the Affiliate Product API to products; total over whatever they hold."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from talknshop.marketplaces.wire_values import (
    address,
    count,
    gtin,
    identifier,
    line,
    member,
    named,
    number,
    price,
    rating,
    text,
)
from talknshop.schemas.enums import Availability, Condition, Marketplace
from talknshop.schemas.product import ProductResult

PREFIX = f"{Marketplace.WALMART}_"

_CURRENCY = "USD"
_STOCK: Mapping[str, Availability] = MappingProxyType(
    {
        "available": Availability.IN_STOCK,
        "limited supply": Availability.IN_STOCK,
        "last few items": Availability.IN_STOCK,
        "not available": Availability.OUT_OF_STOCK,
    }
)
_REFURBISHED = re.compile(
    r"(?i)^(?:restored|refurbished|renewed)\b|\((?:certified )?(?:restored|refurbished|renewed)\)"
)
_USED = re.compile(r"(?i)^pre-owned\b|\(pre-owned\)")
# Stands where the publisher's id belongs when none was sent.
_PLACEHOLDERS = ("PUBID", "{", "%7B")


def is_item_id(value: str) -> bool:
    """Whether a value is an id of Walmart."""
    return value.isascii() and value.isdigit()


def to_product(item: object, fetched_at: datetime, *, simulated: bool) -> ProductResult | None:
    """One item; None without id or title."""
    item_id = identifier(member(item, "itemId"))
    title = line(member(item, "name"))
    if item_id is None or not is_item_id(item_id) or title is None:
        return None
    page = f"https://www.walmart.com/ip/{item_id}"
    asked = price(member(item, "salePrice"), _CURRENCY)
    listed = price(member(item, "msrp"), _CURRENCY)
    dearer = asked is not None and listed is not None and listed > asked
    return ProductResult(
        product_id=PREFIX + item_id,
        marketplace=Marketplace.WALMART,
        title=title,
        description=text(member(item, "shortDescription")) or text(member(item, "longDescription")),
        brand=line(member(item, "brandName")),
        price=asked if asked is not None else listed,
        currency=_CURRENCY,
        list_price=listed if dearer else None,
        rating=rating(member(item, "customerRating")),
        review_count=count(member(item, "numReviews")),
        condition=_condition(title),
        availability=_availability(item),
        image_url=address(member(item, "largeImage")) or address(member(item, "mediumImage")),
        deep_link=_tracked(member(item, "productTrackingUrl")) or page,
        marketplace_url=page,
        seller_name=line(member(item, "sellerInfo")),
        shipping_info=_shipping(item),
        attributes=_attributes(item),
        gtin=gtin(member(item, "upc")),
        as_of=fetched_at,
        simulated=simulated,
    )


def _condition(title: str) -> Condition:
    # Walmart has no field for it and sells new things unless the name says otherwise.
    if _REFURBISHED.search(title):
        return Condition.REFURBISHED
    return Condition.USED if _USED.search(title) else Condition.NEW


def _availability(item: object) -> Availability:
    if member(item, "availableOnline") is False:
        return Availability.OUT_OF_STOCK
    return _STOCK.get((line(member(item, "stock")) or "").casefold(), Availability.UNKNOWN)


def _tracked(value: object) -> str | None:
    link = address(value)
    if link is None or any(placeholder in link for placeholder in _PLACEHOLDERS):
        return None
    return link


def _shipping(item: object) -> dict[str, object] | None:
    rate = number(member(item, "standardShipRate"))
    if rate is None or rate < 0:
        return None
    return {"cost": rate, "currency": _CURRENCY, "free": rate == 0}


def _attributes(item: object) -> dict[str, str]:
    third_party = member(item, "marketplace")
    return named(
        condition_inferred="yes",
        category=member(item, "categoryPath"),
        model=member(item, "modelNumber"),
        color=member(item, "color"),
        size=member(item, "size"),
        offer_type=member(item, "offerType"),
        stock_stated=member(item, "stock"),
        third_party_seller=third_party if isinstance(third_party, bool) else None,
    )
