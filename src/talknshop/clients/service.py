"""What the clients of our services share: JSON out, a typed model or one of our errors back."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from talknshop.core.errors import ExternalServiceError, TalknShopError
from talknshop.core.http import raise_for_envelope, translated
from talknshop.core.resilience import CircuitBreaker, RetryPolicy, retrying
from talknshop.core.service_tokens import user_header
from talknshop.core.telemetry import PEER_SERVICE, URL_PATH, NullTracer, Tracer

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_log = structlog.stdlib.get_logger(__name__)


class ServiceClient:
    """Calls one service.

    Every call raises ``DependencyTimeoutError`` or ``ExternalServiceError`` when the service fails
    or answers nonsense, ``CircuitOpenError`` while it is left alone because it kept failing, and
    the error that its envelope names when it refuses. Reads are tried again where that may help;
    a call, its repetitions included, takes no longer than ``retry.total_seconds``.
    """

    def __init__(
        self,
        service: str,
        http: httpx.AsyncClient,
        *,
        retry: RetryPolicy | None = None,
        breaker: CircuitBreaker | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        """Calls ``service`` through ``http``, whose owner closes it.

        Args:
            service: Its name, for sentences and logs.
            http: The client, whose owner closes it.
            retry: When to try again; by default within the timeout that ``http`` has.
            breaker: Stops calls while the service keeps failing; one of its own by default.
            tracer: Traces each call, its repetitions included.
        """
        self._name = service
        self._http = http
        self._retry = retry or _within_timeout_of(http)
        self._breaker = breaker or CircuitBreaker(service)
        self._tracer = tracer or NullTracer()

    async def post(
        self,
        path: str,
        body: Mapping[str, Any],
        model: type[M],
        *,
        repeatable: bool = False,
        user_id: str | None = None,
        key: str | None = None,
    ) -> M:
        """Posts JSON and reads the answer as ``model``.

        Args:
            path: Where to, below the base URL.
            body: What to send.
            model: What the answer is.
            repeatable: Whether sending it twice does no harm, as with a search.
            user_id: For whom it is asked.
            key: Goes out as ``Idempotency-Key``: the same again is the same request.
        """
        retry = self._retry if repeatable else replace(self._retry, attempts=1)
        headers = _for_user(user_id)
        if key is not None:
            headers.append((b"Idempotency-Key", key.encode()))
        return await self._call(
            path, lambda: self._http.post(path, json=body, headers=headers), self._as(model), retry
        )

    async def post_for_lines(
        self, path: str, body: Mapping[str, Any], model: type[M]
    ) -> AsyncGenerator[M]:
        """Posts JSON and reads each line of the answer as ``model``, as it comes; tried once."""
        left = _Countdown(self._retry.total_seconds)
        with (
            self._tracer.span(f"call {self._name}", **{PEER_SERVICE: self._name, URL_PATH: path}),
            self._breaker.guard(),
            translated(self._name, path),
        ):
            async with AsyncExitStack() as stack:
                asked = self._http.stream("POST", path, json=body)
                async with left.limit():
                    response = await stack.enter_async_context(asked)
                    if not response.is_success:
                        await response.aread()
                raise_for_envelope(response, self._name, path)
                lines = response.aiter_lines()
                while True:
                    # The caller's own time between two lines is none of the service's.
                    async with left.limit():
                        line = await anext(lines, None)
                    if line is None:
                        return
                    yield self._read(line.encode(), path, model)

    async def get(self, path: str, model: type[M], *, user_id: str | None = None) -> M:
        """Reads ``path`` as ``model``, for a user where one is named."""
        headers = _for_user(user_id)
        return await self._call(
            path, lambda: self._http.get(path, headers=headers), self._as(model), self._retry
        )

    async def get_bytes(self, path: str, *, user_id: str | None = None) -> bytes:
        """Reads ``path`` as it is, such as a picture."""
        headers = _for_user(user_id)
        return await self._call(
            path, lambda: self._http.get(path, headers=headers), lambda body, _: body, self._retry
        )

    async def delete(self, path: str, model: type[M], *, user_id: str | None = None) -> M:
        """Deletes ``path`` and reads the answer as ``model``; deleting twice does no harm."""
        headers = _for_user(user_id)
        return await self._call(
            path, lambda: self._http.delete(path, headers=headers), self._as(model), self._retry
        )

    async def healthy(self) -> bool:
        """Whether the service answers its health check, whatever happened before."""
        try:
            return (await self._http.get("/health")).is_success
        except httpx.HTTPError:
            return False

    async def _call(
        self,
        path: str,
        send: Callable[[], Awaitable[httpx.Response]],
        read: Callable[[bytes, str], T],
        retry: RetryPolicy,
    ) -> T:
        async def attempt(seconds_left: float) -> T:
            with self._breaker.guard():
                with translated(self._name, path):
                    async with asyncio.timeout(seconds_left):
                        response = await send()
                raise_for_envelope(response, self._name, path)
                return read(response.content, path)

        def report(number: int, pause_seconds: float, error: TalknShopError) -> None:
            _log.warning(
                "call failed, trying again",
                dependency=self._name,
                operation=path,
                attempt=number,
                pause_seconds=round(pause_seconds, 3),
                error_type=error.error_type.value,
            )

        with self._tracer.span(f"call {self._name}", **{PEER_SERVICE: self._name, URL_PATH: path}):
            return await retrying(retry, attempt, on_retry=report)

    def _as(self, model: type[M]) -> Callable[[bytes, str], M]:
        return lambda content, path: self._read(content, path, model)

    def _read(self, content: bytes, path: str, model: type[M]) -> M:
        try:
            return model.model_validate_json(content)
        except ValidationError as error:
            raise ExternalServiceError(
                f"The {self._name} service answered something unexpected. Please try again.",
                service=self._name,
                operation=path,
            ) from error


class _Countdown:
    """Time that may be spent in several waits together."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def limit(self) -> AsyncGenerator[None]:
        """Ends the block when the time is used up.

        Raises:
            TimeoutError: It was.
        """
        started = time.monotonic()
        async with asyncio.timeout(self._left):
            yield
        self._left = max(0.0, self._left - (time.monotonic() - started))


def _for_user(user_id: str | None) -> list[tuple[bytes, bytes]]:
    return [] if user_id is None else [user_header(user_id)]


def _within_timeout_of(http: httpx.AsyncClient) -> RetryPolicy:
    timeout_seconds = http.timeout.read
    return RetryPolicy() if timeout_seconds is None else RetryPolicy(total_seconds=timeout_seconds)
