from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from talknshop.core.errors import (
    CircuitOpenError,
    DependencyTimeoutError,
    ExternalServiceError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
    ValidationError,
    error_envelope,
)
from talknshop.core.resilience import RetryPolicy, plan_retry, retrying
from talknshop.testing.clock import ManualClock

POLICY = RetryPolicy(attempts=4, base_seconds=1, factor=2, max_seconds=3, total_seconds=10)
DOWN = ExternalServiceError("down")


@pytest.mark.parametrize(
    ("attempt", "error", "elapsed", "random", "pause"),
    [
        (1, DOWN, 0, 0.5, 0.5),
        (2, DOWN, 0, 0.5, 1.0),
        (3, DOWN, 0, 0.5, 1.5),  # capped by max_seconds
        (3, DOWN, 0, 0.0, 0.0),
        (4, DOWN, 0, 0.5, None),  # that was the last try
        (1, DOWN, 9.4, 0.5, 9.9 - 9.4),
        (1, DOWN, 9.5, 0.5, None),  # no time left after the pause
        (1, ValidationError("no"), 0, 0.5, None),
        (1, NotFoundError("none"), 0, 0.5, None),
        (1, RateLimitError("busy", retry_after_seconds=2), 0, 0.5, 2.5),
        (1, RateLimitError("busy", retry_after_seconds=10), 0, 0.0, None),
        (1, CircuitOpenError("open", retry_after_seconds=1), 0, 0.5, None),
    ],
)
def test_plan_retry(
    attempt: int, error: TalknShopError, elapsed: float, random: float, pause: float | None
) -> None:
    planned = plan_retry(POLICY, attempt, error, elapsed_seconds=elapsed, random=random)
    assert planned == (None if pause is None else pytest.approx(pause))


@given(
    attempt=st.integers(1, 6),
    elapsed=st.floats(0, 12),
    random=st.floats(0, 1, exclude_max=True),
    asked=st.none() | st.floats(0, 12),
)
def test_a_planned_pause_keeps_every_limit(
    attempt: int, elapsed: float, random: float, asked: float | None
) -> None:
    error = ExternalServiceError("down", retry_after_seconds=asked)
    pause = plan_retry(POLICY, attempt, error, elapsed_seconds=elapsed, random=random)
    assume(pause is not None)
    assert pause is not None
    assert attempt < POLICY.attempts
    assert (asked or 0) <= pause <= (asked or 0) + POLICY.max_seconds
    assert elapsed + pause < POLICY.total_seconds


@pytest.mark.parametrize(
    "wrong",
    [{"attempts": 0}, {"factor": 0.5}, {"base_seconds": -1}, {"max_seconds": -1},
     {"total_seconds": 0}],
)  # fmt: skip
def test_what_is_no_policy(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is no policy"):
        RetryPolicy(**wrong)


class Attempts:
    """An operation that takes a second and fails as told; it sleeps by moving the clock."""

    def __init__(self, *outcomes: Exception | str) -> None:
        self.clock = ManualClock()
        self.outcomes = list(outcomes)
        self.granted: list[float] = []
        self.retries: list[tuple[int, float, str]] = []

    async def operation(self, seconds_left: float) -> str:
        self.granted.append(seconds_left)
        self.clock.advance(seconds=1)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, str):
            return outcome
        raise outcome

    async def sleep(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    def on_retry(self, attempt: int, pause: float, error: TalknShopError) -> None:
        self.retries.append((attempt, pause, error.message))

    async def run(self, policy: RetryPolicy = POLICY) -> str:
        return await retrying(
            policy,
            self.operation,
            sleep=self.sleep,
            random=lambda: 0.5,
            monotonic=self.clock.monotonic,
            on_retry=self.on_retry,
        )


async def test_tries_until_it_succeeds_and_says_what_is_left() -> None:
    attempts = Attempts(ExternalServiceError("one"), DependencyTimeoutError("two"), "done")
    assert await attempts.run() == "done"
    assert attempts.retries == [(1, 0.5, "one"), (2, 1.0, "two")]
    assert attempts.granted == [10, 8.5, 6.5]


@pytest.mark.parametrize(
    ("outcomes", "policy", "retry_count"),
    [
        ([ExternalServiceError("x")] * 4, POLICY, 3),
        ([ExternalServiceError("x")], RetryPolicy(attempts=1), 0),
        ([ExternalServiceError("x"), ValidationError("no")], POLICY, 1),
        ([ExternalServiceError("x")] * 2, RetryPolicy(attempts=9, total_seconds=3), 1),
    ],
)
async def test_the_last_failure_says_how_often(
    outcomes: list[Exception | str], policy: RetryPolicy, retry_count: int
) -> None:
    attempts = Attempts(*outcomes)
    with pytest.raises(TalknShopError) as caught:
        await attempts.run(policy)
    assert caught.value.retry_count == retry_count
    assert attempts.outcomes == []
    envelope = error_envelope(caught.value, service="s", operation="o")
    assert envelope["retry_count"] == retry_count


async def test_it_needs_no_listener_and_no_clock_of_a_test() -> None:
    outcomes: list[Exception | str] = [ExternalServiceError("x"), "done"]
    attempts = Attempts(*outcomes)
    policy = RetryPolicy(base_seconds=0)
    assert await retrying(policy, attempts.operation) == "done"
    assert 29 < attempts.granted[1] <= attempts.granted[0] <= 30


async def test_a_fault_of_ours_is_not_tried_again() -> None:
    attempts = Attempts(LookupError("bug"), "never")
    with pytest.raises(LookupError):
        await attempts.run()
    assert attempts.outcomes == ["never"]
