"""Makes what handles the messages of each marketplace's queue."""

from collections.abc import Callable
from functools import partial

from talknshop.core.clock import Clock
from talknshop.core.settings import Settings
from talknshop.crosspost.job_record import StoredJob, StoredPart
from talknshop.crosspost.pacing import Pace
from talknshop.crosspost.part_handler import PartHandler
from talknshop.crosspost.part_lease import PartLeases
from talknshop.crosspost.photos import PartPhotos
from talknshop.crosspost.places import Place, Places
from talknshop.crosspost.reminders import Reminders
from talknshop.crosspost.states import UP
from talknshop.crosspost.stores import Stores
from talknshop.marketplaces.publishing import PostingOutcome
from talknshop.messaging.worker import Handler
from talknshop.schemas.enums import MarketplaceJobStatus, PostingMarketplace

PhotosAt = Callable[[PostingMarketplace], PartPhotos]
"""The photos as one marketplace shows them."""


class Handlers:
    """One handler a marketplace; all of them work on the same jobs."""

    def __init__(
        self,
        settings: Settings,
        stores: Stores,
        places: Places,
        *,
        photos_at: PhotosAt,
        leases: PartLeases,
        reminders: Reminders,
        clock: Clock,
    ) -> None:
        """Works with ``places`` on what is in ``stores``."""
        self._settings = settings
        self._stores = stores
        self._places = places
        self._photos_at = photos_at
        self._leases = leases
        self._reminders = reminders
        self._clock = clock

    def at(self, marketplace: PostingMarketplace) -> Handler:
        """What handles the messages of a marketplace."""
        place = self._places[marketplace]
        handler = PartHandler(
            place.publisher,
            self._stores.jobs,
            self._stores.items,
            photos=self._photos_at(marketplace),
            leases=self._leases,
            clock=self._clock,
            most_attempts=self._settings.crosspost_max_attempts,
            expect=partial(self._expect, place),
            pace=self._pace(marketplace),
        )
        return handler.handle

    def _pace(self, marketplace: PostingMarketplace) -> Pace | None:
        rate = self._settings.rate_at(marketplace)
        return None if rate is None else Pace(*rate, self._clock.monotonic)

    async def _expect(
        self, place: Place, job: StoredJob, part: StoredPart, outcome: PostingOutcome
    ) -> None:
        follow_ups = self._stores.follow_ups
        if outcome.status is MarketplaceJobStatus.NEEDS_ACTION:
            due_at = self._reminders.first_look()
            await follow_ups.expect_seller(job.job_id, part.marketplace, due_at)
        elif outcome.status in UP and place.tells_sales:
            await follow_ups.expect_sales(job.user_id, part.marketplace)
