"""From answers of the Creators API to products; total over whatever the answer holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from talknshop.marketplaces.wire_values import (
    address,
    count,
    currency,
    entries,
    gtin,
    line,
    lines,
    member,
    named,
    price,
    rating,
)
from talknshop.schemas.enums import Availability, Condition, Marketplace
from talknshop.schemas.product import ProductResult

PREFIX = f"{Marketplace.AMAZON}_"

_ASIN = re.compile(r"[A-Z0-9]{10}")
_AVAILABILITY: Mapping[str, Availability] = MappingProxyType(
    {
        "IN_STOCK": Availability.IN_STOCK,
        "IN_STOCK_SCARCE": Availability.IN_STOCK,
        "OUT_OF_STOCK": Availability.OUT_OF_STOCK,
        "PREORDER": Availability.PREORDER,
        "AVAILABLE_DATE": Availability.PREORDER,
    }
)
_GRADES: Mapping[str, Condition] = MappingProxyType(
    {
        "likenew": Condition.LIKE_NEW,
        "openbox": Condition.LIKE_NEW,
        "verygood": Condition.GOOD,
        "good": Condition.GOOD,
        "acceptable": Condition.FAIR,
        "refurbished": Condition.REFURBISHED,
    }
)
_KINDS: Mapping[str, Condition] = MappingProxyType(
    {
        "new": Condition.NEW,
        "used": Condition.USED,
        "refurbished": Condition.REFURBISHED,
    }
)
_NOT_USED = frozenset({Condition.NEW, Condition.REFURBISHED})


def is_asin(value: object) -> bool:
    """Whether a value is an id of Amazon."""
    return isinstance(value, str) and _ASIN.fullmatch(value) is not None


def to_product(
    item: object, site: str, fetched_at: datetime, *, wanted: Condition | None, simulated: bool
) -> ProductResult | None:
    """One item, with the offer that fits; None without id or title.

    Args:
        item: What was answered.
        site: The Amazon site that answered.
        fetched_at: When.
        wanted: The condition whose offer is picked; None picks the one that Amazon puts first.
        simulated: Whether a development server answered.
    """
    asin, title = member(item, "asin"), line(member(item, "itemInfo", "title", "displayValue"))
    if not isinstance(asin, str) or not is_asin(asin) or title is None:
        return None
    offer = _offer(item, wanted)
    prices = _prices(offer)
    page = f"https://{site}/dp/{asin}"
    return ProductResult(
        product_id=PREFIX + asin,
        marketplace=Marketplace.AMAZON,
        title=title,
        description="\n".join(lines(item, "itemInfo", "features", "displayValues")) or None,
        brand=line(member(item, "itemInfo", "byLineInfo", "brand", "displayValue")),
        price=None if prices.hidden else prices.asked,
        currency=prices.code or "USD",
        list_price=prices.listed,
        rating=rating(member(item, "customerReviews", "starRating", "value")),
        review_count=count(member(item, "customerReviews", "count")),
        condition=condition_of(offer),
        availability=_availability(offer),
        image_url=address(member(item, "images", "primary", "large", "url")),
        deep_link=address(member(item, "detailPageURL")) or page,
        marketplace_url=page,
        seller_name=line(member(offer, "merchantInfo", "name")),
        attributes=_attributes(item, offer, hidden=prices.hidden),
        gtin=_gtin(item),
        as_of=fetched_at,
        simulated=simulated,
    )


@dataclass(frozen=True, slots=True)
class _Prices:
    code: str | None
    asked: float | None
    listed: float | None
    hidden: bool


def _prices(offer: object) -> _Prices:
    money = member(offer, "price", "money")
    code = currency(member(money, "currency"))
    basis = member(offer, "price", "savingBasis", "money")
    same = currency(member(basis, "currency")) == code
    return _Prices(
        code,
        price(member(money, "amount"), code),
        price(member(basis, "amount"), code) if same else None,
        # A price below what its maker allows to be shown must not be shown.
        hidden=member(offer, "violatesMAP") is True,
    )


def has_offer(item: object, wanted: Condition | None) -> bool:
    """Whether an item has an offer in the wanted condition, as far as its offers say."""
    offers = entries(item, "offersV2", "listings")
    if wanted is None or not offers:
        return True
    return any(_fits(condition_of(offer), wanted) for offer in offers)


def condition_of(offer: object) -> Condition | None:
    """The condition of an offer; its grade where it states one."""
    kind = _KINDS.get(_key(member(offer, "condition", "value")))
    grade = _GRADES.get(_key(member(offer, "condition", "subCondition")))
    return grade or kind


def _key(value: object) -> str:
    return (line(value) or "").replace(" ", "").casefold()


def _fits(found: Condition | None, wanted: Condition) -> bool:
    if found is None or found is wanted:
        return True
    if wanted is Condition.USED:
        return found not in _NOT_USED
    return found is Condition.USED and wanted not in _NOT_USED


def _offer(item: object, wanted: Condition | None) -> object:
    offers = entries(item, "offersV2", "listings")
    if wanted is not None:
        fitting = [offer for offer in offers if _fits(condition_of(offer), wanted)]
        return next(iter(fitting), next(iter(offers), None))
    new = [offer for offer in offers if condition_of(offer) is Condition.NEW]
    first = [offer for offer in new if member(offer, "isBuyBoxWinner") is True]
    return next(iter([*first, *new, *offers]), None)


def _availability(offer: object) -> Availability:
    stated = member(offer, "availability", "type")
    known = _AVAILABILITY.get(stated) if isinstance(stated, str) else None
    return known or Availability.UNKNOWN


def _gtin(item: object) -> str | None:
    ids = member(item, "itemInfo", "externalIds")
    stated = [
        *entries(ids, "eans", "displayValues"),
        *entries(ids, "upcs", "displayValues"),
    ]
    return next((known for value in stated if (known := gtin(value))), None)


def _attributes(item: object, offer: object, *, hidden: bool) -> dict[str, str]:
    info = member(item, "itemInfo")
    return named(
        manufacturer=member(info, "byLineInfo", "manufacturer", "displayValue"),
        model=member(info, "manufactureInfo", "model", "displayValue"),
        mpn=member(info, "manufactureInfo", "itemPartNumber", "displayValue"),
        color=member(info, "productInfo", "color", "displayValue"),
        size=member(info, "productInfo", "size", "displayValue"),
        category=member(info, "classifications", "productGroup", "displayValue"),
        condition_stated=member(offer, "condition", "subCondition"),
        condition_note=member(offer, "condition", "conditionNote"),
        availability_stated=member(offer, "availability", "message"),
        price_shown_in_cart=hidden or None,
        formats=entries(info, "technicalInfo", "formats", "displayValues"),
        parent_asin=member(item, "parentASIN"),
    )
