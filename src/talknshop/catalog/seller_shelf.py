"""Puts what people sell here among the products, at once where nobody else writes them."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

import structlog

from talknshop.catalog.kept_prices import PriceRecorder
from talknshop.catalog.price_observations import Observation
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.results import wire_id
from talknshop.catalog.seller_listings import (
    KeptListing,
    SellerListings,
    digest_of,
    feed_row,
    page_path,
)
from talknshop.catalog.tables import SELLERS_FEED
from talknshop.core.background import beside
from talknshop.core.clock import Clock
from talknshop.core.errors import TalknShopError
from talknshop.core.money import to_minor
from talknshop.schemas.store_listing import RemovedListing, ShelvedListing, StoreListing

# A few listings take some milliseconds; whoever puts one up waits for that, not for an import.
_PATIENCE_SECONDS = 3.0
_REST_SECONDS = 1.0

_log = structlog.stdlib.get_logger(__name__)


class SellerShelf:
    """The listings of sellers as shoppers find them.

    A listing is stored first. The feed of all of them is then made anew, as any feed is; changes
    that come meanwhile share the next one.
    """

    def __init__(
        self,
        listings: SellerListings,
        repository: CatalogRepository,
        executor: ThreadPoolExecutor,
        clock: Clock,
        *,
        prices: PriceRecorder | None = None,
        look_seconds: float | None = None,
    ) -> None:
        """Puts ``listings`` into ``repository``, on threads of ``executor``.

        Args:
            listings: What people sell here.
            repository: The products.
            executor: Threads for what takes long.
            clock: The time.
            prices: Keeps what listings cost over time; without it the catalogue here does.
            look_seconds: How often is looked whether another server has changed the listings; None
                where there is none that could.
        """
        self._prices = prices
        self._look_seconds = look_seconds
        self._listings = listings
        self._repository = repository
        self._executor = executor
        self._clock = clock
        self._wanted = 0
        self._done = 0
        self._changed = asyncio.Condition()

    async def put(self, listing: StoreListing) -> ShelvedListing:
        """Puts a listing up, or in the place of what it said before; it stays until removed."""
        kept = await self._listings.put(listing)
        if self._prices is not None:
            price = to_minor(listing.price, listing.currency)
            found = Observation(self._clock.now(), price, listing.currency)
            await self._prices.add(SELLERS_FEED, listing.listing_id, found)
        return ShelvedListing(
            listing_id=listing.listing_id,
            product_id=wire_id(SELLERS_FEED, listing.listing_id),
            link=page_path(listing.listing_id),
            listed_at=kept.listed_at,
            visible=await self._refresh(),
        )

    async def remove(self, listing_id: str) -> RemovedListing:
        """Takes a listing down, or finds that it is down."""
        removed = await self._listings.remove(listing_id)
        if self._prices is not None:
            await self._prices.forget(SELLERS_FEED, listing_id)
        await self._refresh()
        return RemovedListing(removed=removed)

    async def get(self, listing_id: str) -> KeptListing | None:
        """A listing that is up, or None."""
        return await self._listings.get(listing_id)

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """Keeps the products as the listings are, for as long as the block runs."""
        self._wanted += 1
        async with beside(self._keep()), beside(self._look()):
            yield

    async def renew(self) -> None:
        """Puts the listings among the products of another file."""
        async with self._changed:
            self._wanted += 1
            self._changed.notify_all()

    async def _look(self) -> None:
        seen: str | None = None
        while self._look_seconds is not None:
            try:
                change = await self._listings.last_change()
            except TalknShopError as error:
                _log.warning("listings of other servers unknown", reason=error.message)
            else:
                if change != seen:
                    seen = change
                    await self.renew()
            await asyncio.sleep(self._look_seconds)

    async def _refresh(self) -> bool:
        """Has the products made anew; returns whether that was done within a moment."""
        async with self._changed:
            self._wanted += 1
            number = self._wanted
            self._changed.notify_all()
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    await self._changed.wait_for(lambda: self._done >= number)
            return self._done >= number

    async def _keep(self) -> None:
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._wanted > self._done)
                number = self._wanted
            try:
                await self._shelve()
            except TalknShopError as error:
                # An import is running, as a rule.
                _log.warning("listings not among the products yet", reason=error.message)
                await asyncio.sleep(_REST_SECONDS)
                continue
            async with self._changed:
                self._done = number
                self._changed.notify_all()

    async def _shelve(self) -> None:
        listings = await self._listings.all()
        digest = digest_of(listings)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._write, listings, digest)

    def _write(self, listings: Sequence[KeptListing], digest: str) -> None:
        with self._repository.snapshot() as snapshot:
            has_feed = snapshot.feed(SELLERS_FEED) is not None
        if has_feed == bool(listings) and self._repository.shelf() == digest:
            return
        if listings:
            self._put(listings)
        else:
            self._repository.remove_feed(SELLERS_FEED)
        self._repository.note_shelf(digest)

    def _put(self, listings: Sequence[KeptListing]) -> None:
        with self._repository.replace_feed(
            SELLERS_FEED, simulated=False, at=self._clock.now()
        ) as writer:
            for line, kept in enumerate(listings, start=1):
                writer.add(feed_row(kept, line=line))
