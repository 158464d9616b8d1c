"""What is kept of a person who sells: handing it out, and forgetting it."""

import asyncio
from collections.abc import Callable

import structlog

from talknshop.core.errors import TalknShopError
from talknshop.crosspost.job_record import StoredJob, StoredPart
from talknshop.crosspost.part_lease import PartLeases
from talknshop.crosspost.photos import PartPhotos
from talknshop.crosspost.places import Places
from talknshop.crosspost.states import UP
from talknshop.crosspost.stores import Stores
from talknshop.marketplaces.publishing import Posting
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.job import ForgottenListings, MarketplaceJob

_WITHDRAWAL_SECONDS = 10.0

_log = structlog.stdlib.get_logger(__name__)


class SellingData:
    """Everything that belongs to one seller."""

    def __init__(
        self,
        stores: Stores,
        places: Places,
        leases: PartLeases,
        photos_at: Callable[[PostingMarketplace], PartPhotos],
    ) -> None:
        """Works on ``stores``; what is up is taken down at ``places``."""
        self._stores = stores
        self._places = places
        self._leases = leases
        self._photos_at = photos_at

    async def forget(self, user_id: str) -> ForgottenListings:
        """Takes down what is up, as far as we can, and forgets all of it.

        A listing that only its seller can take down stays up, and is named in the answer: after
        this nobody here knows of it any more.

        Raises:
            TalknShopError: Our own catalogue still has a listing; nothing of that job was removed.
        """
        deleted = 0
        left_up: list[MarketplaceJob] = []
        async for job in self._stores.jobs.all_of_user(user_id):
            left_up += [_told(part) for part in job.parts if await self._leave(job, part)]
            await self._stores.jobs.remove(job.job_id)
            deleted += 1
        async for item in self._stores.items.all_of_user(user_id):
            await self._stores.items.remove(item.inventory_id)
        for marketplace, place in self._places.items():
            await self._stores.follow_ups.forget_seller(user_id, marketplace)
            if place.accounts is not None:
                await place.accounts.disconnect(user_id)
        await self._stores.sellers.forget(user_id)
        return ForgottenListings(deleted=deleted, left_up=left_up)

    async def _leave(self, job: StoredJob, part: StoredPart) -> bool:
        """Takes a listing down; returns whether it may still be up."""
        if part.status is Status.REMOVED or not (part.unsure or part.status in UP):
            return False
        place = self._places.get(part.marketplace)
        if place is None:
            return True
        is_down = False

        async def take_down(held: StoredJob) -> None:
            nonlocal is_down
            posting = Posting(
                job_id=part.job_id,
                user_id=job.user_id,
                inventory_id=job.inventory_id,
                spec=held.spec,
                listing_id=part.listing_id,
            )
            outcome = await place.publisher.withdraw(posting)
            is_down = outcome.status is Status.REMOVED
            await self._photos_at(part.marketplace).hide(held, part)

        try:
            async with asyncio.timeout(_WITHDRAWAL_SECONDS):
                # Nobody else may be putting it up at this moment.
                await self._leases.while_held(job.job_id, part.marketplace, take_down)
        except (TalknShopError, TimeoutError) as error:
            if place.mode is PostingMode.OWN:
                raise
            _log.warning("listing left up", marketplace=part.marketplace, reason=str(error))
        return not is_down


def _told(part: StoredPart) -> MarketplaceJob:
    return MarketplaceJob.model_validate(part.model_dump())
