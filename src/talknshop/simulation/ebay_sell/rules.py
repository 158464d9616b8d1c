"""What requests may hold, in a form of ours: fields by name with what each of them is.

Written after the vendor's documents (Inventory 1.18.4, Account 1.9.2); tests hold both against
each other.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from talknshop.simulation.ebay_sell.answering import RefusedError

Rule = type | list[Any] | dict[str, Any]

AMOUNT: dict[str, Any] = {"value": str, "currency": str}
_CATEGORY_TYPES = [{"name": str, "default": bool}]
_DURATION = {"value": int, "unit": str}

ITEM: dict[str, Any] = {
    "product": {
        "title": str, "description": str, "aspects": Mapping, "imageUrls": [str], "brand": str,
        "mpn": str, "upc": [str], "ean": [str],
    },
    "condition": str,
    "conditionDescription": str,
    "availability": {"shipToLocationAvailability": {"quantity": int}},
}  # fmt: skip
OFFER: dict[str, Any] = {
    "availableQuantity": int,
    "categoryId": str,
    "merchantLocationKey": str,
    "listingDuration": str,
    "listingDescription": str,
    "pricingSummary": {"price": AMOUNT},
    "listingPolicies": {"fulfillmentPolicyId": str, "paymentPolicyId": str, "returnPolicyId": str},
}
NEW_OFFER: dict[str, Any] = {"sku": str, "marketplaceId": str, "format": str, **OFFER}
LOCATION: dict[str, Any] = {
    "location": {
        "address": {
            "postalCode": str, "country": str, "city": str, "stateOrProvince": str,
            "addressLine1": str,
        }
    },
    "locationTypes": [str],
    "merchantLocationStatus": str,
    "name": str,
}  # fmt: skip
_POLICY: dict[str, Any] = {
    "name": str, "description": str, "marketplaceId": str, "categoryTypes": _CATEGORY_TYPES
}  # fmt: skip
POLICIES: dict[str, dict[str, Any]] = {
    "payment_policy": {**_POLICY, "immediatePay": bool},
    "return_policy": {
        **_POLICY, "returnsAccepted": bool, "returnPeriod": _DURATION, "refundMethod": str,
        "returnShippingCostPayer": str,
    },
    "fulfillment_policy": {
        **_POLICY,
        "handlingTime": _DURATION,
        "localPickup": bool,
        "shippingOptions": [
            {
                "optionType": str,
                "costType": str,
                "shippingServices": [
                    {
                        "sortOrder": int, "shippingServiceCode": str, "shippingCost": AMOUNT,
                        "freeShipping": bool, "shippingCarrierCode": str,
                    }
                ],
            }
        ],
    },
}  # fmt: skip

CONDITIONS = frozenset(
    {
        "NEW", "NEW_OTHER", "NEW_WITH_DEFECTS", "CERTIFIED_REFURBISHED", "EXCELLENT_REFURBISHED",
        "VERY_GOOD_REFURBISHED", "GOOD_REFURBISHED", "SELLER_REFURBISHED", "LIKE_NEW",
        "PRE_OWNED_EXCELLENT", "USED_EXCELLENT", "PRE_OWNED_FAIR", "USED_VERY_GOOD", "USED_GOOD",
        "USED_ACCEPTABLE", "FOR_PARTS_OR_NOT_WORKING",
    }
)  # fmt: skip
_SKU = re.compile(r"[A-Za-z0-9]{1,50}")
_LONGEST = {"title": 80, "description": 4000, "conditionDescription": 1000}
_MOST_IMAGES = 24


def check(value: object, rule: Rule, where: str = "body") -> None:
    """Checks that a body holds known fields of the right kind only.

    Raises:
        RefusedError: It does not; the message names the field.
    """
    if isinstance(rule, list):
        if not isinstance(value, list):
            raise _invalid(where)
        for number, one in enumerate(cast("list[object]", value)):
            check(one, rule[0], f"{where}[{number}]")
    elif isinstance(rule, dict):
        if not isinstance(value, dict):
            raise _invalid(where)
        for name, one in cast("dict[str, object]", value).items():
            if name not in rule:
                raise RefusedError(25604, f"Input error. Unknown field {where}.{name}.")
            check(one, rule[name], f"{where}.{name}")
    elif not isinstance(value, rule) or (rule is int and isinstance(value, bool)):
        raise _invalid(where)


def check_sku(sku: str) -> None:
    """Checks the id that a seller gives an item.

    Raises:
        RefusedError: It has other signs than letters and digits, or more than 50.
    """
    if not _SKU.fullmatch(sku):
        raise RefusedError(
            25707,
            "This is an invalid value for a SKU.  Only alphanumeric characters can be used for "
            "SKUs, and their length must not exceed 50 characters.",
        )


def check_item(item: dict[str, Any]) -> None:
    """Checks an inventory item as far as it is stated.

    Raises:
        RefusedError: A field breaks a rule.
    """
    check(item, ITEM)
    product = item.get("product", {})
    for name in ("title", "description"):
        if len(product.get(name, "")) > _LONGEST[name]:
            raise RefusedError(25016, f"The {name} value is invalid. It is too long.")
    if len(item.get("conditionDescription", "")) > _LONGEST["conditionDescription"]:
        raise RefusedError(25016, "The conditionDescription value is invalid. It is too long.")
    if "condition" in item and item["condition"] not in CONDITIONS:
        raise _invalid("condition")
    for name, values in product.get("aspects", {}).items():
        check(values, [str], f"aspects.{name}")
    images = product.get("imageUrls", [])
    if len(images) > _MOST_IMAGES or not all(one.startswith("https://") for one in images):
        raise RefusedError(25015, "The item has an invalid picture URL. HTTPS, 24 at most.")


def amount(price: Mapping[str, Any]) -> Decimal | None:
    """An amount of money; None for what is none."""
    try:
        value = Decimal(str(price.get("value")))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _invalid(where: str) -> RefusedError:
    return RefusedError(25709, f"Invalid value for {where}.")
