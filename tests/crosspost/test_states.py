import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.crosspost.states import (
    JOB_TRANSITIONS,
    RETRYABLE,
    TRANSITIONS,
    UP,
    job_status,
    may_follow,
)
from talknshop.schemas.enums import JobStatus
from talknshop.schemas.enums import MarketplaceJobStatus as Status

PARTS = st.lists(st.sampled_from(Status), min_size=1, max_size=5)


def reachable(start: Status) -> set[Status]:
    seen, left = {start}, [start]
    while left:
        for after in TRANSITIONS[left.pop()] - seen:
            seen.add(after)
            left.append(after)
    return seen


def test_every_status_says_what_may_follow() -> None:
    assert set(TRANSITIONS) == set(Status)
    assert set(JOB_TRANSITIONS) == set(JobStatus)


def test_every_status_is_reached_from_the_queue_and_can_be_taken_down() -> None:
    assert reachable(Status.QUEUED) == set(Status)
    for status in Status:
        assert Status.REMOVED in reachable(status)


def test_what_was_removed_stays_removed() -> None:
    assert [after for after in Status if may_follow(Status.REMOVED, after)] == [Status.REMOVED]


def test_nothing_goes_live_twice_without_a_new_attempt() -> None:
    for before in UP:
        assert Status.QUEUED not in TRANSITIONS[before]
        assert Status.PROCESSING not in TRANSITIONS[before]
    assert not RETRYABLE & UP
    assert Status.PROCESSING not in RETRYABLE


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([Status.QUEUED, Status.QUEUED], JobStatus.CREATED),
        ([Status.QUEUED, Status.LIVE], JobStatus.PROCESSING),
        ([Status.PROCESSING, Status.FAILED], JobStatus.PROCESSING),
        ([Status.LIVE, Status.NEEDS_ACTION], JobStatus.PROCESSING),
        ([Status.LIVE, Status.PENDING_REVIEW], JobStatus.COMPLETED),
        ([Status.LIVE, Status.FAILED], JobStatus.PARTIAL_SUCCESS),
        ([Status.LIVE, Status.REMOVED], JobStatus.COMPLETED),
        ([Status.FAILED, Status.REJECTED], JobStatus.FAILED),
        ([Status.FAILED, Status.REMOVED], JobStatus.FAILED),
        ([Status.REMOVED, Status.REMOVED], JobStatus.CANCELLED),
    ],
)
def test_a_job_is_what_its_parts_are(parts: list[Status], status: JobStatus) -> None:
    for order in itertools.permutations(parts):
        assert job_status(JobStatus.CREATED, order) is status


def test_what_has_begun_is_not_new_again() -> None:
    parts = [Status.QUEUED, Status.QUEUED]
    assert job_status(JobStatus.FAILED, parts) is JobStatus.PROCESSING


def test_a_job_whose_item_was_sold_is_not_cancelled() -> None:
    parts = [Status.REMOVED, Status.REMOVED]
    assert job_status(JobStatus.PROCESSING, parts, sold=True) is JobStatus.COMPLETED


def test_a_job_without_marketplaces_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        job_status(JobStatus.CREATED, [])


@given(PARTS, st.data())
def test_a_job_never_goes_where_its_machine_does_not(
    parts: list[Status], data: st.DataObject
) -> None:
    was = data.draw(st.sampled_from([JobStatus.CREATED, JobStatus.PROCESSING]))
    before = job_status(was, parts)
    place = data.draw(st.integers(0, len(parts) - 1))
    following = sorted(TRANSITIONS[parts[place]])
    if not following:
        return
    after = [*parts[:place], data.draw(st.sampled_from(following)), *parts[place + 1 :]]
    assert job_status(before, after) in JOB_TRANSITIONS[before] | {before}
