"""What Walmart's errors mean: ``{"errors": [{"code", "message"}]}``."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from talknshop.core.errors import (
    AuthenticationError,
    CredentialsRefusedError,
    NotFoundError,
    TalknShopError,
)
from talknshop.marketplaces.refusals import general_refusal
from talknshop.marketplaces.wire_values import count, entries, line, member

NAME = "Walmart"

_INVALID_ITEM = 4002
_EXPIRED = re.compile(r"(?i)timestamp|expired")
_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


def refusal(
    response: httpx.Response, body: Mapping[str, object], now: datetime
) -> TalknShopError | None:
    """The error that an answer is, or None for a success.

    A signature that came too late or too early is an ``AuthenticationError`` whose detail
    ``clock_skew_seconds`` says how far Walmart's clock is ahead of ours, when it says its time.
    """
    if response.is_success:
        return None
    said = [line(member(error, "message")) or "" for error in entries(body.get("errors"))]
    said.append(line(body.get("message")) or "")
    codes = {count(member(error, "code")) for error in entries(body.get("errors"))}
    details: dict[str, object] = {"message": " ".join(filter(None, said)) or None}
    if response.status_code in _REFUSED:
        if any(_EXPIRED.search(message) for message in said):
            details["clock_skew_seconds"] = _clock_skew(response, now)
            return AuthenticationError(
                "Walmart says that our signature is too old.", service=NAME, details=details
            )
        return CredentialsRefusedError(
            "Walmart does not accept the key. Check WALMART_CONSUMER_ID, WALMART_PRIVATE_KEY and "
            "WALMART_KEY_VERSION; new keys work only once walmart.io has approved them.",
            service=NAME,
            details=details,
        )
    if _INVALID_ITEM in codes:
        return NotFoundError(
            "Walmart does not offer this item any more.", service=NAME, details=details
        )
    return general_refusal(NAME, response, now, details=details)


def _clock_skew(response: httpx.Response, now: datetime) -> float:
    try:
        theirs = parsedate_to_datetime(response.headers.get("Date", ""))
    except (TypeError, ValueError):
        return 0.0
    return ((theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)) - now).total_seconds()
