"""Outgoing HTTP: one way to make a client, one seam where its failures become ours."""

import math
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, cast

import httpx
from starlette.types import ASGIApp
from structlog.contextvars import get_contextvars

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.errors import (
    AuthenticationError,
    AuthorizationError,
    ConflictError,
    DependencyTimeoutError,
    ExternalServiceError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
    ValidationError,
)
from talknshop.core.settings import Settings


def http_client(
    base_url: str,
    settings: Settings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    auth: httpx.Auth | None = None,
) -> httpx.AsyncClient:
    """Makes a client for one of our services.

    Args:
        base_url: Where the service is; only its path matters for one in this process.
        settings: Gives the timeout.
        transport: Another way to reach it, such as ``StreamingASGITransport``.
        auth: Signs what is asked, such as ``service_tokens.ServiceAuth``.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=settings.http_timeout,
        transport=transport,
        auth=auth,
        trust_env=False,
        event_hooks={"request": [_pass_request_id]},
    )


def in_process_client(
    app: ASGIApp, settings: Settings, *, auth: httpx.Auth | None = None
) -> httpx.AsyncClient:
    """Makes a client for a service whose ASGI app runs in this process."""
    transport = StreamingASGITransport(app)
    return http_client("http://in-process", settings, transport=transport, auth=auth)


async def _pass_request_id(request: httpx.Request) -> None:
    request_id = get_contextvars().get("request_id")
    if request_id is not None:
        request.headers["X-Request-ID"] = request_id


@contextmanager
def translated(service: str, operation: str) -> Generator[None]:
    """Turns httpx exceptions and timeouts of the block into ours, most specific first.

    Raises:
        DependencyTimeoutError: The service did not answer in time.
        ExternalServiceError: It could not be reached, or answered something that is not HTTP.
    """
    try:
        yield
    except (httpx.TimeoutException, TimeoutError) as error:
        raise DependencyTimeoutError(
            f"The {service} service did not answer in time. Please try again.",
            service=service,
            operation=operation,
        ) from error
    except httpx.HTTPError as error:
        raise ExternalServiceError(
            f"The {service} service cannot be reached right now. Please try again in a moment.",
            service=service,
            operation=operation,
        ) from error


def raise_for_envelope(response: httpx.Response, service: str, operation: str) -> None:
    """Raises our error for an answer that is not a success, from its envelope when it has one.

    Raises:
        TalknShopError: The subclass that fits the status.
    """
    if response.is_success:
        return
    body = _json_object(response)
    raise _error_for(response.status_code)(
        str(body.get("message") or f"The {service} service failed. Please try again."),
        service=service,
        operation=operation,
        retry_after_seconds=_retry_after_seconds(response, body),
    )


def _error_for(status: int) -> type[TalknShopError]:
    known: dict[int, type[TalknShopError]] = {
        HTTPStatus.UNAUTHORIZED: AuthenticationError,
        HTTPStatus.FORBIDDEN: AuthorizationError,
        HTTPStatus.NOT_FOUND: NotFoundError,
        HTTPStatus.REQUEST_TIMEOUT: DependencyTimeoutError,
        HTTPStatus.CONFLICT: ConflictError,
        HTTPStatus.TOO_MANY_REQUESTS: RateLimitError,
        HTTPStatus.GATEWAY_TIMEOUT: DependencyTimeoutError,
    }
    refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return known.get(status, ValidationError if refused else ExternalServiceError)


def _retry_after_seconds(response: httpx.Response, body: dict[str, Any]) -> float | None:
    extra = body.get("additional_data")
    stated: Any = None
    if isinstance(extra, dict):
        stated = cast("dict[str, Any]", extra).get("retry_after_seconds")
    try:
        # The header may hold a date instead; our services never send one.
        seconds = float(response.headers.get("Retry-After", "") if stated is None else stated)
    except (TypeError, ValueError):
        return None
    return seconds if 0 <= seconds < math.inf else None


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}  # pyright: ignore[reportUnknownVariableType]
