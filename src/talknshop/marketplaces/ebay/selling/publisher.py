"""EBay as a marketplace that listings are put up at.

The SKU of a listing comes from its part of a job, and eBay has one offer for each SKU: an attempt
finds what the one before had done, however it ended, and does what is left.
"""

from datetime import datetime

import structlog

from talknshop.core.clock import Clock
from talknshop.marketplaces.calls import Answered
from talknshop.marketplaces.ebay.errors import NAME
from talknshop.marketplaces.ebay.selling.calls import SellCalls
from talknshop.marketplaces.ebay.selling.listing_parts import ListingBodies, ListingParts
from talknshop.marketplaces.ebay.selling.offers import Offer, Offers
from talknshop.marketplaces.ebay.selling.orders import sales
from talknshop.marketplaces.ebay.selling.preview import ebay_preview
from talknshop.marketplaces.ebay.selling.refusals import (
    SETUP_ERRORS,
    PostingStoppedError,
    refused,
    remarks,
)
from talknshop.marketplaces.ebay.selling.request import sku_of
from talknshop.marketplaces.ebay.selling.setup import SellerSetupSteps
from talknshop.marketplaces.ebay.selling.sites import Site
from talknshop.marketplaces.publishing import Posting, PostingOutcome, Sale
from talknshop.marketplaces.wire_values import identifier
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingSpec, MarketplacePreview

_log = structlog.stdlib.get_logger(__name__)

_ENDED_BY_EBAY = (
    "eBay has ended this listing. Its e-mail to you says why; what is left to do is done there."
)
_ON_HOLD = "eBay has put this listing on hold and hides it. Its e-mail to you says what to change."
_SOLD = "It was sold on eBay."
_SETUP_CODES = frozenset(map(str, SETUP_ERRORS))


class EbayPublisher:
    """Listings at fixed prices on one site of eBay; implements ``ListingPublisher``."""

    marketplace = PostingMarketplace.EBAY
    name = NAME

    def __init__(
        self,
        calls: SellCalls,
        offers: Offers,
        parts: ListingParts,
        setup: SellerSetupSteps,
        clock: Clock,
        *,
        site: Site,
        item_page: str,
        simulated: bool,
    ) -> None:
        """Works with the given parts.

        Args:
            calls: Asks for orders.
            offers: Items and offers.
            parts: Gathers what a listing is made of.
            setup: What a seller's account needs.
            clock: The time.
            site: The site.
            item_page: Address of a listing's page, up to its id.
            simulated: Whether a development server stands in eBay's place.
        """
        self._calls = calls
        self._offers = offers
        self._parts = parts
        self._setup = setup
        self._clock = clock
        self._site = site
        self._item_page = item_page
        self.simulated = simulated

    def preview(self, spec: ListingSpec) -> MarketplacePreview:
        """See ``ListingPublisher``."""
        return ebay_preview(spec, self._site)

    async def publish(self, posting: Posting) -> PostingOutcome:
        """See ``ListingPublisher``."""
        sku = sku_of(posting.job_id)
        try:
            offer = await self._offers.find(posting.user_id, sku)
            if offer is not None and (offer.is_up or offer.is_sold):
                return await self._made_current(posting, sku, offer)
            if offer is not None and offer.has_ended and offer.listing_id != posting.listing_id:
                # It was up, and nobody of us knew yet.
                return self._gone(offer)
            return await self._put_up(posting, sku, offer)
        except PostingStoppedError as stopped:
            return await self._stopped(posting, stopped.outcome)

    async def revise(self, posting: Posting) -> PostingOutcome:
        """See ``ListingPublisher``."""
        sku = sku_of(posting.job_id)
        try:
            offer = await self._offers.find(posting.user_id, sku)
            if offer is None or not (offer.is_up or offer.is_sold):
                return self._gone(offer)
            return await self._made_current(posting, sku, offer)
        except PostingStoppedError as stopped:
            return await self._unrevised(posting, stopped.outcome)

    async def withdraw(self, posting: Posting) -> PostingOutcome:
        """See ``ListingPublisher``."""
        sku = sku_of(posting.job_id)
        offer = await self._offers.find(posting.user_id, sku)
        if offer is None or not offer.is_up:
            return PostingOutcome(Status.REMOVED)
        answer = await self._offers.withdraw(posting.user_id, offer.offer_id)
        notes = remarks(answer)
        present = await self._offers.find(posting.user_id, sku)
        if present is None or not present.is_up:
            return PostingOutcome(Status.REMOVED, listing_id=offer.listing_id, notes=notes)
        outcome = refused(answer)
        return PostingOutcome(
            Status.LIVE, listing_id=offer.listing_id, message=outcome.message,
            error_code=outcome.error_code, action=outcome.action,
        )  # fmt: skip

    async def look(self, posting: Posting) -> PostingOutcome:
        """How a listing stands that was put up; eBay may have ended it since."""
        offer = await self._offers.find(posting.user_id, sku_of(posting.job_id))
        if offer is None or not (offer.is_up or offer.is_sold):
            return self._gone(offer)
        return self._live(posting, offer, ())

    async def sales(self, user_id: str, *, since: datetime) -> list[Sale]:
        """See ``ListingPublisher``."""
        return await sales(self._calls, user_id, since, self._clock.now())

    async def _put_up(self, posting: Posting, sku: str, offer: Offer | None) -> PostingOutcome:
        bodies = await self._parts.gather(posting)
        notes = await self._offers.put_item(posting.user_id, sku, bodies.item)
        if offer is None:
            offer_id = await self._offers.create(posting.user_id, sku, bodies.offer)
        else:
            offer_id = offer.offer_id
            notes += await self._offers.update(posting.user_id, offer_id, bodies.offer)
        answer = await self._offers.publish(posting.user_id, offer_id)
        listing_id = identifier(answer.body.get("listingId"))
        if listing_id is not None:
            up = Offer(offer_id, published=True, listing_id=listing_id)
            return self._live(posting, up, (*notes, *remarks(answer)))
        return await self._judged(posting, sku, answer, notes)

    async def _judged(
        self, posting: Posting, sku: str, answer: Answered, notes: tuple[str, ...]
    ) -> PostingOutcome:
        """What publishing came to where its answer names no listing: what eBay has, counts."""
        present = await self._offers.find(posting.user_id, sku)
        if present is not None and present.is_up:
            return self._live(posting, present, notes)
        raise PostingStoppedError(refused(answer))

    async def _made_current(self, posting: Posting, sku: str, offer: Offer) -> PostingOutcome:
        """A listing that is up, saying what it should."""
        if offer.is_sold:
            return self._live(posting, offer, ())
        bodies: ListingBodies = await self._parts.gather(posting)
        notes = await self._offers.put_item(posting.user_id, sku, bodies.item)
        notes += await self._offers.update(posting.user_id, offer.offer_id, bodies.offer)
        return self._live(posting, offer, notes)

    async def _stopped(self, posting: Posting, outcome: PostingOutcome) -> PostingOutcome:
        _log.info("ebay refused a listing", error_code=outcome.error_code, status=outcome.status)
        if outcome.error_code in _SETUP_CODES:
            await self._setup.forget(posting.user_id)
        return outcome

    async def _unrevised(self, posting: Posting, outcome: PostingOutcome) -> PostingOutcome:
        """The listing is up as it was; what keeps it from changing is the seller's to mend."""
        stopped = await self._stopped(posting, outcome)
        offer = await self._offers.find(posting.user_id, sku_of(posting.job_id))
        if offer is None or not offer.is_up:
            return self._gone(offer)
        return PostingOutcome(
            Status.LIVE,
            listing_id=offer.listing_id,
            confirmation_link=self._link(offer.listing_id),
            message=f"It is listed as it was before the change. {stopped.message or ''}".strip(),
            error_code=stopped.error_code,
            action=stopped.action,
        )

    def _live(self, posting: Posting, offer: Offer, notes: tuple[str, ...]) -> PostingOutcome:
        listing_id = offer.listing_id or posting.listing_id
        sold = _SOLD if offer.is_sold else None
        return PostingOutcome(
            Status.LIVE,
            listing_id=listing_id,
            confirmation_link=self._link(listing_id),
            message=_ON_HOLD if offer.on_hold else sold,
            notes=notes,
        )

    def _gone(self, offer: Offer | None) -> PostingOutcome:
        listing_id = offer.listing_id if offer else None
        return PostingOutcome(
            Status.REJECTED,
            listing_id=listing_id,
            message=_ENDED_BY_EBAY,
            error_code=(offer.listing_status if offer else None) or "LISTING_GONE",
        )

    def _link(self, listing_id: str | None) -> str | None:
        return f"{self._item_page}{listing_id}" if listing_id else None
