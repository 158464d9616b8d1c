"""Ten turns and sixty adjustments in a moving minute, to the second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.errors import ConflictError, RateLimitError
from talknshop.orchestrator.rate_limits import Bucket, RateLimits
from talknshop.orchestrator.rate_windows import ProcessRateWindows
from talknshop.testing.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def spend(limits: RateLimits, bucket: Bucket, key: str, times: int = 1) -> None:
    for _ in range(times):
        await limits.spend(bucket, key)


async def wait_of(
    limits: RateLimits, bucket: Bucket = Bucket.TURNS, key: str = "a"
) -> float | None:
    with pytest.raises(RateLimitError) as refused:
        await limits.spend(bucket, key)
    return refused.value.retry_after_seconds


@pytest.mark.parametrize(("bucket", "limit"), [(Bucket.TURNS, 10), (Bucket.ADJUSTMENTS, 60)])
async def test_each_bucket_and_key_has_its_own_allowance(
    clock: ManualClock, bucket: Bucket, limit: int
) -> None:
    limits = RateLimits(ProcessRateWindows(clock))
    await spend(limits, bucket, "a", limit)
    with pytest.raises(RateLimitError) as refused:
        await limits.spend(bucket, "a")
    error = refused.value
    assert error.message == (
        f"That is more than {limit} requests within a minute. Please wait 60 seconds and try again."
    )
    assert error.retry_after_seconds == 60
    assert error.details == {"bucket": bucket.value, "limit": limit, "window_seconds": 60}
    await spend(limits, bucket, "b", limit)
    (other,) = set(Bucket) - {bucket}
    await spend(limits, other, "a", 10)


async def test_the_window_moves_and_the_refused_do_not_count(clock: ManualClock) -> None:
    limits = RateLimits(ProcessRateWindows(clock))
    await spend(limits, Bucket.TURNS, "a", 5)
    clock.advance(seconds=20.5)
    await spend(limits, Bucket.TURNS, "a", 5)
    assert await wait_of(limits) == 40
    clock.advance(seconds=39)
    assert [await wait_of(limits) for _ in range(50)] == [1] * 50
    clock.advance(seconds=0.5)
    await spend(limits, Bucket.TURNS, "a", 5)
    assert await wait_of(limits) == 21
    clock.advance(seconds=20.5)
    await spend(limits, Bucket.TURNS, "a", 5)


async def test_one_second_is_singular(clock: ManualClock) -> None:
    limits = RateLimits(ProcessRateWindows(clock))
    await spend(limits, Bucket.TURNS, "a", 10)
    clock.advance(seconds=59)
    with pytest.raises(RateLimitError, match="wait 1 second and"):
        await limits.spend(Bucket.TURNS, "a")


@given(
    st.lists(st.floats(0, 30), min_size=10, max_size=10),
    st.floats(0, 59, allow_subnormal=False),
)
async def test_after_the_wait_the_next_one_is_taken_and_not_a_second_before(
    gaps: list[float], pause: float
) -> None:
    clock = ManualClock()
    limits = RateLimits(ProcessRateWindows(clock), {Bucket.TURNS: 3, Bucket.ADJUSTMENTS: 1})
    for gap in gaps:
        clock.advance(seconds=gap)
        try:
            await limits.spend(Bucket.TURNS, "a")
        except RateLimitError as error:
            wait = error.retry_after_seconds or 0
            assert 1 <= wait <= 60
            clock.advance(seconds=wait - 1)
            assert await wait_of(limits) == 1
            clock.advance(seconds=1)
            await limits.spend(Bucket.TURNS, "a")
    clock.advance(seconds=60 + pause)
    await spend(limits, Bucket.TURNS, "a", 3)


async def test_what_its_block_refuses_does_not_count(clock: ManualClock) -> None:
    limits = RateLimits(ProcessRateWindows(clock))
    for _ in range(30):
        with pytest.raises(ConflictError):
            async with limits.counted(Bucket.TURNS, "a"):
                raise ConflictError("The queue is full.")
    for _ in range(10):
        async with limits.counted(Bucket.TURNS, "a"):
            pass
    with pytest.raises(RateLimitError):
        async with limits.counted(Bucket.TURNS, "a"):
            pytest.fail("entered in spite of the limit")
    clock.advance(seconds=60)
    await spend(limits, Bucket.TURNS, "a", 10)


async def test_a_fault_of_ours_counts(clock: ManualClock) -> None:
    limits = RateLimits(ProcessRateWindows(clock), {Bucket.TURNS: 1, Bucket.ADJUSTMENTS: 1})
    with pytest.raises(KeyError):
        async with limits.counted(Bucket.TURNS, "a"):
            raise KeyError("bug")
    assert await wait_of(limits) == 60


async def test_keys_are_bounded_and_idle_ones_go_first(clock: ManualClock) -> None:
    limits = RateLimits(
        ProcessRateWindows(clock, most_keys=3), {Bucket.TURNS: 1, Bucket.ADJUSTMENTS: 1}
    )
    for key in "abc":
        await limits.spend(Bucket.TURNS, key)
        clock.advance(seconds=1)
    assert [await wait_of(limits, key=key) for key in "abc"] == [57, 58, 59]
    await limits.spend(Bucket.TURNS, "d")
    assert [await wait_of(limits, key=key) for key in "bcd"] == [58, 59, 60]
    await limits.spend(Bucket.TURNS, "a")
    assert await wait_of(limits, key="a") == 60


async def test_the_key_unused_for_longest_goes_first(clock: ManualClock) -> None:
    limits = RateLimits(
        ProcessRateWindows(clock, most_keys=2), {Bucket.TURNS: 2, Bucket.ADJUSTMENTS: 1}
    )
    for key in "abac":
        await limits.spend(Bucket.TURNS, key)
        clock.advance(seconds=1)
    assert await wait_of(limits, key="a") == 56


async def test_a_key_that_was_only_refused_takes_nobody_s_place(clock: ManualClock) -> None:
    limits = RateLimits(
        ProcessRateWindows(clock, most_keys=2), {Bucket.TURNS: 1, Bucket.ADJUSTMENTS: 1}
    )
    with pytest.raises(ConflictError):
        async with limits.counted(Bucket.TURNS, "refused"):
            raise ConflictError("The queue is full.")
    await limits.spend(Bucket.TURNS, "steady")
    await limits.spend(Bucket.TURNS, "another")
    assert await wait_of(limits, key="steady") == 60


async def test_a_key_that_was_forgotten_meanwhile_has_nothing_to_take_back(
    clock: ManualClock,
) -> None:
    limits = RateLimits(
        ProcessRateWindows(clock, most_keys=1), {Bucket.TURNS: 1, Bucket.ADJUSTMENTS: 1}
    )

    async def refuse_after_another() -> None:
        async with limits.counted(Bucket.TURNS, "slow"):
            await limits.spend(Bucket.TURNS, "other")
            raise ConflictError("The queue is full.")

    with pytest.raises(ConflictError):
        await refuse_after_another()
    await limits.spend(Bucket.TURNS, "slow")
    assert await wait_of(limits, key="slow") == 60
