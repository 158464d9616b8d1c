"""Trying again when that may help, and leaving alone for a while what keeps failing."""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

import structlog

from talknshop.core.errors import (
    AIServiceError,
    CircuitOpenError,
    DependencyTimeoutError,
    ExternalServiceError,
    TalknShopError,
)

T = TypeVar("T")

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, after which pauses and for how long to try.

    Attributes:
        attempts: Tries at most, the first included.
        base_seconds: Longest pause before the second try.
        factor: By how much the longest pause grows from one try to the next.
        max_seconds: What the longest pause never exceeds.
        total_seconds: Time for all tries and pauses together.
    """

    attempts: int = 3
    base_seconds: float = 1.0
    factor: float = 2.0
    max_seconds: float = 10.0
    total_seconds: float = 30.0

    def __post_init__(self) -> None:
        """Refuses figures that make no policy.

        Raises:
            ValueError: A figure is out of range; the message names all of them.
        """
        pauses = (self.base_seconds, self.max_seconds)
        if self.attempts < 1 or self.factor < 1 or min(pauses) < 0 or self.total_seconds <= 0:
            raise ValueError(
                f"{self} is no policy: attempts and factor must be at least 1, pauses at least 0 "
                "and total_seconds more than 0"
            )


def plan_retry(
    policy: RetryPolicy,
    attempt: int,
    error: TalknShopError,
    *,
    elapsed_seconds: float,
    random: float,
) -> float | None:
    """Decides whether to try again after a failure.

    Full jitter keeps callers that failed together from coming back together. A pause that the
    error asks for is waited out in any case; the jitter comes on top of it.

    Args:
        policy: The limits.
        attempt: Which try failed; 1 is the first.
        error: Why it failed.
        elapsed_seconds: Time since the first try began.
        random: A random number in [0, 1).

    Returns:
        Seconds to wait before the next try, or None to give up.
    """
    # An open circuit refuses at once; waiting for it would hold the person up for nothing.
    if not error.retryable or isinstance(error, CircuitOpenError) or attempt >= policy.attempts:
        return None
    longest = min(policy.max_seconds, policy.base_seconds * policy.factor ** (attempt - 1))
    pause = (error.retry_after_seconds or 0.0) + random * longest
    return pause if elapsed_seconds + pause < policy.total_seconds else None


async def retrying(
    policy: RetryPolicy,
    operation: Callable[[float], Awaitable[T]],
    *,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    random: Callable[[], float] = random.random,
    monotonic: Callable[[], float] = time.monotonic,
    on_retry: Callable[[int, float, TalknShopError], None] | None = None,
) -> T:
    """Runs ``operation`` until it succeeds or ``plan_retry`` gives up.

    Args:
        policy: The limits.
        operation: What to try; receives the seconds it may take and must keep to them.
        sleep: Waits for a number of seconds.
        random: Gives a random number in [0, 1).
        monotonic: Gives seconds that never run backwards.
        on_retry: Told before each pause: which try failed, the pause in seconds, and why.

    Raises:
        TalknShopError: The last failure; its ``retry_count`` says how often we tried again.
    """
    started = monotonic()
    attempt = 1
    while True:
        try:
            return await operation(max(0.0, policy.total_seconds - (monotonic() - started)))
        except TalknShopError as error:
            error.retry_count = attempt - 1
            elapsed = monotonic() - started
            pause = plan_retry(policy, attempt, error, elapsed_seconds=elapsed, random=random())
            if pause is None:
                raise
            if on_retry is not None:
                on_retry(attempt, pause, error)
        await sleep(pause)
        attempt += 1


class CircuitState(StrEnum):
    """Whether a dependency is asked."""

    CLOSED = "CLOSED"
    """Every call goes through."""
    OPEN = "OPEN"
    """No call goes through."""
    HALF_OPEN = "HALF_OPEN"
    """One call at a time goes through, to see whether the dependency is back."""


class _Signal(StrEnum):
    ANSWERED = "answered"
    FAILED = "failed"
    RESTED = "rested"
    ABANDONED = "abandoned"


# Whatever is not listed changes nothing. In CLOSED a failure signals only at the limit.
_NEXT: Mapping[tuple[CircuitState, _Signal], CircuitState] = MappingProxyType(
    {
        (CircuitState.CLOSED, _Signal.FAILED): CircuitState.OPEN,
        (CircuitState.OPEN, _Signal.RESTED): CircuitState.HALF_OPEN,
        (CircuitState.HALF_OPEN, _Signal.ANSWERED): CircuitState.CLOSED,
        (CircuitState.HALF_OPEN, _Signal.FAILED): CircuitState.OPEN,
    }
)


def is_dependency_failure(error: TalknShopError) -> bool:
    """Whether ``error`` is the fault of what we asked; a refusal shows that it works."""
    return isinstance(error, DependencyTimeoutError | ExternalServiceError | AIServiceError)


class CircuitBreaker:
    """Stops calls to a dependency that failed several times in a row.

    A call that was cancelled or ended in an exception from outside our tree counts as nothing. So
    does one that was let through before the last change of state: it tells of the time before.
    For use from one event loop; there is no await between reading and changing the state.
    """

    def __init__(
        self,
        dependency: str,
        *,
        failures: int = 5,
        open_seconds: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
        on_state: Callable[[str, CircuitState], None] | None = None,
    ) -> None:
        """Starts closed.

        Args:
            dependency: Its name, for sentences and metrics.
            failures: How many failures in a row open the circuit.
            open_seconds: How long it stays open before a call may probe.
            monotonic: Gives seconds that never run backwards.
            on_state: Told the dependency and its state, now and at every change.

        Raises:
            ValueError: A figure is out of range.
        """
        if failures < 1 or open_seconds <= 0:
            raise ValueError("failures must be at least 1 and open_seconds more than 0")
        self._dependency = dependency
        self._limit = failures
        self._open_seconds = open_seconds
        self._monotonic = monotonic
        self._on_state = on_state
        self._generation = 0
        self._opened_at = 0.0
        self._enter(CircuitState.CLOSED)

    @property
    def state(self) -> CircuitState:
        """The state; stays OPEN after the pause until a call comes that may probe."""
        return self._state

    @contextmanager
    def guard(self) -> Generator[None]:
        """Lets the block through or refuses it, and learns from how it ends.

        Raises:
            CircuitOpenError: The circuit is open, or somebody else probes already.
        """
        admitted_in = self._admit()
        signal = _Signal.ABANDONED
        try:
            yield
            signal = _Signal.ANSWERED
        except TalknShopError as error:
            signal = _Signal.FAILED if is_dependency_failure(error) else _Signal.ANSWERED
            raise
        finally:
            self._settle(admitted_in, signal)

    def follow(self, state: CircuitState, *, left_seconds: float = 0.0) -> None:
        """Takes over the state that another server has found.

        Args:
            state: CLOSED or OPEN.
            left_seconds: How long the dependency is still left alone, where it is.
        """
        if state is not self._state:
            self._generation += 1
            self._enter(state)
        if state is CircuitState.OPEN:
            self._opened_at = self._monotonic() + left_seconds - self._open_seconds

    def probed_elsewhere(self) -> CircuitOpenError:
        """The refusal while another server looks whether the dependency is back."""
        return self._refusal("in a moment", None)

    def _admit(self) -> int:
        if self._state is CircuitState.OPEN:
            left = self._opened_at + self._open_seconds - self._monotonic()
            if left > 0:
                raise self._refusal(f"in {math.ceil(left)} seconds", left)
            self._apply(_Signal.RESTED)
        if self._state is CircuitState.HALF_OPEN:
            if self._probing:
                raise self._refusal("in a moment", None)
            self._probing = True
        return self._generation

    def _settle(self, admitted_in: int, signal: _Signal) -> None:
        if admitted_in != self._generation:
            return
        self._probing = False
        if signal is _Signal.ANSWERED:
            self._failures = 0
        elif signal is _Signal.FAILED:
            self._failures += 1
            if self._state is CircuitState.CLOSED and self._failures < self._limit:
                return
        self._apply(signal)

    def _apply(self, signal: _Signal) -> None:
        following = _NEXT.get((self._state, signal))
        if following is not None:
            self._generation += 1
            self._enter(following)

    def _enter(self, state: CircuitState) -> None:
        self._state = state
        self._failures = 0
        self._probing = False
        if state is CircuitState.OPEN:
            self._opened_at = self._monotonic()
            # Where nobody reads figures, as in functions and workers, this line is counted.
            _log.warning("circuit open", dependency=self._dependency)
        if self._on_state is not None:
            self._on_state(self._dependency, state)

    def _refusal(self, when: str, left: float | None) -> CircuitOpenError:
        return CircuitOpenError(
            f"The {self._dependency} service failed several times in a row and is left alone for "
            f"now. Please try again {when}.",
            service=self._dependency,
            retry_after_seconds=left,
        )
