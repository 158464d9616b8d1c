"""Asks marketplaces what their connected sellers sold, and has it taken down elsewhere."""

from dataclasses import replace
from datetime import timedelta

import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, TalknShopError
from talknshop.crosspost.follow_ups import FollowUps, Seller
from talknshop.crosspost.job_record import Sold, StoredJob, StoredPart
from talknshop.crosspost.places import Places
from talknshop.crosspost.repository import JobRepository
from talknshop.crosspost.sales import SaleService
from talknshop.crosspost.states import UP
from talknshop.marketplaces.publishing import Sale

# The marketplace's clock and ours may differ, and an order may show late.
_OVERLAP = timedelta(hours=1)
_STILL_SELLING = timedelta(days=7)
"""So long after a listing came down an order for it may still show."""
_MOST_JOBS = 10_000

_log = structlog.stdlib.get_logger(__name__)


class SalePolls:
    """Looks for sales, of each seller at each marketplace now and then."""

    def __init__(
        self,
        places: Places,
        jobs: JobRepository,
        sales: SaleService,
        follow_ups: FollowUps,
        clock: Clock,
        *,
        every: timedelta,
    ) -> None:
        """Asks ``places`` every so often."""
        self._places = places
        self._jobs = jobs
        self._sales = sales
        self._follow_ups = follow_ups
        self._clock = clock
        self._every = every

    async def look(self) -> int:
        """Asks for the sales of every seller that is due; returns how many sales were told."""
        told = 0
        async for seller in self._follow_ups.sellers():
            try:
                told += await self._look_at(seller)
            except ConflictError:
                # Another worker asks for them.
                continue
            except TalknShopError as error:
                _log.warning(
                    "sales not known", marketplace=seller.marketplace, reason=error.message
                )
        return told

    async def _look_at(self, seller: Seller) -> int:
        place = self._places.get(seller.marketplace)
        if place is None:
            return 0
        started = self._clock.now()
        version = await self._follow_ups.put_seller(replace(seller, due_at=started + self._every))
        found = await place.publisher.sales(seller.user_id, since=seller.since - _OVERLAP)
        jobs = await self._jobs.of_user(seller.user_id, limit=_MOST_JOBS)
        for sale in found:
            await self._note(seller, sale, jobs)
        if not any(self._may_sell(part) for part in _parts_at(seller, jobs)):
            await self._follow_ups.forget_seller(seller.user_id, seller.marketplace)
            return len(found)
        await self._follow_ups.put_seller(
            replace(seller, since=started, due_at=started + self._every, version=version)
        )
        return len(found)

    async def _note(self, seller: Seller, sale: Sale, jobs: list[StoredJob]) -> None:
        job = next(
            (
                job
                for job in jobs
                if (part := job.part(seller.marketplace)) and part.listing_id == sale.listing_id
            ),
            None,
        )
        if job is None:
            # The seller sells other things there, too.
            return
        sold = Sold(
            marketplace=seller.marketplace,
            order_id=sale.order_id,
            sold_at=sale.sold_at,
            told_by="marketplace",
        )
        await self._sales.sold(job.inventory_id, sold)

    def _may_sell(self, part: StoredPart) -> bool:
        return part.status in UP or part.updated_at > self._clock.now() - _STILL_SELLING


def _parts_at(seller: Seller, jobs: list[StoredJob]) -> list[StoredPart]:
    parts = (job.part(seller.marketplace) for job in jobs)
    return [part for part in parts if part is not None]
