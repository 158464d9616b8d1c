"""What a seller may do with a listing: post it, look, change it, sell it, take it down."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError, ValidationError
from talknshop.crosspost.changes import (
    changed_by_hand,
    revised,
    wanting_down,
    with_part,
    with_parts,
)
from talknshop.crosspost.job_changes import JobChanges
from talknshop.crosspost.job_record import InventoryItem, StoredJob, StoredPart
from talknshop.crosspost.new_job import new_job
from talknshop.crosspost.repository import InventoryRepository, JobRepository
from talknshop.crosspost.states import RETRYABLE
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingSpec

_log = structlog.stdlib.get_logger(__name__)


class JobService:
    """Stores what a seller wants and has workers told; it asks no marketplace itself."""

    def __init__(
        self,
        jobs: JobRepository,
        items: InventoryRepository,
        changes: JobChanges,
        clock: Clock,
    ) -> None:
        """Works on the given stores; ``changes`` tells the workers."""
        self._jobs = jobs
        self._items = items
        self._changes = changes
        self._clock = clock

    async def post(
        self,
        user_id: str,
        spec: ListingSpec,
        *,
        session_id: str | None = None,
        key: str | None = None,
        inventory_id: str | None = None,
    ) -> StoredJob:
        """Begins to list an item; everything is stored when this returns.

        Args:
            user_id: The seller.
            spec: What is listed, and where.
            session_id: The conversation it comes from.
            key: The same key of the same seller is the same job.
            inventory_id: The item, when it has a listing already; otherwise it is a new one.

        Raises:
            ValidationError: A marketplace is not to be posted to here.
            ConflictError: The key belongs to another listing, or the item was sold.
        """
        self._require_queues(spec.target_marketplaces)
        job = new_job(
            user_id,
            spec,
            session_id=session_id,
            key=key,
            inventory_id=inventory_id,
            now=self._clock.now(),
        )
        # One commit for both: nothing comes of a mark whose job is never stored.
        await asyncio.gather(self._require_unsold(job), self._jobs.mark_open(job.job_id))
        stored = await self._jobs.create(job)
        if stored is None:
            return await self._same_again(job)
        # Whoever operates this counts it.
        _log.info("job created", job_id=job.job_id, marketplaces=spec.target_marketplaces)
        await self._changes.send(stored)
        return stored

    async def get(self, user_id: str, job_id: str) -> StoredJob:
        """A seller's job.

        Raises:
            NotFoundError: The seller has none of this id.
        """
        job = await self._jobs.get(job_id)
        if job is None or job.user_id != user_id:
            raise NotFoundError("You have no listing job of this id.", details={"job_id": job_id})
        return job

    async def of_user(self, user_id: str, *, limit: int = 100) -> list[StoredJob]:
        """A seller's jobs, last changed first."""
        return await self._jobs.of_user(user_id, limit=limit)

    async def cancel(self, user_id: str, job_id: str) -> StoredJob:
        """Takes a job back before any marketplace was asked.

        Raises:
            NotFoundError: The seller has no such job.
            ConflictError: A marketplace was asked already.
        """
        await self.get(user_id, job_id)

        def cancelled(job: StoredJob) -> StoredJob:
            if all(part.status is Status.REMOVED for part in job.parts):
                return job
            if any(part.status not in {Status.QUEUED, Status.REMOVED} for part in job.parts):
                raise ConflictError(
                    "Posting has begun, so there is nothing left to cancel. "
                    "Take the listing down instead."
                )
            removed = [part.model_copy(update={"status": Status.REMOVED}) for part in job.parts]
            return with_parts(job, removed, self._clock.now())

        return await self._jobs.change(job_id, cancelled)

    async def retry(self, user_id: str, job_id: str, marketplace: PostingMarketplace) -> StoredJob:
        """Tries one marketplace again.

        Raises:
            NotFoundError: The seller has no such job, or it has no such marketplace.
            ConflictError: There is nothing to try again as things are.
        """
        job = await self.get(user_id, job_id)
        await self._require_unsold(job)

        def queued(part: StoredPart) -> StoredPart:
            if part.status not in RETRYABLE:
                raise ConflictError(
                    f"The listing is {part.status} at {marketplace}; there is nothing to try again."
                )
            changes = {"status": Status.QUEUED, "action": None, "message": None, "error_code": None}
            return part.model_copy(update=changes)

        return await self._change_part(job, marketplace, queued)

    async def revise(self, user_id: str, job_id: str, spec: ListingSpec) -> StoredJob:
        """Changes what a listing says, wherever it is up.

        Raises:
            NotFoundError: The seller has no such job.
            ValidationError: The marketplaces cannot be changed this way.
        """
        job = await self.get(user_id, job_id)
        if set(spec.target_marketplaces) != set(job.spec.target_marketplaces):
            raise ValidationError("Post the item again to list it elsewhere.")
        return await self._changes.make(job_id, lambda j: revised(j, spec, self._clock.now()))

    async def withdraw(
        self, user_id: str, job_id: str, marketplaces: Sequence[PostingMarketplace] = ()
    ) -> StoredJob:
        """Takes a listing down, everywhere unless marketplaces are named.

        Raises:
            NotFoundError: The seller has no such job.
        """
        job = await self.get(user_id, job_id)
        chosen = list(marketplaces) or [part.marketplace for part in job.parts]
        return await self._changes.make(
            job_id, lambda j: wanting_down(j, chosen, self._clock.now())
        )

    async def confirm(
        self,
        user_id: str,
        job_id: str,
        marketplace: PostingMarketplace,
        link: str,
        *,
        listing_id: str | None = None,
    ) -> StoredJob:
        """Notes that the seller put the listing up by hand, and where, or changed it by hand.

        The link must have been checked against the marketplace's addresses before
        (``listing_link``, which also tells the id).

        Raises:
            NotFoundError: The seller has no such job, or it has no such marketplace.
            ConflictError: Nothing is waiting for the seller there.
        """
        job = await self.get(user_id, job_id)
        await self._require_unsold(job)

        def live(part: StoredPart) -> StoredPart:
            if part.status is Status.LIVE and part.confirmation_link == link:
                return changed_by_hand(part)
            if part.status is not Status.NEEDS_ACTION:
                raise ConflictError(f"Nothing is waiting for you at {marketplace}.")
            return part.model_copy(
                update={
                    "status": Status.LIVE,
                    "confirmation_link": link,
                    "listing_id": listing_id or part.listing_id,
                    "posted_at": self._clock.now(),
                    "posted_revision": job.revision,
                    "confirmed_by": "user",
                    "action": None,
                    "message": None,
                }
            )

        return await self._change_part(job, marketplace, live)

    async def taken_down(
        self, user_id: str, job_id: str, marketplace: PostingMarketplace
    ) -> StoredJob:
        """Notes that the seller took the listing down by hand.

        Raises:
            NotFoundError: The seller has no such job, or it has no such marketplace.
        """
        job = await self.get(user_id, job_id)
        removed = {"status": Status.REMOVED, "unsure": False, "action": None, "message": None}
        return await self._change_part(
            job, marketplace, lambda part: part.model_copy(update=removed)
        )

    async def _change_part(
        self,
        job: StoredJob,
        marketplace: PostingMarketplace,
        to: Callable[[StoredPart], StoredPart],
    ) -> StoredJob:
        def change(present: StoredJob) -> StoredJob:
            part = present.part(marketplace)
            if part is None:
                raise NotFoundError(f"This listing was never meant for {marketplace}.")
            return with_part(present, to(part), self._clock.now())

        return await self._changes.make(job.job_id, change)

    async def _same_again(self, job: StoredJob) -> StoredJob:
        present = await self.get(job.user_id, job.job_id)
        if present.request_hash != job.request_hash:
            raise ConflictError(
                "This Idempotency-Key belongs to another listing. Send a new key with a new one."
            )
        return present

    async def _require_unsold(self, job: StoredJob) -> None:
        new = InventoryItem(
            inventory_id=job.inventory_id, user_id=job.user_id, job_ids=(job.job_id,)
        )
        item = await self._items.ensure(new)
        if item.user_id != job.user_id:
            raise NotFoundError("You have no item of this id.")
        if item.sold is not None:
            raise ConflictError(f"This item was sold on {item.sold.marketplace} already.")
        if job.job_id not in item.job_ids:
            await self._items.change(job.inventory_id, lambda item: _with_job(item, job.job_id))

    def _require_queues(self, marketplaces: Sequence[PostingMarketplace]) -> None:
        known = self._changes.marketplaces
        missing = [one for one in marketplaces if one not in known]
        if missing:
            raise ValidationError(
                f"TalknShop does not post to {', '.join(missing)} here. "
                f"Choose from: {', '.join(known)}."
            )


def _with_job(item: InventoryItem, job_id: str) -> InventoryItem:
    if job_id in item.job_ids:
        return item
    return item.model_copy(update={"job_ids": (*item.job_ids, job_id)})
