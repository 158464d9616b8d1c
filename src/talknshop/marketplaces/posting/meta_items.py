"""Items as Meta's interface for Marketplace partners takes them, and what it answers.

The interface is described at developers.facebook.com/docs/marketplace/partnerships/itemAPI.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import cast

import httpx

from talknshop.core.errors import (
    CredentialsRefusedError,
    InternalError,
    RateLimitError,
    TalknShopError,
)
from talknshop.marketplaces.calls import JsonObject
from talknshop.marketplaces.posting.fitting import fit, plain_line, plain_text
from talknshop.marketplaces.posting.limits import limits_of
from talknshop.marketplaces.posting.preview import field_value, told_price
from talknshop.marketplaces.publishing import Posting
from talknshop.schemas.enums import Condition, PostingMarketplace, ShippingOption

NAME = limits_of(PostingMarketplace.FACEBOOK).name
_MOST_IMAGES = 10
_REFUSED_TOKEN = frozenset({102, 190})
_NOT_ALLOWED = frozenset({10, 200, 294})
_TOO_OFTEN = frozenset({4, 17, 613, 80014})
_WAIT_SECONDS = 60.0
_DELIVERY = {
    ShippingOption.LOCAL_PICKUP: "in_person",
    ShippingOption.SHIPPING: "shipping",
}


def item_request(posting: Posting, *, seller_id: str, link: str) -> JsonObject:
    """Puts one item into the catalogue, or makes it what it is now: its id is that of the job.

    Args:
        posting: What is listed; its photos have https addresses.
        seller_id: The seller that the partner registered.
        link: Where the item is seen on the partner's own site.
    """
    spec = posting.spec
    limits = limits_of(PostingMarketplace.FACEBOOK)
    images = [photo.url for photo in posting.photos if _is_public(photo.url)][:_MOST_IMAGES]
    place = [field_value(spec, "location.city"), field_value(spec, "location.state")]
    data: dict[str, object] = {
        "id": posting.job_id,
        "title": fit(plain_line(spec.title), limits.title)[0],
        "description": plain_text(spec.description) or plain_line(spec.title),
        "price": f"{told_price(spec.price, spec.currency, limits)} {spec.currency}",
        "image_link": images[0] if images else None,
        "additional_image_link": images[1:],
        "link": link,
        "brand": field_value(spec, "attributes.brand"),
        "availability": "in stock",
        "condition": _condition(spec.condition),
        "partner_product_location": ", ".join(part for part in place if part),
        "partner_delivery_method": [_DELIVERY[option] for option in spec.shipping_options],
        "partner_seller_id": seller_id,
        "partner_item_country": spec.location.country if spec.location else "US",
    }
    return _batch({"method": "UPDATE", "data": {name: v for name, v in data.items() if v}})


def removal_request(job_id: str) -> JsonObject:
    """Takes the item of a job out of the catalogue."""
    return _batch({"method": "DELETE", "data": {"id": job_id}})


def has_public_photo(posting: Posting) -> bool:
    """Whether Meta could fetch any photo."""
    return any(_is_public(photo.url) for photo in posting.photos)


def refused_fields(answer: Mapping[str, object], job_id: str) -> list[str]:
    """Why an item was refused at once; empty where it was taken."""
    statuses = [
        status
        for status in _objects(answer.get("validation_status"))
        if status.get("retailer_id") in {job_id, None}
    ]
    return [message for status in statuses for message in _messages(status.get("errors"))]


def handle_of(answer: Mapping[str, object]) -> str | None:
    """Under which name a batch is asked for; None where none was given."""
    handles = answer.get("handles")
    if not isinstance(handles, list) or not handles:
        return None
    first = cast("list[object]", handles)[0]
    return first if isinstance(first, str) else None


def batch_errors(answer: Mapping[str, object]) -> list[str] | None:
    """What a batch failed of; None while it is under way."""
    for batch in _objects(answer.get("data")):
        if batch.get("status") == "finished":
            return list(_messages(batch.get("errors")))
    return None


def meta_refusal(response: httpx.Response, body: JsonObject) -> TalknShopError | None:
    """The error that an answer of the Graph API is; None for a success it does not name."""
    error = body.get("error")
    if not isinstance(error, dict):
        return None
    told = cast("JsonObject", error)
    code = told.get("code")
    details: dict[str, object] = {"code": code, "trace": told.get("fbtrace_id")}
    if code in _TOO_OFTEN:
        return RateLimitError(
            f"{NAME} was asked too often. It is tried again in a while.",
            service=NAME,
            retry_after_seconds=_WAIT_SECONDS,
            details=details,
        )
    if code in _REFUSED_TOKEN | _NOT_ALLOWED or response.status_code == HTTPStatus.UNAUTHORIZED:
        return CredentialsRefusedError(
            f"{NAME} does not take our partner's token. An operator should look at it.",
            service=NAME,
            details=details,
        )
    if HTTPStatus.BAD_REQUEST <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return InternalError(
            f"{NAME} did not understand this listing; that is a fault of ours.",
            service=NAME,
            details=details,
        )
    return None


def _batch(request: dict[str, object]) -> JsonObject:
    return {"item_type": "PRODUCT_ITEM", "allow_upsert": True, "requests": [request]}


def _condition(condition: Condition) -> str:
    if condition in {Condition.NEW, Condition.REFURBISHED}:
        return str(condition)
    return "used"


def _is_public(url: str | None) -> bool:
    return url is not None and url.startswith("https://")


def _objects(value: object) -> Iterator[JsonObject]:
    if isinstance(value, list):
        for one in cast("list[object]", value):
            if isinstance(one, dict):
                yield cast("JsonObject", one)


def _messages(errors: object) -> Iterator[str]:
    for error in _objects(errors):
        message = error.get("message")
        yield message if isinstance(message, str) and message else "no reason was given"
