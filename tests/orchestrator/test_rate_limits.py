"""Ten turns and sixty adjustments in a moving minute, to the second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.errors import ConflictError, RateLimitError
from talknshop.orchestrator.rate_limits import Bucket, RateLimits
from talknshop.testing.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def spend(limits: RateLimits, bucket: Bucket, key: str, times: int = 1) -> None:
    for _ in range(times):
        limits.spend(bucket, key)


def wait_of(limits: RateLimits, bucket: Bucket = Bucket.TURNS, key: str = "a") -> float | None:
    with pytest.raises(RateLimitError) as refused:
        limits.spend(bucket, key)
    return refused.value.retry_after_seconds


@pytest.mark.parametrize(("bucket", "limit"), [(Bucket.TURNS, 10), (Bucket.ADJUSTMENTS, 60)])
def test_each_bucket_and_key_has_its_own_allowance(
    clock: ManualClock, bucket: Bucket, limit: int
) -> None:
    limits = RateLimits(clock)
    spend(limits, bucket, "a", limit)
    with pytest.raises(RateLimitError) as refused:
        limits.spend(bucket, "a")
    error = refused.value
    assert error.message == (
        f"That is more than {limit} requests within a minute. Please wait 60 seconds and try again."
    )
    assert error.retry_after_seconds == 60
    assert error.details == {"bucket": bucket.value, "limit": limit, "window_seconds": 60}
    spend(limits, bucket, "b", limit)
    (other,) = set(Bucket) - {bucket}
    spend(limits, other, "a", 10)


def test_the_window_moves_and_the_refused_do_not_count(clock: ManualClock) -> None:
    limits = RateLimits(clock)
    spend(limits, Bucket.TURNS, "a", 5)
    clock.advance(seconds=20.5)
    spend(limits, Bucket.TURNS, "a", 5)
    assert wait_of(limits) == 40
    clock.advance(seconds=39)
    assert [wait_of(limits) for _ in range(50)] == [1] * 50
    clock.advance(seconds=0.5)
    spend(limits, Bucket.TURNS, "a", 5)
    assert wait_of(limits) == 21
    clock.advance(seconds=20.5)
    spend(limits, Bucket.TURNS, "a", 5)


def test_one_second_is_singular(clock: ManualClock) -> None:
    limits = RateLimits(clock)
    spend(limits, Bucket.TURNS, "a", 10)
    clock.advance(seconds=59)
    with pytest.raises(RateLimitError, match="wait 1 second and"):
        limits.spend(Bucket.TURNS, "a")


@given(
    st.lists(st.floats(0, 30), min_size=10, max_size=10),
    st.floats(0, 59, allow_subnormal=False),
)
def test_after_the_wait_the_next_one_is_taken_and_not_a_second_before(
    gaps: list[float], pause: float
) -> None:
    clock = ManualClock()
    limits = RateLimits(clock, {Bucket.TURNS: 3, Bucket.ADJUSTMENTS: 1})
    for gap in gaps:
        clock.advance(seconds=gap)
        try:
            limits.spend(Bucket.TURNS, "a")
        except RateLimitError as error:
            wait = error.retry_after_seconds or 0
            assert 1 <= wait <= 60
            clock.advance(seconds=wait - 1)
            assert wait_of(limits) == 1
            clock.advance(seconds=1)
            limits.spend(Bucket.TURNS, "a")
    clock.advance(seconds=60 + pause)
    spend(limits, Bucket.TURNS, "a", 3)


def test_what_its_block_refuses_does_not_count(clock: ManualClock) -> None:
    limits = RateLimits(clock)
    for _ in range(30):
        with pytest.raises(ConflictError), limits.counted(Bucket.TURNS, "a"):
            raise ConflictError("The queue is full.")
    for _ in range(10):
        with limits.counted(Bucket.TURNS, "a"):
            pass
    with pytest.raises(RateLimitError), limits.counted(Bucket.TURNS, "a"):
        pytest.fail("entered in spite of the limit")
    clock.advance(seconds=60)
    spend(limits, Bucket.TURNS, "a", 10)


def test_a_fault_of_ours_counts(clock: ManualClock) -> None:
    limits = RateLimits(clock, {Bucket.TURNS: 1, Bucket.ADJUSTMENTS: 1})
    with pytest.raises(KeyError), limits.counted(Bucket.TURNS, "a"):
        raise KeyError("bug")
    assert wait_of(limits) == 60


def test_keys_are_bounded_and_idle_ones_go_first(clock: ManualClock) -> None:
    limits = RateLimits(clock, {Bucket.TURNS: 1, Bucket.ADJUSTMENTS: 1}, most_keys=3)
    for key in "abc":
        limits.spend(Bucket.TURNS, key)
        clock.advance(seconds=1)
    assert [wait_of(limits, key=key) for key in "abc"] == [57, 58, 59]
    limits.spend(Bucket.TURNS, "d")
    assert [wait_of(limits, key=key) for key in "bcd"] == [58, 59, 60]
    limits.spend(Bucket.TURNS, "a")
    assert wait_of(limits, key="a") == 60


def test_the_key_unused_for_longest_goes_first(clock: ManualClock) -> None:
    limits = RateLimits(clock, {Bucket.TURNS: 2, Bucket.ADJUSTMENTS: 1}, most_keys=2)
    for key in "abac":
        limits.spend(Bucket.TURNS, key)
        clock.advance(seconds=1)
    assert wait_of(limits, key="a") == 56


def test_a_key_that_was_only_refused_takes_nobody_s_place(clock: ManualClock) -> None:
    limits = RateLimits(clock, {Bucket.TURNS: 1, Bucket.ADJUSTMENTS: 1}, most_keys=2)
    with pytest.raises(ConflictError), limits.counted(Bucket.TURNS, "refused"):
        raise ConflictError("The queue is full.")
    limits.spend(Bucket.TURNS, "steady")
    limits.spend(Bucket.TURNS, "another")
    assert wait_of(limits, key="steady") == 60


def test_a_key_that_was_forgotten_meanwhile_has_nothing_to_take_back(clock: ManualClock) -> None:
    limits = RateLimits(clock, {Bucket.TURNS: 1, Bucket.ADJUSTMENTS: 1}, most_keys=1)

    def refuse_after_another() -> None:
        with limits.counted(Bucket.TURNS, "slow"):
            limits.spend(Bucket.TURNS, "other")
            raise ConflictError("The queue is full.")

    with pytest.raises(ConflictError):
        refuse_after_another()
    limits.spend(Bucket.TURNS, "slow")
    assert wait_of(limits, key="slow") == 60
