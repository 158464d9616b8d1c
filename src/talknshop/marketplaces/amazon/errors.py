"""What Amazon's errors mean: ``{"type", "message", "reason", "fieldList"}``, and ``errors``."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import httpx

from talknshop.core.errors import (
    CredentialsRefusedError,
    NotConfiguredError,
    TalknShopError,
)
from talknshop.marketplaces.refusals import general_refusal
from talknshop.marketplaces.wire_values import entries, line, member

NAME = "Amazon"

_NO_RESULTS = "NoResults"
_NOT_ELIGIBLE = "AssociateNotEligible"
_WRONG_TAG = frozenset({"InvalidPartnerTag", "InvalidAssociate"})
# An account becomes eligible by sales, not by asking again.
_NOT_ELIGIBLE_PAUSE_SECONDS = 6 * 3600.0


def refusal(
    response: httpx.Response, body: Mapping[str, object], now: datetime
) -> TalknShopError | None:
    """The error that an answer is, or None for one that can be read: no results are no error."""
    if response.is_success or _has_no_results(response, body):
        return None
    reason = line(body.get("reason")) or ""
    details: dict[str, object] = {
        "reason": reason,
        "message": line(body.get("message")),
        "fields": [line(member(entry, "name")) for entry in entries(body.get("fieldList"))],
    }
    if reason == _NOT_ELIGIBLE:
        return NotConfiguredError(
            "Amazon is not searched: it answers associates with ten qualified sales within thirty "
            "days, and this account has not got them yet. Associates Central shows the count.",
            service=NAME,
            details=details,
            retry_after_seconds=_NOT_ELIGIBLE_PAUSE_SECONDS,
        )
    if reason in _WRONG_TAG:
        return CredentialsRefusedError(
            "Amazon does not know the partner tag. Check AMAZON_PARTNER_TAG, and that it belongs "
            "to AMAZON_MARKETPLACE.",
            service=NAME,
            details=details,
        )
    if response.status_code == HTTPStatus.FORBIDDEN:
        return CredentialsRefusedError(
            "Amazon does not let this credential search. Check AMAZON_CREDENTIAL_ID and "
            "AMAZON_CREDENTIAL_VERSION in Associates Central.",
            service=NAME,
            details=details,
        )
    return general_refusal(NAME, response, now, details=details)


def token_refusal(
    response: httpx.Response, body: Mapping[str, object], now: datetime
) -> TalknShopError | None:
    """The error that an answer of a token endpoint is, or None for a success."""
    refused = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if response.status_code in refused:
        return CredentialsRefusedError(
            "Amazon does not accept the credential. Check AMAZON_CREDENTIAL_ID, "
            "AMAZON_CREDENTIAL_SECRET and AMAZON_CREDENTIAL_VERSION in Associates Central.",
            service=NAME,
            details={"error": line(body.get("error"))},
        )
    return general_refusal(NAME, response, now)


def partial_notes(body: Mapping[str, object]) -> tuple[str, ...]:
    """What a success says about what is missing in it."""
    codes = error_codes(body) - {_NO_RESULTS}
    if not codes:
        return ()
    return (f"Amazon left out a part of its answer ({', '.join(sorted(codes))}).",)


def error_codes(body: Mapping[str, object]) -> frozenset[str]:
    """The codes of the errors within an answer."""
    found = (line(member(error, "code")) for error in entries(body.get("errors")))
    return frozenset(code for code in found if code)


def _has_no_results(response: httpx.Response, body: Mapping[str, object]) -> bool:
    return response.status_code == HTTPStatus.NOT_FOUND and _NO_RESULTS in error_codes(body)
