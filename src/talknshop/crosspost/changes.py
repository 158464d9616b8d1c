"""How jobs and items change: pure functions from one to the next."""

from collections.abc import Sequence
from datetime import datetime

from talknshop.core.errors import InternalError, TalknShopError
from talknshop.crosspost.job_record import InventoryItem, Sold, StoredJob, StoredPart, Wanted
from talknshop.crosspost.states import UP, job_status, may_follow
from talknshop.marketplaces.publishing import PostingOutcome
from talknshop.schemas.enums import JobStatus, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.job import JobAction, JobError
from talknshop.schemas.listing import ListingSpec

OPEN_AND_PASTE = "open_and_paste"
"""The kind of an action that has the seller post a listing by hand."""
FIX = "fix"
"""The kind of an action that has the seller change a listing by hand."""

_SETTLED = frozenset({JobStatus.COMPLETED, JobStatus.PARTIAL_SUCCESS, JobStatus.FAILED})


def with_part(job: StoredJob, part: StoredPart, now: datetime) -> StoredJob:
    """A job with one part changed, and everything that follows from it.

    Raises:
        InternalError: The part cannot go there from where it is.
    """
    before = job.part(part.marketplace)
    if before is None or not may_follow(before.status, part.status):
        raise InternalError(
            f"A listing cannot go from {before.status if before else 'nowhere'} to {part.status}."
        )
    if part == before:
        return job
    part = part.model_copy(update={"updated_at": now})
    parts = [part if one.marketplace is part.marketplace else one for one in job.parts]
    return with_parts(job, parts, now)


def with_parts(job: StoredJob, parts: Sequence[StoredPart], now: datetime) -> StoredJob:
    """A job with these parts, and everything that follows from them."""
    statuses = [part.status for part in parts]
    status = job_status(job.status, statuses, sold=job.sold_at is not None)
    changes: dict[str, object] = {
        "parts": tuple(parts),
        "status": status,
        "updated_at": now,
        "completed_at": (job.completed_at or now) if status in _SETTLED else None,
        "cancelled_at": (job.cancelled_at or now) if status is JobStatus.CANCELLED else None,
        "error": _error(status, parts),
    }
    return job.model_copy(update=changes)


def begun(part: StoredPart) -> StoredPart:
    """A part that a worker takes up: nobody knows any more whether it is up."""
    changes = {"status": Status.PROCESSING, "action": None, "unsure": True}
    return part.model_copy(update=changes)


def after_publishing(part: StoredPart, outcome: PostingOutcome, revision: int) -> StoredPart:
    """A part after its publisher put it up, or said why not."""
    up = outcome.status in UP
    changes: dict[str, object] = {
        "status": outcome.status,
        "unsure": False,
        "listing_id": outcome.listing_id or part.listing_id,
        "confirmation_link": outcome.confirmation_link or part.confirmation_link,
        "message": outcome.message,
        "error_code": outcome.error_code,
        "action": outcome.action,
        "reminded_at": None,
    }
    if up:
        changes |= {
            "posted_revision": revision,
            "posted_at": part.posted_at or part.updated_at,
            "confirmed_by": part.confirmed_by or "marketplace",
        }
    return part.model_copy(update=changes)


def after_withdrawing(part: StoredPart, outcome: PostingOutcome) -> StoredPart:
    """A part after its publisher took it down, or said that only the seller can."""
    told = {"message": outcome.message, "error_code": outcome.error_code, "action": outcome.action}
    if outcome.status is not Status.REMOVED:
        return part.model_copy(update=told)
    if part.wanted is Wanted.UP and part.status not in UP | {Status.PROCESSING}:
        # It had failed, and now it is certain that nothing is left of the attempt.
        return part.model_copy(update={"unsure": False})
    return part.model_copy(update=told | {"status": Status.REMOVED, "unsure": False})


def dropped(part: StoredPart) -> StoredPart:
    """A part that was never up and is not wanted any more."""
    return part.model_copy(update={"status": Status.REMOVED, "action": None, "message": None})


def failed(
    part: StoredPart, error: TalknShopError, action: JobAction | None, *, doubted: bool
) -> StoredPart:
    """A part whose attempt failed for good; whether it is up stays to be found out.

    Args:
        part: The part.
        error: What the attempt met.
        action: What the seller has to do.
        doubted: Whether nobody knew the end of an attempt before this one.
    """
    status = Status.NEEDS_CONNECTION if action is not None else Status.FAILED
    changes: dict[str, object] = {
        "status": status,
        "message": error.message,
        "error_code": error.error_type.value,
        "action": action,
        # A clear refusal put nothing up; silence may have, now or before.
        "unsure": doubted or error.retryable,
    }
    return part.model_copy(update=changes)


def wanting_down(
    job: StoredJob, marketplaces: Sequence[PostingMarketplace], now: datetime
) -> StoredJob:
    """A job that shall be up at none of these any more."""
    parts = [
        part.model_copy(update={"wanted": Wanted.DOWN})
        if part.marketplace in marketplaces and part.status is not Status.REMOVED
        else part
        for part in job.parts
    ]
    return job if tuple(parts) == job.parts else with_parts(job, parts, now)


def revised(job: StoredJob, spec: ListingSpec, now: datetime) -> StoredJob:
    """A job whose listing says something else from now on, wherever it is up."""
    if spec == job.spec:
        return job
    parts = [_after_revision(part, job, now) for part in job.parts]
    changed = job.model_copy(update={"spec": spec, "revision": job.revision + 1})
    return with_parts(changed, parts, now)


def changed_by_hand(part: StoredPart) -> StoredPart:
    """A part after its seller changed it, where that was asked for."""
    if part.action is None or part.action.kind != FIX:
        return part
    return part.model_copy(update={"action": None, "message": None, "posted_spec": None})


def _after_revision(part: StoredPart, job: StoredJob, now: datetime) -> StoredPart:
    """A part whose listing says something else from now on; ``job`` is as it was before."""
    if part.wanted is Wanted.DOWN:
        return part
    asked = part.action.kind if part.action is not None else None
    if part.status is Status.NEEDS_INPUT or asked == OPEN_AND_PASTE:
        # What had been asked of the seller may be answered, and what was to be pasted is old.
        changes = {"status": Status.QUEUED, "action": None, "updated_at": now}
        return part.model_copy(update=changes)
    if part.status is not Status.LIVE:
        return part
    if asked == FIX:
        # The seller has not changed the listing yet: what is up stays what it was.
        return part.model_copy(update={"action": None})
    if part.posted_revision == job.revision:
        return part.model_copy(update={"posted_spec": job.spec})
    return part


def with_sold(job: StoredJob, sale: Sold) -> StoredJob:
    """A job whose item was sold."""
    return job.model_copy(update={"sold_at": sale.sold_at, "sold_on": sale.marketplace})


def with_second_sale(job: StoredJob, sale: Sold) -> StoredJob:
    """A job whose item was sold once more than there are; its seller is told."""
    if sale.marketplace in job.oversold_on:
        return job
    return job.model_copy(update={"oversold_on": (*job.oversold_on, sale.marketplace)})


def with_sale(item: InventoryItem, sale: Sold) -> InventoryItem:
    """An item after a sale: the first one counts, another one is noted, the same one is nothing."""
    known = [one for one in (item.sold, *item.oversold) if one is not None]
    if any(_is_same(one, sale) for one in known):
        return item
    if item.sold is None:
        return item.model_copy(update={"sold": sale})
    return item.model_copy(update={"oversold": (*item.oversold, sale)})


def is_accepted(item: InventoryItem, sale: Sold) -> bool:
    """Whether a sale is the one that the item went to."""
    return item.sold is not None and _is_same(item.sold, sale)


def _is_same(one: Sold, other: Sold) -> bool:
    if one.marketplace is not other.marketplace:
        return False
    # What the seller tells has no number: it is the sale that the marketplace tells, too.
    return one.order_id == other.order_id or "user" in {one.told_by, other.told_by}


def _error(status: JobStatus, parts: Sequence[StoredPart]) -> JobError | None:
    if status not in {JobStatus.FAILED, JobStatus.PARTIAL_SUCCESS}:
        return None
    failed = [part for part in parts if part.status not in UP | {Status.REMOVED}]
    named = ", ".join(part.marketplace for part in failed)
    return JobError(
        code="not_posted",
        message=f"Not listed on {named}. The reason stands beside each; each can be tried again.",
        retryable=True,
    )
