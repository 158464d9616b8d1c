from dataclasses import replace
from datetime import UTC, datetime

import pytest

from talknshop.marketplaces.ebay.source import TERMS
from talknshop.marketplaces.quota import day_end, quota_window

CALIFORNIA = "America/Los_Angeles"


@pytest.mark.parametrize(
    ("zone", "now", "end"),
    [
        (CALIFORNIA, datetime(2026, 1, 2, 12, tzinfo=UTC), datetime(2026, 1, 3, 8, tzinfo=UTC)),
        (CALIFORNIA, datetime(2026, 7, 2, 6, 59, tzinfo=UTC), datetime(2026, 7, 2, 7, tzinfo=UTC)),
        (CALIFORNIA, datetime(2026, 7, 2, 7, tzinfo=UTC), datetime(2026, 7, 3, 7, tzinfo=UTC)),
        # The day on which clocks go forward has 23 hours.
        (CALIFORNIA, datetime(2026, 3, 8, 8, tzinfo=UTC), datetime(2026, 3, 9, 7, tzinfo=UTC)),
        ("UTC", datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_of_its_zone(zone: str, now: datetime, end: datetime) -> None:
    assert day_end(zone, now) == end


def test_the_window_of_the_terms() -> None:
    now = datetime(2026, 1, 2, 12, tzinfo=UTC)
    window = quota_window(TERMS, "ebay:1", now)
    assert window is not None
    assert (window.account, window.limit) == ("ebay:1", 5_000)
    assert window.resets_at == datetime(2026, 1, 3, 8, tzinfo=UTC)
    assert quota_window(replace(TERMS, calls_per_day=None), "ebay:1", now) is None
