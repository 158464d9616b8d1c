"""What Best Buy's errors mean.

A key that is wrong and a key that asks too fast get the same 403, without a header that tells them
apart. Whether the key has ever worked in this process does.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import httpx

from talknshop.core.errors import CredentialsRefusedError, RateLimitError, TalknShopError
from talknshop.marketplaces.refusals import general_refusal
from talknshop.marketplaces.wire_values import line, member

NAME = "Best Buy"

_OVER_LIMIT = re.compile(r"(?i)\b(?:limit|quota|per second|rate)\b")
# Its limit is one of calls a second.
_THROTTLED_SECONDS = 1.0


def refusal(
    response: httpx.Response, body: Mapping[str, object], now: datetime, *, has_worked: bool
) -> TalknShopError | None:
    """The error that an answer is, or None for a success.

    Args:
        response: The answer.
        body: Its JSON.
        now: The current time.
        has_worked: Whether the key was accepted before.
    """
    if response.is_success:
        return None
    said = line(member(body.get("error"), "message")) or line(body.get("errorMessage"))
    details: dict[str, object] = {"message": said}
    if response.status_code == HTTPStatus.FORBIDDEN:
        if has_worked or _OVER_LIMIT.search(said or ""):
            return RateLimitError(
                "Best Buy was asked too often. Please try again in a moment.",
                service=NAME,
                details=details,
                retry_after_seconds=_THROTTLED_SECONDS,
            )
        return _key_refused(details)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        return _key_refused(details)
    return general_refusal(NAME, response, now, details=details)


def _key_refused(details: dict[str, object]) -> CredentialsRefusedError:
    return CredentialsRefusedError(
        "Best Buy does not accept the key. Check BESTBUY_API_KEY at developer.bestbuy.com.",
        service=NAME,
        details=details,
    )
