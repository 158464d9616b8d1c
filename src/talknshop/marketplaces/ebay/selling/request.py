"""From a listing to what the Inventory API is sent; pure (Inventory 1.18.4)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talknshop.core.money import from_minor, to_minor
from talknshop.marketplaces.ebay.selling.conditions import ChosenCondition
from talknshop.marketplaces.posting.fitting import (
    fit,
    paragraphs_as_html,
    plain_line,
    plain_text,
)
from talknshop.marketplaces.posting.limits import limits_of
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingSpec

LIMITS = limits_of(PostingMarketplace.EBAY)
_JOB_ID = re.compile(r"[a-z]{1,8}_[0-9a-f]{1,38}")
_PREFIX = "tns"

JsonBody = dict[str, object]


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies of a seller that a listing is sold under, and where it is sent from."""

    payment_id: str
    return_id: str
    fulfillment_id: str
    location_key: str


def sku_of(job_id: str) -> str:
    """The SKU of a part of a job: the same at every attempt.

    Letters and digits only, 50 at most, as eBay's error 25707 asks for.
    """
    if _JOB_ID.fullmatch(job_id):
        return _PREFIX + job_id.replace("_", "")
    return _PREFIX + hashlib.sha256(job_id.encode()).hexdigest()[:40]


def title_of(spec: ListingSpec) -> str:
    """The title within eBay's limit."""
    return fit(plain_line(spec.title), LIMITS.title)[0]


def description_of(spec: ListingSpec) -> str:
    """The description within eBay's limit; the title where the seller wrote none."""
    return fit(plain_text(spec.description), LIMITS.description)[0] or title_of(spec)


def item_body(
    spec: ListingSpec,
    *,
    aspects: Mapping[str, Sequence[str]],
    condition: ChosenCondition,
    image_urls: Sequence[str],
    quantity: int = 1,
) -> JsonBody:
    """The body of ``createOrReplaceInventoryItem``, which replaces the whole item."""
    body: JsonBody = {
        "product": {
            "title": title_of(spec),
            "description": description_of(spec),
            "aspects": {name: list(values) for name, values in aspects.items()},
            "imageUrls": list(image_urls),
        },
        "condition": condition.name,
        "availability": {"shipToLocationAvailability": {"quantity": quantity}},
    }
    if condition.description:
        body["conditionDescription"] = condition.description
    return body


def offer_body(
    spec: ListingSpec, *, category_id: str, policies: Policies, quantity: int = 1
) -> JsonBody:
    """The body of ``updateOffer``, which replaces the whole offer."""
    return {
        "availableQuantity": quantity,
        "categoryId": category_id,
        "merchantLocationKey": policies.location_key,
        "listingDuration": "GTC",
        # What a person wrote is text; the listing is a page.
        "listingDescription": paragraphs_as_html(description_of(spec)),
        "pricingSummary": {"price": price_of(spec)},
        "listingPolicies": {
            "fulfillmentPolicyId": policies.fulfillment_id,
            "paymentPolicyId": policies.payment_id,
            "returnPolicyId": policies.return_id,
        },
    }


def new_offer_body(sku: str, site: str, offer: JsonBody) -> JsonBody:
    """The body of ``createOffer``."""
    return {"sku": sku, "marketplaceId": site, "format": "FIXED_PRICE", **offer}


def price_of(spec: ListingSpec) -> JsonBody:
    """The price as eBay writes amounts."""
    amount = from_minor(to_minor(spec.price, spec.currency), spec.currency)
    return {"value": format(amount, "f"), "currency": spec.currency}
