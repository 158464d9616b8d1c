import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from itertools import takewhile

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from structlog.testing import capture_logs

from talknshop.core.errors import (
    AIServiceError,
    CircuitOpenError,
    DependencyTimeoutError,
    ExternalServiceError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
    ValidationError,
)
from talknshop.core.resilience import CircuitBreaker, CircuitState
from talknshop.testing.clock import ManualClock

DOWN = ExternalServiceError("down")
FAILURES = [DOWN, DependencyTimeoutError("slow"), AIServiceError("no model")]
REFUSALS = [ValidationError("no"), NotFoundError("none"), RateLimitError("busy")]


def breaker_with(
    clock: ManualClock, on_state: Callable[[str, CircuitState], None] | None = None
) -> CircuitBreaker:
    return CircuitBreaker("catalog", monotonic=clock.monotonic, on_state=on_state)


def call(breaker: CircuitBreaker, outcome: BaseException | None = None) -> None:
    with breaker.guard():
        if outcome is not None:
            raise outcome


def fail(breaker: CircuitBreaker, times: int, error: BaseException = DOWN) -> None:
    for _ in range(times):
        with pytest.raises(type(error)):
            call(breaker, error)


def test_a_line_tells_when_it_opens() -> None:
    breaker = breaker_with(ManualClock())
    with capture_logs() as lines:
        fail(breaker, 4)
        assert lines == []
        fail(breaker, 1)
    (line,) = lines
    assert (line["event"], line["dependency"]) == ("circuit open", "catalog")


@pytest.mark.parametrize("error", FAILURES)
def test_failures_of_the_dependency_open_it(error: TalknShopError) -> None:
    clock = ManualClock()
    breaker = breaker_with(clock)
    fail(breaker, 5, error)
    assert breaker.state is CircuitState.OPEN
    clock.advance(seconds=59.5)
    with pytest.raises(CircuitOpenError, match=r"again in 1 seconds\.$") as caught:
        call(breaker)
    assert caught.value.retry_after_seconds == pytest.approx(0.5)
    assert caught.value.service == "catalog"


@pytest.mark.parametrize("error", [*REFUSALS, LookupError("bug"), asyncio.CancelledError()])
def test_what_does_not_count(error: BaseException) -> None:
    breaker = breaker_with(ManualClock())
    fail(breaker, 20, error)
    assert breaker.state is CircuitState.CLOSED


def test_only_failures_in_a_row_count_and_what_tells_nothing_breaks_no_row() -> None:
    breaker = breaker_with(ManualClock())
    for answer in (None, REFUSALS[0]):
        fail(breaker, 4)
        if answer is None:
            call(breaker)
        else:
            fail(breaker, 1, answer)
    fail(breaker, 4)
    fail(breaker, 1, asyncio.CancelledError())
    assert breaker.state is CircuitState.CLOSED
    fail(breaker, 1)
    assert breaker.state is CircuitState.OPEN


def test_every_change_of_state_is_told() -> None:
    clock = ManualClock()
    told: list[tuple[str, str]] = []
    breaker = breaker_with(clock, lambda name, state: told.append((name, state.value)))
    fail(breaker, 5)
    clock.advance(seconds=60)
    fail(breaker, 1)
    clock.advance(seconds=60)
    call(breaker)
    expected = ["CLOSED", "OPEN", "HALF_OPEN", "OPEN", "HALF_OPEN", "CLOSED"]
    assert told == [("catalog", state) for state in expected]


async def test_one_of_many_callers_probes() -> None:
    clock = ManualClock()
    breaker = breaker_with(clock)
    fail(breaker, 5)
    clock.advance(seconds=60)
    answered = asyncio.Event()

    async def ask() -> str:
        with breaker.guard():
            await answered.wait()
            return "answer"

    calls = [asyncio.create_task(ask()) for _ in range(20)]
    await asyncio.sleep(0)
    answered.set()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert results[0] == "answer"
    assert all(isinstance(r, CircuitOpenError) and r.retry_after_seconds is None
               for r in results[1:])  # fmt: skip
    assert breaker.state is CircuitState.CLOSED


async def test_a_cancelled_probe_makes_room_for_another() -> None:
    clock = ManualClock()
    breaker = breaker_with(clock)
    fail(breaker, 5)
    clock.advance(seconds=60)

    async def ask(answer: Awaitable[object]) -> None:
        with breaker.guard():
            await answer

    probe = asyncio.create_task(ask(asyncio.Event().wait()))
    await asyncio.sleep(0)
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe
    assert breaker.state is CircuitState.HALF_OPEN
    await ask(asyncio.sleep(0))
    assert breaker.state is CircuitState.CLOSED


@pytest.mark.parametrize("late", [None, DOWN])
def test_a_call_from_before_the_break_says_nothing_of_now(late: Exception | None) -> None:
    clock = ManualClock()
    breaker = breaker_with(clock)
    old = breaker.guard()
    old.__enter__()
    fail(breaker, 5)
    clock.advance(seconds=60)
    with breaker.guard():
        old.__exit__(type(late) if late else None, late, None)
        assert breaker.state is CircuitState.HALF_OPEN
        with pytest.raises(CircuitOpenError):
            call(breaker)
    assert breaker.state is CircuitState.CLOSED


@pytest.mark.parametrize(("failures", "open_seconds"), [(0, 60), (5, 0)])
def test_what_is_no_breaker(failures: int, open_seconds: float) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        CircuitBreaker("catalog", failures=failures, open_seconds=open_seconds)


class BreakerMachine(RuleBasedStateMachine):
    """Calls that overlap in any order, against the circuit's definition in terms of history."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.changes: list[CircuitState] = []
        self.breaker = CircuitBreaker(
            "catalog", failures=3, monotonic=self.clock.monotonic,
            on_state=lambda _, state: self.changes.append(state),
        )  # fmt: skip
        self.calls: list[tuple[AbstractContextManager[None], int]] = []
        self.history: list[str] = []
        self.opened_at = 0.0

    def row(self) -> list[str]:
        """The failures at the end of the history."""
        return list(takewhile(lambda outcome: outcome == "failed", reversed(self.history)))

    @rule()
    def begin(self) -> None:
        state, waited = self.breaker.state, self.clock.monotonic() - self.opened_at
        probing = any(era == len(self.changes) for _, era in self.calls)
        refused = (state is CircuitState.OPEN and waited < 60) or (
            state is CircuitState.HALF_OPEN and probing
        )
        guarded = self.breaker.guard()
        if refused:
            with pytest.raises(CircuitOpenError):
                guarded.__enter__()
            return
        guarded.__enter__()
        self.calls.append((guarded, len(self.changes)))
        assert self.breaker.state is not CircuitState.OPEN

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), outcome=st.sampled_from(["answered", "refused", "failed", "cancelled"]))
    def end(self, data: st.DataObject, outcome: str) -> None:
        guarded, era = self.calls.pop(data.draw(st.integers(0, len(self.calls) - 1)))
        before = self.breaker.state
        changes = len(self.changes)
        errors = {"failed": DOWN, "refused": REFUSALS[0], "cancelled": asyncio.CancelledError()}
        error = errors.get(outcome)
        guarded.__exit__(type(error) if error else None, error, None)
        if era != changes or outcome == "cancelled":
            assert self.breaker.state is before
            return
        self.history.append(outcome)
        if len(self.row()) == (1 if before is CircuitState.HALF_OPEN else 3):
            assert self.breaker.state is CircuitState.OPEN
            self.opened_at = self.clock.monotonic()
        else:
            assert self.breaker.state is CircuitState.CLOSED
        if len(self.changes) > changes:
            self.history.clear()

    @precondition(lambda self: self.breaker.state is CircuitState.CLOSED)
    @rule()
    def break_down(self) -> None:
        fail(self.breaker, 3 - len(self.row()))
        assert self.breaker.state is CircuitState.OPEN
        self.opened_at = self.clock.monotonic()
        self.history.clear()

    @rule(seconds=st.sampled_from([1, 30, 60, 61]))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @invariant()
    def at_most_one_probe(self) -> None:
        current = [era for _, era in self.calls if era == len(self.changes)]
        assert self.breaker.state is not CircuitState.HALF_OPEN or len(current) <= 1
        assert self.breaker.state is not CircuitState.OPEN or not current


TestBreakerMachine = BreakerMachine.TestCase
TestBreakerMachine.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
