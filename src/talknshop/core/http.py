"""Outgoing HTTP: one way to make a client, one seam where its failures become ours."""

import math
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, cast

import httpx
from starlette.types import ASGIApp
from structlog.contextvars import get_contextvars

from talknshop import __version__
from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.errors import (
    AuthenticationError,
    AuthorizationError,
    ConflictError,
    DependencyTimeoutError,
    ExternalServiceError,
    NotFoundError,
    NotInstalledError,
    RateLimitError,
    TalknShopError,
    ValidationError,
)
from talknshop.core.settings import Settings
from talknshop.core.trace_context import TRACEPARENT, current_trace


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
        event_hooks={"request": [_pass_context]},
    )


# A name that a service answers to: one that people reach checks the name it is called by.
_IN_PROCESS = "http://localhost"


def in_process_client(
    app: ASGIApp, settings: Settings, *, auth: httpx.Auth | None = None
) -> httpx.AsyncClient:
    """Makes a client for a service whose ASGI app runs in this process."""
    transport = StreamingASGITransport(app)
    return http_client(_IN_PROCESS, settings, transport=transport, auth=auth)


# Every call looks at every connection of its server, also at those that are not in use.
_LIMITS = httpx.Limits(max_connections=24, max_keepalive_connections=24)


def outside_client(base_url: str, settings: Settings) -> httpx.AsyncClient:
    """Makes a client for a server that is not ours: it learns nothing of us but our name.

    Args:
        base_url: Where the server is, from the settings; never from a person or an answer.
        settings: Gives the timeout of each read and write.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=settings.http_timeout,
        headers={"User-Agent": f"TalknShop/{__version__}"},
        trust_env=False,
        follow_redirects=False,
        limits=_LIMITS,
    )


_MOST_REDIRECTS = 3


async def fetch(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
    service: str,
    operation: str,
    largest_bytes: int,
) -> httpx.Response:
    """Sends a request to a server that is not ours and reads its whole answer, up to a size.

    A redirect is followed to the same scheme, host and port only: wherever else it leads was
    chosen by the server, and would be shown what the request carries.

    Args:
        client: Sends it.
        request: What to send.
        service: Whom, as people call it.
        operation: What for.
        largest_bytes: Size of the unpacked answer above which it is refused.

    Returns:
        The answer with any status, read and unpacked.

    Raises:
        DependencyTimeoutError: The server did not answer in time.
        ExternalServiceError: It cannot be reached, broke off, packed its answer badly, sent more
            than is taken, or redirects elsewhere.
    """
    for _ in range(_MOST_REDIRECTS + 1):
        with translated(service, operation), _legible(service, operation):
            response = await client.send(request, stream=True)
            try:
                if response.next_request is None:
                    return await _whole(response, service, operation, largest_bytes)
            finally:
                await response.aclose()
        if not _stays(request, response.next_request):
            break
        request = response.next_request
    raise _sent_on(service, operation)


def _sent_on(service: str, operation: str) -> ExternalServiceError:
    return ExternalServiceError(
        f"{service} sends us on to another address, which is not followed. "
        "Please try again later; if it stays, the address of the service has changed.",
        service=service,
        operation=operation,
    )


def _stays(request: httpx.Request, following: httpx.Request) -> bool:
    def origin(url: httpx.URL) -> tuple[str, str, int | None]:
        return url.scheme, url.host, url.port

    return following.method == request.method and origin(following.url) == origin(request.url)


async def _whole(
    response: httpx.Response, service: str, operation: str, largest_bytes: int
) -> httpx.Response:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > largest_bytes:
            raise ExternalServiceError(
                f"{service} answered with more than {largest_bytes:,} bytes, which is not read. "
                "Please ask for less, or try again later.",
                service=service,
                operation=operation,
            )
    # What is unpacked already must not be unpacked again.
    packed = {"content-encoding", "content-length", "transfer-encoding"}
    headers = [pair for pair in response.headers.multi_items() if pair[0].lower() not in packed]
    return httpx.Response(
        response.status_code, headers=headers, content=bytes(body), request=response.request
    )


@contextmanager
def _legible(service: str, operation: str) -> Generator[None]:
    try:
        yield
    except (httpx.DecodingError, httpx.RemoteProtocolError) as error:
        raise ExternalServiceError(
            f"{service} broke off or sent an answer that cannot be read. Please try again.",
            service=service,
            operation=operation,
        ) from error


def stated_pause(response: httpx.Response, now: datetime) -> float | None:
    """The seconds that a ``Retry-After`` asks for, as a number or a date; None without one.

    Args:
        response: The answer.
        now: The current time, for a date.
    """
    stated = response.headers.get("Retry-After", "").strip()
    try:
        seconds = float(stated)
    except ValueError:
        try:
            at = parsedate_to_datetime(stated)
        except (TypeError, ValueError):
            return None
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    return max(0.0, seconds) if seconds < math.inf else None


async def _pass_context(request: httpx.Request) -> None:
    request_id = get_contextvars().get("request_id")
    if request_id is not None:
        request.headers["X-Request-ID"] = request_id
    trace = current_trace()
    if trace is not None:
        request.headers[TRACEPARENT] = str(trace)


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
        HTTPStatus.NOT_IMPLEMENTED: NotInstalledError,
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
