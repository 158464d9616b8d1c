"""What is left to do at a marketplace, decided from how things are and nothing else.

A worker looks at the state, not at what a message says: a message that comes twice, late or out of
order has it do what is left, which may be nothing.
"""

from enum import StrEnum

from talknshop.crosspost.job_record import StoredJob, StoredPart, Wanted
from talknshop.schemas.enums import MarketplaceJobStatus as Status


class Step(StrEnum):
    """One thing to do."""

    NOTHING = "nothing"
    PUBLISH = "publish"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    DROP = "drop"
    """Nothing was put up; the part is only to be closed."""


TAKE_DOWN = "take_down"
"""The kind of an action that asks the seller to take a listing down by hand."""

_IS_UP = frozenset({Status.LIVE, Status.PENDING_REVIEW})
_WAITS_FOR_US = frozenset({Status.QUEUED, Status.PROCESSING})


def next_step(job: StoredJob, part: StoredPart, *, sold: bool) -> Step:
    """Decides what is left to do.

    Args:
        job: The job.
        part: Its part at the marketplace.
        sold: Whether the item was sold, wherever that was: it must then be up nowhere.
    """
    if part.status is Status.REMOVED:
        return Step.NOTHING
    if sold or part.wanted is Wanted.DOWN:
        return _way_down(part)
    if part.status in _WAITS_FOR_US:
        return Step.PUBLISH
    if part.unsure and part.status is not Status.NEEDS_CONNECTION:
        # The seller was told that it is not up: if an attempt put it up after all, it comes down.
        return Step.WITHDRAW
    if part.status is Status.LIVE and part.posted_revision < job.revision and part.action is None:
        return Step.REVISE
    return Step.NOTHING


def _way_down(part: StoredPart) -> Step:
    if part.action is not None and part.action.kind == TAKE_DOWN:
        return Step.NOTHING
    return Step.WITHDRAW if part.unsure or part.status in _IS_UP else Step.DROP


def is_settled(job: StoredJob, *, sold: bool) -> bool:
    """Whether no worker has anything left to do."""
    return all(next_step(job, part, sold=sold) is Step.NOTHING for part in job.parts)
