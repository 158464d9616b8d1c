"""The composition root of the crosspost service and of its workers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from talknshop.clients.job_news import JobNewsListener
from talknshop.clients.photos import PhotoStore
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings
from talknshop.core.tokens import Signer, open_signer
from talknshop.crosspost.handlers import Handlers
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.news_desk import ORCHESTRATOR, WEBHOOK, NewsDesk
from talknshop.crosspost.part_lease import PartLeases
from talknshop.crosspost.photos import MediaPhotos, PartPhotos
from talknshop.crosspost.places import Places
from talknshop.crosspost.publishers import OpenPlaces, open_places
from talknshop.crosspost.reminders import Reminders
from talknshop.crosspost.sale_polls import SalePolls
from talknshop.crosspost.sales import SaleService
from talknshop.crosspost.selling_data import SellingData
from talknshop.crosspost.sent_notes import RecordedSentNotes
from talknshop.crosspost.service import JobService
from talknshop.crosspost.stores import Stores, open_stores
from talknshop.crosspost.workers import Workers
from talknshop.messaging.message_queue import MessageQueue
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.enums import PostingMarketplace


@dataclass(frozen=True, slots=True)
class Container:
    """What the crosspost service runs on; open from its making until ``close``."""

    stores: Stores
    service: JobService
    sales: SaleService
    selling_data: SellingData
    open_places: OpenPlaces
    photos: PhotoStore | None
    """None where there is no media service."""
    photos_at: Callable[[PostingMarketplace], PartPhotos]
    queues: dict[PostingMarketplace, MessageQueue]
    desk: NewsDesk
    workers: Workers
    works: bool
    """Whether this process works on the queues."""
    metrics: PrometheusMetrics
    signer: Signer
    clock: Clock

    @property
    def places(self) -> Places:
        """The marketplaces that can be posted to here."""
        return self.open_places.places

    async def aclose(self) -> None:
        """Leaves the marketplaces, the tables and the queues; ``close`` follows."""
        await self.open_places.aclose()
        await self.stores.aclose()

    def close(self) -> None:
        """Closes the files."""
        self.stores.close()


def build_container(
    settings: Settings,
    neighbours: Neighbours,
    *,
    webhook: JobNewsListener | None = None,
    places: Places | None = None,
    clock: Clock | None = None,
) -> Container:
    """Opens jobs and queues in the data folder; blocking.

    Args:
        settings: The settings.
        neighbours: The services around it.
        webhook: Is told every change as well.
        places: The marketplaces; as the settings say when absent.
        clock: The time; that of this machine when absent.

    Raises:
        DatabaseError: A file cannot be opened, or is damaged.
        ConfigurationError: The secret of this server cannot be used.
    """
    clock, metrics = clock or SystemClock(), PrometheusMetrics()
    signer = open_signer(settings, clock)
    desk = _desk(neighbours, webhook)
    stores = open_stores(settings, clock, on_news=desk.wake)
    opened = OpenPlaces(places or {})
    if places is None:
        sent = RecordedSentNotes(stores.records)
        opened = open_places(
            settings, neighbours, stores.sellers, engines=stores.engines, sent=sent,
            signer=signer, clock=clock, metrics=metrics,
        )  # fmt: skip
    return _over(settings, neighbours, stores, opened, desk=desk, signer=signer, clock=clock,
                 metrics=metrics)  # fmt: skip


def _over(
    settings: Settings,
    neighbours: Neighbours,
    stores: Stores,
    opened: OpenPlaces,
    *,
    desk: NewsDesk,
    signer: Signer,
    clock: Clock,
    metrics: PrometheusMetrics,
) -> Container:
    """What works on open stores and places."""
    places = opened.places
    queues = stores.queues(places)
    changes = stores.changes(queues, clock)
    sales = SaleService(stores.jobs, stores.items, changes, clock)
    leases = PartLeases(stores.jobs, clock, seconds=settings.crosspost_lease_seconds)
    photos_at = _photos_at(settings, neighbours, places)
    reminders = _reminders(settings, stores, clock)
    handlers = Handlers(settings, stores, places, photos_at=photos_at, leases=leases,
                        reminders=reminders, clock=clock)  # fmt: skip
    return Container(
        stores=stores,
        service=JobService(stores.jobs, stores.items, changes, clock),
        sales=sales,
        selling_data=SellingData(stores, places, leases, photos_at),
        open_places=opened,
        photos=neighbours.photos, photos_at=photos_at,
        queues=queues, desk=desk,
        workers=Workers(
            settings, queues=queues, handler_at=handlers.at, changes=changes, reminders=reminders,
            polls=_polls(settings, stores, places, sales, clock), records=stores.records,
        ),
        works=settings.crosspost_workers,
        metrics=metrics, signer=signer, clock=clock,
    )  # fmt: skip


def _desk(neighbours: Neighbours, webhook: JobNewsListener | None) -> NewsDesk:
    known = {ORCHESTRATOR: neighbours.orchestrator, WEBHOOK: webhook}
    return NewsDesk({name: one for name, one in known.items() if one is not None})


def _photos_at(
    settings: Settings, neighbours: Neighbours, places: Places
) -> Callable[[PostingMarketplace], PartPhotos]:
    def photos_at(marketplace: PostingMarketplace) -> PartPhotos:
        place = places[marketplace]
        # Our own page and the seller's browser find photos by their path alone.
        is_near = place.mode in {PostingMode.OWN, PostingMode.ASSISTED}
        base_url = "" if is_near else settings.public_url
        return MediaPhotos(neighbours.photos, base_url=base_url, public=place.shows_photos)

    return photos_at


def _reminders(settings: Settings, stores: Stores, clock: Clock) -> Reminders:
    return Reminders(
        stores.jobs,
        stores.follow_ups,
        clock,
        remind_after=timedelta(hours=settings.crosspost_reminder_hours),
        expire_after=timedelta(hours=settings.crosspost_expiry_hours),
    )


def _polls(
    settings: Settings, stores: Stores, places: Places, sales: SaleService, clock: Clock
) -> SalePolls:
    every = timedelta(seconds=settings.crosspost_sale_poll_seconds)
    return SalePolls(places, stores.jobs, sales, stores.follow_ups, clock, every=every)
