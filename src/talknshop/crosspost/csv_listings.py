"""From rows of a CSV file to listings; pure, and total over whatever stands in a row."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from pydantic import ValidationError as PydanticValidationError

from talknshop.core.errors import ValidationError
from talknshop.schemas.enums import Condition, PostingMarketplace, ShippingOption
from talknshop.schemas.listing import ListingSpec

_ALIASES = {
    "name": "title",
    "amount": "price",
    "item_condition": "condition",
    "photo": "photos",
    "images": "photos",
    "media_s3_keys": "photos",
    "marketplace": "marketplaces",
    "target_marketplaces": "marketplaces",
    "platforms": "marketplaces",
    "shipping_options": "shipping",
    "postal_code": "zip",
    "zip_code": "zip",
    "url": "link",
    "listing_url": "link",
    "colour": "color",
}
_FIELDS = frozenset(
    {"title", "description", "price", "currency", "condition", "category", "photos"}
    | {"marketplaces", "shipping", "city", "state", "zip", "country", "sku", "listing_id", "link"}
)
_ATTRIBUTES = frozenset(
    {"brand", "model", "size", "color", "storage", "material", "gtin", "original_price"}
    | {"style_tags"}
)
_ATTRIBUTE_PREFIXES = ("attributes.", "attribute:", "attribute.")
_CONDITIONS = {
    "brand_new": Condition.NEW,
    "new_with_tags": Condition.NEW,
    "used_like_new": Condition.LIKE_NEW,
    "excellent": Condition.LIKE_NEW,
    "very_good": Condition.GOOD,
    "used_good": Condition.GOOD,
    "acceptable": Condition.FAIR,
    "used_fair": Condition.FAIR,
    "for_parts_or_not_working": Condition.FOR_PARTS,
    "broken": Condition.FOR_PARTS,
    "refurb": Condition.REFURBISHED,
}
_SHIPPING = {
    "pickup": ShippingOption.LOCAL_PICKUP,
    "local": ShippingOption.LOCAL_PICKUP,
    "ship": ShippingOption.SHIPPING,
}
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_AMOUNT = re.compile(
    r"(?P<before>[A-Z]{3}|[$€£])?\s*(?P<digits>[\d.,'\s]+)\s*(?P<after>[A-Z]{3}|[$€£])?"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.']\d{3})+")
_THREE = 3


class Amount(NamedTuple):
    """An amount of money, and its currency where it names one."""

    value: Decimal
    currency: str | None


def known_columns(columns: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """What each column means, and the names of those that mean nothing."""
    meanings: dict[str, str] = {}
    unknown: list[str] = []
    for column in columns:
        name = _ALIASES.get(column, column)
        prefix = next((one for one in _ATTRIBUTE_PREFIXES if name.startswith(one)), None)
        if name in _FIELDS:
            meanings[column] = name
        elif name in _ATTRIBUTES:
            meanings[column] = f"attributes.{name}"
        elif prefix and name.removeprefix(prefix):
            meanings[column] = f"attributes.{name.removeprefix(prefix)}"
        else:
            unknown.append(column)
    return meanings, unknown


def to_listing(cells: Mapping[str, str], marketplaces: Iterable[PostingMarketplace]) -> ListingSpec:
    """The listing of a row.

    Args:
        cells: By what their columns mean.
        marketplaces: Where it is put up when the row does not say.

    Raises:
        ValidationError: Something is missing or cannot be read; the message says what.
    """
    amount = read_amount(_needed(cells, "price"))
    currency = cells.get("currency", "").upper() or amount.currency or "USD"
    if amount.currency and amount.currency != currency:
        raise ValidationError(
            f"The price is in {amount.currency} and the currency says {currency}."
        )
    names = _several(cells.get("marketplaces", ""))
    place = {name: cells[name] for name in ("city", "state", "zip") if name in cells}
    if country := cells.get("country", "").upper():
        place["country"] = country
    values: dict[str, object] = {
        "title": _needed(cells, "title"),
        "description": cells.get("description", ""),
        "price": float(amount.value),
        "currency": currency,
        "condition": read_condition(_needed(cells, "condition")),
        "category": cells.get("category"),
        "attributes": _attributes(cells),
        "media_s3_keys": _several(cells.get("photos", "")),
        "target_marketplaces": [read_marketplace(name) for name in names] or list(marketplaces),
        "shipping_options": [_shipping(name) for name in _several(cells.get("shipping", ""))],
        "location": place or None,
    }
    try:
        return ListingSpec.model_validate(values)
    except PydanticValidationError as error:
        said = error.errors()[0]
        field = ".".join(str(part) for part in said["loc"])
        raise ValidationError(f"{field}: {said['msg']}.") from error


def read_amount(text: str) -> Amount:
    """An amount such as ``$1,299.00``, ``1.299,00 €`` or ``650``.

    Raises:
        ValidationError: It is none, not above zero, or could be read in two ways.
    """
    match = _AMOUNT.fullmatch(text.strip())
    wrong = ValidationError(f"“{text[:40]}” is no price. Write such as 649.50.")
    if match is None:
        raise wrong
    sign = match["before"] or match["after"]
    try:
        value = Decimal(_plain_digits(re.sub(r"[\s']", "", match["digits"]), text))
    except InvalidOperation as error:
        raise wrong from error
    if value <= 0:
        raise ValidationError("The price must be above zero.")
    return Amount(value, _SIGNS.get(sign, sign) if sign else None)


def read_condition(text: str) -> Condition:
    """A condition, as ours or as marketplaces call it.

    Raises:
        ValidationError: There is none of this name.
    """
    name = re.sub(r"[^a-z]+", "_", text.casefold()).strip("_")
    if name in set(Condition):
        return Condition(name)
    if name in _CONDITIONS:
        return _CONDITIONS[name]
    known = ", ".join(condition.replace("_", " ") for condition in Condition)
    raise ValidationError(f"There is no condition “{text[:40]}”. Choose from: {known}.")


def read_marketplace(text: str) -> PostingMarketplace:
    """A marketplace by its name.

    Raises:
        ValidationError: There is none of this name.
    """
    name = text.casefold().replace("facebook marketplace", "facebook").strip()
    if name in set(PostingMarketplace):
        return PostingMarketplace(name)
    known = ", ".join(PostingMarketplace)
    raise ValidationError(f"There is no marketplace “{text[:40]}”. Choose from: {known}.")


def _plain_digits(digits: str, text: str) -> str:
    """Digits with a point before the cents and no other sign."""
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        cents, thousands = (",", ".") if comma > point else (".", ",")
        return digits.replace(thousands, "").replace(cents, ".")
    sign = "," if comma >= 0 else "."
    head, _, tail = digits.rpartition(sign)
    if not head:
        return digits
    if digits.count(sign) > 1:
        return digits.replace(sign, "") if _THOUSANDS.fullmatch(digits) else "?"
    if len(tail) == _THREE and sign == ".":
        raise ValidationError(f"“{text[:40]}” can be read in two ways. Write 1299 or 1.30.")
    return digits.replace(",", "") if len(tail) == _THREE else f"{head}.{tail}"


def _needed(cells: Mapping[str, str], name: str) -> str:
    if not cells.get(name):
        raise ValidationError(f"The {name} is missing.")
    return cells[name]


def _several(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|,\n]", text) if part.strip()]


def _shipping(text: str) -> ShippingOption:
    name = re.sub(r"[^a-z]+", "_", text.casefold()).strip("_")
    if name in set(ShippingOption):
        return ShippingOption(name)
    if name in _SHIPPING:
        return _SHIPPING[name]
    raise ValidationError(f"There is no shipping option “{text[:40]}”: local_pickup or shipping.")


def _attributes(cells: Mapping[str, str]) -> dict[str, str]:
    attributes = {
        name.removeprefix("attributes."): value
        for name, value in cells.items()
        if name.startswith("attributes.")
    }
    return attributes | ({"sku": cells["sku"]} if "sku" in cells else {})
