"""What eBay's errors and warnings mean.

Errors of calls are ``{"errors": [{"errorId", "category", "message", …}]}``; the token endpoint
answers in OAuth's own shape.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType

import httpx

from talknshop.core.errors import (
    CredentialsRefusedError,
    ExternalServiceError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
)
from talknshop.marketplaces.quota import day_end
from talknshop.marketplaces.refusals import general_refusal
from talknshop.marketplaces.wire_values import count, entries, line, member

NAME = "eBay"
DAY_ZONE = "America/Los_Angeles"

ITEM_GROUP = 11006
_ITEM_GONE = frozenset({11001, 11002, ITEM_GROUP})
_DAY_SPENT = 2001
_ACCESS_DENIED = 1100

_IGNORED: Mapping[int, str] = MappingProxyType(
    {
        12002: "eBay did not apply a filter; what fails it was left out here.",
        12008: "eBay did not apply the order that was asked for.",
        12009: "eBay did not apply the category.",
        12012: "eBay did not apply the price limit; what it shuts out was left out here.",
        12015: "eBay did not apply a part of the search.",
    }
)
FILTERS_IGNORED = frozenset({12002, 12012})
"""Warnings after which products must be looked through here."""


def refusal(
    response: httpx.Response, body: Mapping[str, object], now: datetime
) -> TalknShopError | None:
    """The error that an answer of the Browse API is, or None for a success."""
    if response.is_success:
        return None
    codes = error_ids(body)
    details: dict[str, object] = {
        "error_ids": sorted(codes),
        "message": line(member(body.get("errors"), 0, "message")),
    }
    error = general_refusal(NAME, response, now, details=details)
    if response.status_code == HTTPStatus.FORBIDDEN or _ACCESS_DENIED in codes:
        error = CredentialsRefusedError(
            "eBay does not let this keyset use the Buy APIs. Apply for production access through "
            "eBay Partner Network, or set EBAY_ENVIRONMENT=sandbox.",
        )
    elif codes & _ITEM_GONE:
        error = NotFoundError("eBay does not offer this item any more.")
    elif _DAY_SPENT in codes and isinstance(error, RateLimitError):
        error = _day_spent(now, error.retry_after_seconds)
    elif response.status_code == HTTPStatus.CONFLICT:
        error = ExternalServiceError("eBay could not answer this right now. Please try again.")
    if error is not None:
        error.service = NAME
        error.details = {**details, **error.details}
    return error


def token_refusal(
    response: httpx.Response, body: Mapping[str, object], now: datetime
) -> TalknShopError | None:
    """The error that an answer of the token endpoint is, or None for a success."""
    refused = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if response.status_code in refused:
        return CredentialsRefusedError(
            "eBay does not accept the keyset. Check EBAY_CLIENT_ID and EBAY_CLIENT_SECRET, and "
            "that they are of the environment that EBAY_ENVIRONMENT names.",
            service=NAME,
            details={"error": line(body.get("error"))},
        )
    return general_refusal(NAME, response, now)


def error_ids(body: Mapping[str, object], kind: str = "errors") -> frozenset[int]:
    """The numbers of the errors (or ``warnings``) of an answer."""
    found = (count(member(error, "errorId")) for error in entries(body.get(kind)))
    return frozenset(number for number in found if number is not None)


def warning_notes(codes: frozenset[int]) -> tuple[str, ...]:
    """What the warnings of a success mean for the answer, in sentences."""
    return tuple(sentence for code, sentence in sorted(_IGNORED.items()) if code in codes)


def _day_spent(now: datetime, stated_pause: float | None) -> RateLimitError:
    # Usually comes without a Retry-After; the day ends at midnight in California.
    until_reset = (day_end(DAY_ZONE, now) - now).total_seconds()
    return RateLimitError(
        "Today's calls to eBay are used up. It can be searched again after midnight in "
        "California; other marketplaces are searched as before.",
        retry_after_seconds=stated_pause if stated_pause is not None else until_reset,
        details={"daily": True},
    )
