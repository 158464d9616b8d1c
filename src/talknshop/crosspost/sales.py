"""One unit, one truth: an item that was sold anywhere is up nowhere else."""

from talknshop.core.clock import Clock
from talknshop.core.errors import NotFoundError
from talknshop.crosspost.changes import (
    is_accepted,
    wanting_down,
    with_sale,
    with_second_sale,
    with_sold,
)
from talknshop.crosspost.job_changes import JobChanges
from talknshop.crosspost.job_record import InventoryItem, Sold, StoredJob
from talknshop.crosspost.repository import InventoryRepository, JobRepository


class SaleService:
    """Notes sales and has the sold item taken down."""

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

    async def sold(self, inventory_id: str, sale: Sold) -> tuple[InventoryItem, bool]:
        """Notes a sale, and has the item taken down everywhere else.

        The first sale counts. Another one is noted and not accepted: its seller must cancel it.

        Returns:
            The item, and whether it went to this sale.

        Raises:
            NotFoundError: There is no such item.
        """
        before = await self._items.get(inventory_id)
        if before is None:
            raise NotFoundError("There is no item of this id.")
        # Marked before the sale is stored: whoever dies in between leaves work to be found.
        for job_id in before.job_ids:
            await self._jobs.mark_open(job_id)
        item = await self._items.change(inventory_id, lambda item: with_sale(item, sale))
        accepted = is_accepted(item, sale)
        if accepted:
            for job_id in item.job_ids:
                # As it was told first: the same sale may be told again, with less known of it.
                await self._close_sold(job_id, item.sold or sale)
        else:
            for job_id in item.job_ids:
                await self._jobs.change(job_id, lambda job: with_second_sale(job, sale))
        return item, accepted

    async def _close_sold(self, job_id: str, sale: Sold) -> None:
        job = await self._jobs.get(job_id)
        if job is None:
            return

        def closed(job: StoredJob) -> StoredJob:
            everywhere = [part.marketplace for part in job.parts]
            return wanting_down(with_sold(job, sale), everywhere, self._clock.now())

        await self._changes.make(job_id, closed)
