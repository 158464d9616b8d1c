from talknshop.core.errors import RateLimitError
from talknshop.marketplaces.rate import CallSpacing, Pause
from talknshop.testing.clock import ManualClock


def test_calls_are_evenly_spaced_and_never_in_a_burst() -> None:
    clock = ManualClock()
    spacing = CallSpacing(4, clock.monotonic)
    assert [spacing.reserve(10) for _ in range(4)] == [0, 0.25, 0.5, 0.75]
    clock.advance(seconds=100)
    assert [spacing.reserve(10) for _ in range(2)] == [0, 0.25]


def test_a_place_that_comes_too_late_is_not_taken() -> None:
    clock = ManualClock()
    spacing = CallSpacing(1, clock.monotonic)
    assert spacing.reserve(0) == 0
    assert spacing.reserve(0.5) is None
    assert spacing.wait_seconds() == 1
    clock.advance(seconds=0.6)
    assert spacing.reserve(0.5) is not None


def test_a_pause_tells_everybody_why_and_for_how_long_and_ends() -> None:
    clock = ManualClock()
    pause = Pause(clock.monotonic)
    assert pause.reason() is None
    pause.begin(RateLimitError("Slow down.", details={"daily": True}), 60)
    pause.begin(RateLimitError("A short one changes nothing."), 5)
    clock.advance(seconds=20)
    reason = pause.reason()
    assert isinstance(reason, RateLimitError)
    assert (reason.message, reason.retry_after_seconds) == ("Slow down.", 40)
    assert reason.details == {"daily": True}
    clock.advance(seconds=40)
    assert pause.reason() is None
