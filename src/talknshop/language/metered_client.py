"""A model asked within its allowance and left alone while it is down; each call is noted."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import cast

import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import TalknShopError
from talknshop.core.metrics import (
    MODEL_COST,
    MODEL_DAY,
    MODEL_TOKENS,
    MODEL_UNPRICED,
    Metrics,
    breaker_reporter,
)
from talknshop.core.redaction import redact_text
from talknshop.core.resilience import CircuitBreaker
from talknshop.core.settings import Settings
from talknshop.language.accounts import TurnAccount, current_account
from talknshop.language.budget import (
    MICROS,
    Allowance,
    BudgetSpentError,
    BudgetWindow,
    Scope,
    SpendingLedger,
    micros_of,
    windows_of,
)
from talknshop.language.model_client import ModelAnswer, ModelCall, ModelClient, ModelUsage
from talknshop.language.model_errors import ModelError
from talknshop.language.model_prices import price_of
from talknshop.schemas.model_use import ModelCallRecord

_DEPENDENCY = "language model"
_CHARACTERS_OF_A_TOKEN = 3
"""Fewer than any tokeniser has in our languages, so that an estimate is not too low."""
_PREVIEW = 160
# A number to mask may begin within the preview and end behind it.
_LOOKED_AT = 320

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _Meter:
    """One call while it is under way."""

    call: ModelCall
    account: TurnAccount | None
    windows: list[BudgetWindow]
    reserved_tokens: int
    reserved_micros: int
    begun: float
    said: str = ""
    written: int = 0
    usage: ModelUsage | None = None
    failure: str | None = None

    def add(self, piece: str) -> None:
        self.written += len(piece)
        if len(self.said) < _LOOKED_AT:
            self.said += piece


@dataclass(frozen=True, slots=True)
class MeteredModelClient:
    """Passes calls on to ``client`` as long as allowances last and its circuit is closed."""

    client: ModelClient
    breaker: CircuitBreaker
    ledger: SpendingLedger
    clock: Clock
    metrics: Metrics
    allowances: dict[Scope, Allowance] = field(default_factory=dict[Scope, Allowance])
    monotonic: Callable[[], float] = time.monotonic

    @property
    def name(self) -> str:
        """The model as configured, ``provider:model``."""
        return self.client.name

    async def answer(self, call: ModelCall) -> ModelAnswer:
        """Asks and waits for the whole answer.

        Raises:
            BudgetSpentError: An allowance has no room for the call; it was not made.
            CircuitOpenError: The model failed several times in a row and is left alone.
            ModelError: There is no whole answer.
        """
        meter = await self._begin(call)
        try:
            with self.breaker.guard():
                answer = await self.client.answer(call)
            meter.usage = self._priced(answer.usage)
            meter.add(answer.text)
            return replace(answer, usage=meter.usage)
        except TalknShopError as error:
            self._note_failure(meter, error)
            raise
        finally:
            await self._end(meter)

    async def stream(self, call: ModelCall) -> AsyncGenerator[str | ModelUsage]:
        """Asks and gives the answer as it is written.

        Raises:
            BudgetSpentError: An allowance has no room for the call; it was not made.
            CircuitOpenError: The model failed several times in a row and is left alone.
            ModelError: The answer broke off, or never began.
        """
        meter = await self._begin(call)
        try:
            with self.breaker.guard():
                # Streams of clients are generators; the port promises no more than iterators.
                parts = cast("AsyncGenerator[str | ModelUsage]", self.client.stream(call))
                async with aclosing(parts):
                    async for part in parts:
                        if isinstance(part, ModelUsage):
                            meter.usage = self._priced(part)
                            yield meter.usage
                        else:
                            meter.add(part)
                            yield part
        except TalknShopError as error:
            self._note_failure(meter, error)
            raise
        finally:
            await self._end(meter)

    async def aclose(self) -> None:
        """Closes the client."""
        await self.client.aclose()

    async def _begin(self, call: ModelCall) -> _Meter:
        account = current_account()
        windows = windows_of(account, self.allowances, self.clock.now())
        read = sum(len(message.text) for message in call.messages) + len(call.system)
        tokens = read // _CHARACTERS_OF_A_TOKEN
        cost = self._cost(self.name, tokens, 0, call.max_tokens)
        most, micros = tokens + call.max_tokens, micros_of(cost)
        meter = _Meter(call, account, windows, most, micros, self.monotonic())
        refused = await self.ledger.take(windows, most, micros, now=self.clock.now())
        if refused is not None:
            meter.failure = "budget"
            self._remember(meter)
            raise BudgetSpentError(Scope(refused))
        return meter

    async def _end(self, meter: _Meter) -> None:
        tokens, micros = self._spent(meter)
        self._remember(meter)
        self._count(meter)
        try:
            await self.ledger.correct(
                meter.windows, tokens - meter.reserved_tokens, micros - meter.reserved_micros
            )
            await self._show_day(meter.windows)
        except TalknShopError as error:
            # The answer is there; what was reserved for it stays counted.
            _log.warning("spending could not be corrected", reason=error.message)

    def _spent(self, meter: _Meter) -> tuple[int, int]:
        usage = meter.usage
        if usage is not None:
            return usage.input_tokens + usage.output_tokens, micros_of(usage.cost)
        if meter.failure is not None and not meter.written:
            # Refused before anything was written: vendors take nothing for that.
            return 0, 0
        # Broken off or left: what was read is taken for, and what was written.
        read = max(0, meter.reserved_tokens - meter.call.max_tokens)
        written = meter.written // _CHARACTERS_OF_A_TOKEN
        return read + written, micros_of(self._cost(self.name, read, 0, written))

    def _note_failure(self, meter: _Meter, error: TalknShopError) -> None:
        meter.failure = error.error_type.value
        if isinstance(error, ModelError):
            meter.failure = error.failure.value
            if error.usage is not None:
                meter.usage = self._priced(error.usage)

    def _priced(self, usage: ModelUsage) -> ModelUsage:
        if usage.cost is not None:
            return usage
        cost = self._cost(usage.model, usage.input_tokens, usage.cached_tokens, usage.output_tokens)
        return replace(usage, cost=cost)

    def _cost(self, model: str, read: int, cached: int, written: int) -> Decimal | None:
        price = price_of(model)
        if price is None:
            return None
        return price.cost(input_tokens=read, cached_tokens=cached, output_tokens=written)

    def _remember(self, meter: _Meter) -> None:
        if meter.account is None:
            return
        usage, cost = meter.usage, None if meter.usage is None else meter.usage.cost
        late = meter.usage is None and meter.failure is None
        meter.account.calls.append(
            ModelCallRecord(
                purpose=meter.call.purpose,
                prompt_version=meter.call.prompt_version,
                model=self.name if usage is None else usage.model,
                input_tokens=None if usage is None else usage.input_tokens,
                output_tokens=None if usage is None else usage.output_tokens,
                cached_tokens=None if usage is None else usage.cached_tokens,
                cost=None if cost is None else float(cost),
                latency_ms=round((self.monotonic() - meter.begun) * 1000, 1),
                first_token_ms=None if usage is None else usage.first_token_ms,
                finish_reason=None if usage is None else usage.finish_reason,
                failure="abandoned" if late else meter.failure,
                preview=redact_text(meter.said[:_LOOKED_AT])[:_PREVIEW],
            )
        )

    def _count(self, meter: _Meter) -> None:
        usage = meter.usage
        if usage is None:
            return
        for kind, tokens in (
            ("input", usage.input_tokens),
            ("cached", usage.cached_tokens),
            ("output", usage.output_tokens),
        ):
            self.metrics.increment(MODEL_TOKENS, tokens, model=usage.model, kind=kind)
        if usage.cost is None:
            self.metrics.increment(MODEL_UNPRICED, model=usage.model)
        else:
            self.metrics.increment(MODEL_COST, float(usage.cost), model=usage.model)

    async def _show_day(self, windows: list[BudgetWindow]) -> None:
        window = next(one for one in windows if one.scope is Scope.DAY)
        tokens, micros = await self.ledger.spent(window)
        self.metrics.set(MODEL_DAY, tokens, unit="tokens", what="spent")
        self.metrics.set(MODEL_DAY, micros / MICROS, unit="usd", what="spent")
        if window.most_tokens is not None:
            self.metrics.set(MODEL_DAY, window.most_tokens, unit="tokens", what="limit")
        if window.most_micros is not None:
            self.metrics.set(MODEL_DAY, window.most_micros / MICROS, unit="usd", what="limit")


def metered(
    client: ModelClient,
    ledger: SpendingLedger,
    settings: Settings,
    *,
    clock: Clock,
    metrics: Metrics,
) -> MeteredModelClient:
    """A client within the allowances that are set, behind a breaker of its own."""
    breaker = CircuitBreaker(
        _DEPENDENCY,
        failures=settings.circuit_breaker_threshold,
        open_seconds=settings.circuit_breaker_recovery_seconds,
        on_state=breaker_reporter(metrics),
    )
    return MeteredModelClient(client, breaker, ledger, clock, metrics, allowances_of(settings))


def allowances_of(settings: Settings) -> dict[Scope, Allowance]:
    """What models may take, by whose allowance it is."""
    return {
        Scope.TURN: Allowance(settings.llm_turn_tokens, settings.llm_turn_cost),
        Scope.SESSION: Allowance(settings.llm_session_tokens, settings.llm_session_cost),
        Scope.USER: Allowance(settings.llm_user_tokens, settings.llm_user_cost),
        Scope.DAY: Allowance(settings.llm_day_tokens, settings.llm_day_cost),
    }
