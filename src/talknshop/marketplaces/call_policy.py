"""How marketplaces are called: what all sources of a process share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from talknshop.core.clock import Clock
from talknshop.core.encryption import Cipher
from talknshop.core.resilience import CircuitBreaker, CircuitState, RetryPolicy
from talknshop.core.settings import Settings
from talknshop.core.shared_state import SharedState
from talknshop.marketplaces.quota import QuotaLedger
from talknshop.marketplaces.rate import CallSpacing


@dataclass(frozen=True, slots=True)
class Sharing:
    """What servers that call the same marketplaces share, and what hides secrets in it."""

    state: SharedState
    cipher: Cipher


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """What all sources of one process share.

    Attributes:
        clock: Tells the time.
        ledger: Counts the calls of a day.
        retry: When to try again; its total time is all that a call may take.
        breaker_failures: Failures in a row after which a marketplace is left alone.
        breaker_open_seconds: For how long.
        on_state: Told the state of each breaker, for metrics.
        sleep: Waits for a number of seconds.
        spacing: Keeps the calls of a marketplace apart, by how many it allows a second.
        sharing: What servers share; None where there is one server.
    """

    clock: Clock
    ledger: QuotaLedger
    retry: RetryPolicy
    breaker_failures: int
    breaker_open_seconds: float
    on_state: Callable[[str, CircuitState], None] | None
    sleep: Callable[[float], Awaitable[object]]
    spacing: Callable[[float, Callable[[], float]], CallSpacing] = CallSpacing
    sharing: Sharing | None = None

    def breaker(self, name: str) -> CircuitBreaker:
        """A circuit for a marketplace, by what people call it."""
        return CircuitBreaker(
            name,
            failures=self.breaker_failures,
            open_seconds=self.breaker_open_seconds,
            monotonic=self.clock.monotonic,
            on_state=self.on_state,
        )


def call_policy(
    settings: Settings,
    clock: Clock,
    ledger: QuotaLedger,
    on_state: Callable[[str, CircuitState], None] | None,
    sleep: Callable[[float], Awaitable[object]],
    *,
    spacing: Callable[[float, Callable[[], float]], CallSpacing] = CallSpacing,
    sharing: Sharing | None = None,
) -> CallPolicy:
    """How marketplaces are called by these settings."""
    return CallPolicy(
        clock=clock,
        ledger=ledger,
        retry=RetryPolicy(
            attempts=settings.http_max_retries,
            base_seconds=settings.http_retry_backoff,
            total_seconds=settings.marketplace_timeout,
        ),
        breaker_failures=settings.circuit_breaker_threshold,
        breaker_open_seconds=settings.circuit_breaker_recovery_seconds,
        on_state=on_state,
        sleep=sleep,
        spacing=spacing,
        sharing=sharing,
    )
