"""The one way a marketplace is called: within its terms, with retries, a breaker and a size cap."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar, cast

import httpx
import orjson
import structlog

from talknshop.core.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    DependencyTimeoutError,
    ExternalServiceError,
    RateLimitError,
    TalknShopError,
)
from talknshop.core.http import fetch
from talknshop.core.resilience import retrying
from talknshop.core.shared_state import SharedStateAwayError
from talknshop.marketplaces.access_token import TokenShelf
from talknshop.marketplaces.base import SourceTerms
from talknshop.marketplaces.call_policy import CallPolicy
from talknshop.marketplaces.quota import QuotaWindow, quota_window
from talknshop.marketplaces.rate import Pause
from talknshop.marketplaces.refusals import busy, spent
from talknshop.marketplaces.shared_restraint import SharedRestraint
from talknshop.marketplaces.shared_token import SharedToken

T = TypeVar("T")

_log = structlog.stdlib.get_logger(__name__)

LARGEST_ANSWER_BYTES = 8 * 1024 * 1024
_SIMULATED = "X-TalknShop-Simulated"
# Keys that were refused are looked at by a person, not by the next search.
_REFUSED_PAUSE_SECONDS = 300.0

JsonObject = dict[str, object]
Refusal = Callable[[httpx.Response, JsonObject], TalknShopError | None]
"""Judges an answer: the error that it is, or None for one that can be read."""
Reading = Callable[[httpx.Response], JsonObject | None]
"""Reads the body of an answer; None when it is none."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that could be read.

    Attributes:
        status: Its HTTP status.
        body: Its JSON object; empty where there was none.
        simulated: Whether a development server said that it made the answer up.
    """

    status: int
    body: JsonObject
    simulated: bool


@dataclass(frozen=True, slots=True)
class _Call:
    operation: str
    http: httpx.AsyncClient
    request: Callable[[], httpx.Request]
    refusal: Refusal
    read: Reading
    counted: bool


class _NotSentError(Exception):
    """Carries a refusal of ours past the breaker, which must not take it for an answer."""

    def __init__(self, error: TalknShopError) -> None:
        super().__init__(error.message)
        self.error = error


def account_of(marketplace: str, key: str) -> str:
    """The name under which the calls of a key are counted; the key cannot be read from it."""
    return f"{marketplace}:{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def json_object(response: httpx.Response) -> JsonObject | None:
    """The JSON object of an answer, or None when it is something else."""
    try:
        body: object = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None
    # Names in JSON are texts; what they name is looked at as object.
    return cast("JsonObject", body) if isinstance(body, dict) else None


class MarketplaceCalls:
    """Calls one marketplace with one account."""

    def __init__(
        self,
        name: str,
        terms: SourceTerms,
        policy: CallPolicy,
        *,
        account: str,
        may_be_simulated: bool = False,
    ) -> None:
        """Prepares to call; nothing is sent.

        Args:
            name: What people call the marketplace.
            terms: What it allows.
            policy: What all sources share.
            account: Whose calls are counted (``account_of``).
            may_be_simulated: Whether its address was changed, so that a development server may
                say that it made an answer up.
        """
        self.name = name
        self._terms = terms
        self._policy = policy
        self._account = account
        self._may_be_simulated = may_be_simulated
        self._spacing = policy.spacing(terms.calls_per_second, policy.clock.monotonic)
        self._pause = Pause(policy.clock.monotonic)
        self._breaker = policy.breaker(name)
        self._restraint: SharedRestraint | None = None
        if policy.sharing is not None:
            self._restraint = SharedRestraint(
                policy.sharing.state,
                account,
                self._breaker,
                self._pause,
                open_seconds=policy.breaker_open_seconds,
            )

    def token_shelf(self) -> TokenShelf | None:
        """Where other servers find the token of this account; None where there are none."""
        sharing = self._policy.sharing
        if sharing is None:
            return None
        return SharedToken(sharing.state, sharing.cipher, self._account)

    async def send(
        self,
        operation: str,
        http: httpx.AsyncClient,
        request: Callable[[], httpx.Request],
        refusal: Refusal,
        *,
        counted: bool = True,
        read: Reading = json_object,
    ) -> Answered:
        """Sends a request until it is answered or there is no point in trying again.

        Args:
            operation: What for, for logs.
            http: Sends it.
            request: Makes it, anew for each try.
            refusal: Judges the answer.
            counted: Whether it counts towards the allowances; the ones for tokens do not.
            read: Reads its body.

        Raises:
            TalknShopError: See ``base.ProductSource``.
        """
        call = _Call(operation, http, request, refusal, read, counted)
        return await retrying(
            self._policy.retry,
            lambda seconds_left: self._attempt(call, seconds_left),
            sleep=self._policy.sleep,
            monotonic=self._policy.clock.monotonic,
            on_retry=lambda number, pause_seconds, error: _log.warning(
                "call failed, trying again",
                dependency=self.name,
                operation=operation,
                attempt=number,
                pause_seconds=round(pause_seconds, 3),
                error_type=error.error_type.value,
            ),
        )

    async def in_time(self, operation: str, calls: Awaitable[T]) -> T:
        """Several calls that belong together, such as a token and what it is for, as one.

        Raises:
            DependencyTimeoutError: Together they take longer than one may.
        """
        try:
            async with asyncio.timeout(self._policy.retry.total_seconds):
                return await calls
        except CredentialsRefusedError as error:
            if self._pause.reason() is None:
                self._pause.begin(error, _REFUSED_PAUSE_SECONDS)
            raise
        except TimeoutError as error:
            raise self._late(operation) from error

    async def _attempt(self, call: "_Call", seconds_left: float) -> Answered:
        if self._restraint is None:
            return await self._try(call, seconds_left)
        await self._restraint.follow()
        try:
            return await self._try(call, seconds_left)
        finally:
            await self._restraint.tell()

    async def _try(self, call: "_Call", seconds_left: float) -> Answered:
        deadline = self._policy.clock.monotonic() + seconds_left
        try:
            with self._breaker.guard():
                await self._admit(seconds_left, counted=call.counted)
                response = await self._fetch(call, deadline)
                body = call.read(response)
                error = call.refusal(response, body or {}) or self._unreadable(response, body)
                if error is not None:
                    await self._learn(error)
                    raise error
        except _NotSentError as not_sent:
            raise not_sent.error from None
        simulated = self._may_be_simulated and response.headers.get(_SIMULATED) == "1"
        return Answered(response.status_code, body or {}, simulated)

    async def _fetch(self, call: "_Call", deadline: float) -> httpx.Response:
        left = max(0.0, deadline - self._policy.clock.monotonic())
        # Whatever a server does, a byte a second included, it is over when the time is.
        try:
            async with asyncio.timeout(left):
                return await fetch(
                    call.http,
                    call.request(),
                    service=self.name,
                    operation=call.operation,
                    largest_bytes=LARGEST_ANSWER_BYTES,
                )
        except TimeoutError as error:
            raise self._late(call.operation) from error

    def _late(self, operation: str) -> DependencyTimeoutError:
        return DependencyTimeoutError(
            f"{self.name} did not answer in time. Please try again.",
            service=self.name,
            operation=operation,
        )

    async def _admit(self, seconds_left: float, *, counted: bool) -> None:
        reason = self._pause.reason()
        if reason is not None:
            raise _NotSentError(reason)
        if not counted:
            return
        wait = await self._reserved(seconds_left)
        if wait is None:
            raise _NotSentError(busy(self.name, self._terms, self._spacing.wait_seconds()))
        if wait:
            await self._policy.sleep(wait)
        window = self._window()
        if window is not None and not await self._policy.ledger.take(window):
            raise _NotSentError(spent(self.name, window, self._policy.clock.now()))

    async def _reserved(self, seconds_left: float) -> float | None:
        if self._policy.sharing is not None:
            apart = self._spacing.interval_seconds
            with suppress(SharedStateAwayError):
                return await self._policy.sharing.state.reserve(
                    self._account, apart=apart, within=seconds_left
                )
        return self._spacing.reserve(seconds_left)

    async def _learn(self, error: TalknShopError) -> None:
        if isinstance(error, ConfigurationError):
            self._pause.begin(error, error.retry_after_seconds or _REFUSED_PAUSE_SECONDS)
        elif isinstance(error, RateLimitError) and error.retry_after_seconds:
            self._pause.begin(error, error.retry_after_seconds)
            window = self._window()
            if window is not None and error.details.get("daily"):
                await self._policy.ledger.exhaust(window)

    def _window(self) -> QuotaWindow | None:
        return quota_window(self._terms, self._account, self._policy.clock.now())

    def _unreadable(
        self, response: httpx.Response, body: JsonObject | None
    ) -> TalknShopError | None:
        if body is not None or response.status_code == HTTPStatus.NO_CONTENT:
            return None
        if not response.is_success:
            return None
        return ExternalServiceError(
            f"{self.name} sent an answer that cannot be read. Please try again.",
            service=self.name,
        )
