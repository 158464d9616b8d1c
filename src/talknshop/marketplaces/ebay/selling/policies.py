"""The business policies that are made for a seller who has none; pure (Account 1.9.2)."""

from dataclasses import dataclass
from decimal import Decimal

from talknshop.marketplaces.wire_values import entries, member
from talknshop.schemas.enums import ShippingOption
from talknshop.schemas.listing import ListingSpec

PAYMENT, RETURN, FULFILLMENT = "payment_policy", "return_policy", "fulfillment_policy"

LISTS = {
    PAYMENT: "paymentPolicies",
    RETURN: "returnPolicies",
    FULFILLMENT: "fulfillmentPolicies",
}
"""Under which name eBay lists each kind."""
IDS = {
    PAYMENT: "paymentPolicyId",
    RETURN: "returnPolicyId",
    FULFILLMENT: "fulfillmentPolicyId",
}

# Of everything but vehicles, which are sold by rules of their own.
_CATEGORIES: list[dict[str, object]] = [{"name": "ALL_EXCLUDING_MOTORS_VEHICLES"}]


@dataclass(frozen=True, slots=True)
class ShippingTerms:
    """How items are shipped under a policy that we make.

    Attributes:
        cost: What the buyer pays; None where no such policy is made.
        currency: Of the cost.
        service: eBay's name of the shipping service.
        handling_days: Working days until an item is sent.
    """

    cost: Decimal | None
    currency: str
    service: str
    handling_days: int


def delivery_of(spec: ListingSpec) -> ShippingOption:
    """How an item gets to its buyer: picked up only where the seller wants nothing else."""
    only_pickup = spec.shipping_options == [ShippingOption.LOCAL_PICKUP]
    return ShippingOption.LOCAL_PICKUP if only_pickup else ShippingOption.SHIPPING


def suits(kind: str, policy: object, delivery: ShippingOption) -> bool:
    """Whether an existing policy can be used for something that is no vehicle."""
    named = {member(one, "name") for one in entries(policy, "categoryTypes")}
    if named and "ALL_EXCLUDING_MOTORS_VEHICLES" not in named:
        return False
    if kind != FULFILLMENT:
        return True
    if delivery is ShippingOption.LOCAL_PICKUP:
        return member(policy, "localPickup") is True
    return any(
        member(option, "optionType") == "DOMESTIC" for option in entries(policy, "shippingOptions")
    )


def name_of(kind: str, delivery: ShippingOption) -> str:
    """What a policy of ours is called."""
    words = {PAYMENT: "payment", RETURN: "no returns"}
    told = words.get(kind) or ("pickup" if delivery is ShippingOption.LOCAL_PICKUP else "shipping")
    return f"TalknShop {told}"


def policy_body(
    kind: str, site: str, delivery: ShippingOption, terms: ShippingTerms
) -> dict[str, object] | None:
    """The body that makes a policy; None where that would decide what is the seller's to decide.

    Returns are not accepted beyond what eBay guarantees to buyers; the seller may change all of it
    at eBay.
    """
    body: dict[str, object] = {
        "name": name_of(kind, delivery),
        "marketplaceId": site,
        "categoryTypes": _CATEGORIES,
    }
    if kind == PAYMENT:
        return body | {"immediatePay": True}
    if kind == RETURN:
        return body | {"returnsAccepted": False}
    handling = {"handlingTime": {"value": terms.handling_days, "unit": "DAY"}}
    if delivery is ShippingOption.LOCAL_PICKUP:
        return body | handling | {"localPickup": True}
    return None if terms.cost is None else body | handling | _shipping(terms, terms.cost)


def _shipping(terms: ShippingTerms, cost: Decimal) -> dict[str, object]:
    service: dict[str, object] = {"sortOrder": 1, "shippingServiceCode": terms.service}
    if cost == 0:
        service["freeShipping"] = True
    else:
        service["shippingCost"] = {"value": f"{cost:.2f}", "currency": terms.currency}
    option = {"optionType": "DOMESTIC", "costType": "FLAT_RATE", "shippingServices": [service]}
    return {"shippingOptions": [option]}
