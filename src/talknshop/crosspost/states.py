"""The two state machines of selling, as data: a listing at one marketplace, and at all of them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from talknshop.schemas.enums import JobStatus
from talknshop.schemas.enums import MarketplaceJobStatus as Status

TRANSITIONS: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.QUEUED: frozenset({Status.PROCESSING, Status.REMOVED}),
        Status.PROCESSING: frozenset(
            {
                Status.QUEUED,
                Status.LIVE,
                Status.PENDING_REVIEW,
                Status.NEEDS_ACTION,
                Status.NEEDS_CONNECTION,
                Status.NEEDS_INPUT,
                Status.REJECTED,
                Status.FAILED,
                Status.REMOVED,
            }
        ),
        Status.PENDING_REVIEW: frozenset(
            {Status.LIVE, Status.REJECTED, Status.EXPIRED, Status.REMOVED}
        ),
        Status.NEEDS_ACTION: frozenset(
            {Status.QUEUED, Status.LIVE, Status.PENDING_REVIEW, Status.EXPIRED, Status.REMOVED}
        ),
        Status.NEEDS_CONNECTION: frozenset({Status.QUEUED, Status.EXPIRED, Status.REMOVED}),
        Status.NEEDS_INPUT: frozenset({Status.QUEUED, Status.EXPIRED, Status.REMOVED}),
        # A marketplace may change its mind about what it had taken.
        Status.LIVE: frozenset({Status.REJECTED, Status.EXPIRED, Status.REMOVED}),
        Status.REJECTED: frozenset({Status.QUEUED, Status.REMOVED}),
        Status.FAILED: frozenset({Status.QUEUED, Status.REMOVED}),
        Status.EXPIRED: frozenset({Status.QUEUED, Status.REMOVED}),
        Status.REMOVED: frozenset(),
    }
)
"""What may follow each status of a listing at a marketplace; staying is always allowed."""

UP: frozenset[Status] = frozenset({Status.LIVE, Status.PENDING_REVIEW})
"""The marketplace has the listing."""

ENDED_IN_VAIN: frozenset[Status] = frozenset({Status.REJECTED, Status.FAILED, Status.EXPIRED})
"""The marketplace does not have it, and nothing is under way."""

RETRYABLE: frozenset[Status] = frozenset(
    before for before, after in TRANSITIONS.items() if Status.QUEUED in after
) - {Status.PROCESSING}
"""Where trying again is the seller's to ask for."""

JOB_TRANSITIONS: Mapping[JobStatus, frozenset[JobStatus]] = MappingProxyType(
    {
        JobStatus.CREATED: frozenset(set(JobStatus) - {JobStatus.CREATED}),
        JobStatus.PROCESSING: frozenset(set(JobStatus) - {JobStatus.CREATED}),
        # One marketplace may be tried again, and what is live may come down.
        JobStatus.COMPLETED: frozenset(
            {JobStatus.PROCESSING, JobStatus.PARTIAL_SUCCESS, JobStatus.FAILED, JobStatus.CANCELLED}
        ),
        JobStatus.PARTIAL_SUCCESS: frozenset(
            {JobStatus.PROCESSING, JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}
        ),
        JobStatus.FAILED: frozenset(
            {
                JobStatus.PROCESSING,
                JobStatus.COMPLETED,
                JobStatus.PARTIAL_SUCCESS,
                JobStatus.CANCELLED,
            }
        ),
        JobStatus.CANCELLED: frozenset(),
    }
)
"""What may follow each status of a job."""


def may_follow(before: Status, after: Status) -> bool:
    """Whether a listing at a marketplace may go from one status to another."""
    return after == before or after in TRANSITIONS[before]


def job_status(before: JobStatus, parts: Sequence[Status], *, sold: bool = False) -> JobStatus:
    """What a job is, as its parts are.

    Args:
        before: What it was; ``created`` for a new one.
        parts: The status at each marketplace; at least one.
        sold: Whether the item was sold, so that what was removed has done its work.

    Returns:
        ``created`` before any marketplace began, ``processing`` while anything is under way or
        waits for the seller, ``cancelled`` when everything was removed unsold, otherwise how it
        ended.

    Raises:
        ValueError: There are no parts.
    """
    if not parts:
        raise ValueError("a job has at least one marketplace")
    if before is JobStatus.CREATED and all(part is Status.QUEUED for part in parts):
        return JobStatus.CREATED
    left = [part for part in parts if part is not Status.REMOVED]
    if not left:
        return JobStatus.COMPLETED if sold else JobStatus.CANCELLED
    if any(part not in UP | ENDED_IN_VAIN for part in left):
        return JobStatus.PROCESSING
    up = [part for part in left if part in UP]
    if len(up) == len(left):
        return JobStatus.COMPLETED
    return JobStatus.PARTIAL_SUCCESS if up else JobStatus.FAILED
