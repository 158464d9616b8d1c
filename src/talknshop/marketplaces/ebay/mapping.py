"""From answers of the Browse API to products; total over whatever the answer holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from talknshop.marketplaces.wire_values import (
    address,
    count,
    currency,
    entries,
    gtin,
    identifier,
    line,
    lines,
    member,
    named,
    pairs,
    price,
    rating,
    text,
)
from talknshop.schemas.enums import Availability, Condition, Marketplace
from talknshop.schemas.product import ProductResult

PREFIX = f"{Marketplace.EBAY}_"

_CONDITION: Mapping[str, Condition] = MappingProxyType(
    {
        "1000": Condition.NEW,
        "1500": Condition.LIKE_NEW,
        "1750": Condition.LIKE_NEW,
        "2000": Condition.REFURBISHED,
        "2010": Condition.REFURBISHED,
        "2020": Condition.REFURBISHED,
        "2030": Condition.REFURBISHED,
        "2500": Condition.REFURBISHED,
        "2750": Condition.LIKE_NEW,
        "2990": Condition.GOOD,
        "3000": Condition.USED,
        "3010": Condition.FAIR,
        "4000": Condition.GOOD,
        "5000": Condition.GOOD,
        "6000": Condition.FAIR,
        "7000": Condition.FOR_PARTS,
    }
)
_AVAILABILITY: Mapping[str, Availability] = MappingProxyType(
    {
        "IN_STOCK": Availability.IN_STOCK,
        "LIMITED_STOCK": Availability.IN_STOCK,
        "OUT_OF_STOCK": Availability.OUT_OF_STOCK,
    }
)
# A campaign that was copied out of the manual, escaped once or twice.
_PLACEHOLDERS = ("<", "%3C", "%253C")


@dataclass(frozen=True, slots=True)
class _Money:
    amount: float | None
    code: str | None


def to_product(item: object, fetched_at: datetime, *, simulated: bool) -> ProductResult | None:
    """One listing of a search or a look-up; None without id, title or link."""
    item_id = identifier(member(item, "itemId"))
    title = line(member(item, "title"))
    page = address(member(item, "itemWebUrl"))
    tracked = _tracked(member(item, "itemAffiliateWebUrl"))
    link = tracked or page
    if item_id is None or title is None or link is None:
        return None
    money = _price(item)
    listed = _money(member(item, "marketingPrice", "originalPrice"))
    return ProductResult(
        product_id=PREFIX + item_id,
        marketplace=Marketplace.EBAY,
        title=title,
        description=text(member(item, "description")) or text(member(item, "shortDescription")),
        brand=line(member(item, "brand")),
        price=money.amount,
        currency=money.code or "USD",
        list_price=listed.amount if listed.code == money.code else None,
        rating=rating(member(item, "primaryProductReviewRating", "averageRating")),
        review_count=count(member(item, "primaryProductReviewRating", "reviewCount")),
        condition=_CONDITION.get(identifier(member(item, "conditionId")) or ""),
        availability=_availability(item, fetched_at),
        image_url=address(member(item, "thumbnailImages", 0, "imageUrl"))
        or address(member(item, "image", "imageUrl")),
        deep_link=link,
        marketplace_url=_clean(page) or link,
        seller_name=line(member(item, "seller", "username")),
        shipping_info=_shipping(item),
        attributes=_attributes(item),
        gtin=gtin(member(item, "gtin")),
        as_of=fetched_at,
        simulated=simulated,
    )


def group_id(body: object) -> str | None:
    """The group of variations that an error 11006 names; never an address to go to."""
    for error in entries(body, "errors"):
        for parameter in entries(error, "parameters"):
            value = member(parameter, "value")
            if member(parameter, "name") == "itemGroupHref" and isinstance(value, str):
                return _query_value(value, "item_group_id")
    return None


def _query_value(link: str, name: str) -> str | None:
    try:
        values = parse_qs(urlsplit(link).query).get(name, [])
    except ValueError:
        return None
    return identifier(values[0]) if values else None


def _tracked(value: object) -> str | None:
    link = address(value)
    if link is None or any(placeholder in link for placeholder in _PLACEHOLDERS):
        return None
    return link


def _clean(page: str | None) -> str | None:
    return page.partition("?")[0].partition("#")[0] if page else None


def _money(amount: object) -> _Money:
    code = currency(member(amount, "currency"))
    return _Money(price(member(amount, "value"), code), code)


def _price(item: object) -> _Money:
    stated = _money(member(item, "price"))
    return stated if stated.amount is not None else _money(member(item, "currentBidPrice"))


def _availability(item: object, at: datetime) -> Availability:
    if (ends := _moment(member(item, "itemEndDate"))) is not None and ends <= at:
        return Availability.OUT_OF_STOCK
    stated = member(item, "estimatedAvailabilities", 0, "estimatedAvailabilityStatus")
    if isinstance(stated, str):
        return _AVAILABILITY.get(stated, Availability.UNKNOWN)
    if "FIXED_PRICE" in lines(item, "buyingOptions"):
        return Availability.IN_STOCK
    return Availability.UNKNOWN


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shipping(item: object) -> dict[str, object] | None:
    option = member(item, "shippingOptions", 0)
    cost = _money(member(option, "shippingCost"))
    told: dict[str, object] = {
        "cost": cost.amount,
        "currency": cost.code if cost.amount is not None else None,
        "free": cost.amount == 0 if cost.amount is not None else None,
        "ships_from": line(member(item, "itemLocation", "country")),
    }
    known = {name: value for name, value in told.items() if value is not None}
    return known or None


def _attributes(item: object) -> dict[str, str]:
    aspects = pairs(item, "localizedAspects", key="name", told="value")
    named_by_us = named(
        condition_stated=member(item, "condition"),
        category=member(item, "categories", 0, "categoryName"),
        color=member(item, "color"),
        size=member(item, "size"),
        material=member(item, "material"),
        mpn=member(item, "mpn"),
        buying_options=entries(item, "buyingOptions"),
        seller_feedback_percentage=member(item, "seller", "feedbackPercentage"),
        converted_from_price=member(item, "price", "convertedFromValue"),
        converted_from_currency=member(item, "price", "convertedFromCurrency"),
        discount_percentage=member(item, "marketingPrice", "discountPercentage"),
        variations_of=_query_value(str(member(item, "itemGroupHref")), "item_group_id"),
        legacy_item_id=member(item, "legacyItemId"),
        epid=member(item, "epid"),
    )
    return aspects | named_by_us
