"""What an HTTP status means where a marketplace does not say it more exactly."""

from datetime import datetime
from http import HTTPStatus

import httpx

from talknshop.core.errors import (
    AuthenticationError,
    CredentialsRefusedError,
    DependencyTimeoutError,
    ExternalServiceError,
    InternalError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
)
from talknshop.core.http import stated_pause
from talknshop.marketplaces.base import SourceTerms
from talknshop.marketplaces.quota import QuotaWindow

_SLOW = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT})


def general_refusal(
    name: str, response: httpx.Response, now: datetime, *, details: dict[str, object] | None = None
) -> TalknShopError | None:
    """The error that a status stands for, or None for a success.

    Args:
        name: What people call the marketplace.
        response: Its answer; its body is not looked at.
        now: The current time, for a ``Retry-After`` that names a date.
        details: What the marketplace says about it, for logs.
    """
    status = response.status_code
    if response.is_success:
        return None
    known: dict[int, TalknShopError] = {
        HTTPStatus.UNAUTHORIZED: AuthenticationError(
            f"{name} does not know us. An operator should look at its keys.",
        ),
        HTTPStatus.FORBIDDEN: CredentialsRefusedError(
            f"{name} does not let our account do this. An operator should look at its keys.",
        ),
        HTTPStatus.NOT_FOUND: NotFoundError(f"{name} does not offer this any more."),
        HTTPStatus.GONE: NotFoundError(f"{name} does not offer this any more."),
        HTTPStatus.TOO_MANY_REQUESTS: RateLimitError(
            f"{name} was asked too often. Please try again in a while.",
            retry_after_seconds=stated_pause(response, now),
        ),
    }
    error = known.get(status) or _other(name, status)
    error.service = name
    error.details = {"status": status, **(details or {})}
    return error


def _other(name: str, status: int) -> TalknShopError:
    if status in _SLOW:
        return DependencyTimeoutError(f"{name} did not answer in time. Please try again.")
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return InternalError(
            f"{name} did not understand what we asked. Please ask in other words; "
            "if that does not help, it is a fault of ours."
        )
    return ExternalServiceError(f"{name} has a fault right now. Please try again in a moment.")


def busy(name: str, terms: SourceTerms, wait_seconds: float) -> RateLimitError:
    """The error where a call would have to wait longer than it can."""
    return RateLimitError(
        f"{name} allows {terms.calls_per_second:g} calls a second, and others wait "
        "already. Please try again in a moment.",
        service=name,
        retry_after_seconds=wait_seconds,
    )


def spent(name: str, window: QuotaWindow, now: datetime) -> RateLimitError:
    """The error where the day's allowance is used up."""
    left = (window.resets_at - now).total_seconds()
    return RateLimitError(
        f"Today's {window.limit:,} calls to {name} are used up. "
        f"It can be searched again from {window.resets_at:%H:%M} UTC on.",
        service=name,
        retry_after_seconds=left,
        details={"daily": True},
    )
