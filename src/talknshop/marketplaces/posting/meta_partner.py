"""Facebook Marketplace through the interface for approved partners."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from talknshop.core.clock import Clock
from talknshop.core.errors import ExternalServiceError, TalknShopError
from talknshop.marketplaces.base import SourceTerms
from talknshop.marketplaces.calls import JsonObject, MarketplaceCalls
from talknshop.marketplaces.posting.assisted import AssistedPublisher
from talknshop.marketplaces.posting.meta_items import (
    batch_errors,
    handle_of,
    has_public_photo,
    item_request,
    meta_refusal,
    refused_fields,
    removal_request,
)
from talknshop.marketplaces.posting.preview import blocking, marketplace_preview
from talknshop.marketplaces.publishing import Posting, PostingOutcome, Sale
from talknshop.marketplaces.refusals import general_refusal
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingSpec, MarketplacePreview, ProblemLevel

GRAPH_VERSION = "v26.0"
TERMS = SourceTerms(
    keep_seconds=0,
    calls_per_second=2,
    # 200 an hour of one catalogue.
    calls_per_day=4800,
    day_zone="UTC",
    page_size=1,
    reachable_results=1,
    images_may_be_stored=False,
)
_LOOKS = 5
_SECONDS_BETWEEN_LOOKS = 2.0


class MetaPartnerPublisher:
    """Implements ``ListingPublisher``; items are known by their jobs: sent twice, they are one.

    Whether a listing is shown is Meta's to decide later: taken, it is under review.
    """

    marketplace = PostingMarketplace.FACEBOOK

    def __init__(
        self,
        http: httpx.AsyncClient,
        calls: MarketplaceCalls,
        by_hand: AssistedPublisher,
        clock: Clock,
        *,
        catalog_id: str,
        token: str,
        seller_id: str,
        item_url: Callable[[Posting], str],
        sleep: Callable[[float], Awaitable[object]],
        simulated: bool = False,
    ) -> None:
        """Posts through ``http``, whose owner closes it.

        Args:
            http: A client whose base URL is the Graph API's.
            calls: Keeps to the terms.
            by_hand: Knows the form of the marketplace.
            clock: The time.
            catalog_id: The partner's catalogue.
            token: The partner's access token.
            seller_id: The seller that the partner registered.
            item_url: Where an item is seen on our own site.
            sleep: Waits for a number of seconds.
            simulated: Whether a development server stands in Meta's place.
        """
        self.name = by_hand.name
        self.simulated = simulated
        self._http = http
        self._calls = calls
        self._by_hand = by_hand
        self._clock = clock
        self._path = f"/{GRAPH_VERSION}/{catalog_id}"
        # In a header: addresses are logged on the way.
        self._headers = {"Authorization": f"Bearer {token}"}
        self._seller_id = seller_id
        self._item_url = item_url
        self._sleep = sleep

    def preview(self, spec: ListingSpec) -> MarketplacePreview:
        """What Facebook would get."""
        return marketplace_preview(self.marketplace, spec, self._by_hand.preview(spec).fields)

    async def publish(self, posting: Posting) -> PostingOutcome:
        """Puts an item into the catalogue; Meta reviews it before people see it."""
        problems = self.preview(posting.spec).problems
        missing = [p for p in problems if p.level is ProblemLevel.BLOCKING]
        if not missing and not has_public_photo(posting):
            text = f"{self.name} cannot fetch the photos: this server has no public https address."
            missing = [blocking("photo_not_public", text, "media_s3_keys")]
        if missing:
            return self._by_hand.question(missing)
        refused = await self._put(posting)
        if refused:
            return _rejected(self.name, refused)
        return PostingOutcome(
            Status.PENDING_REVIEW,
            message=f"{self.name} has it and reviews it before people see it.",
        )

    async def revise(self, posting: Posting) -> PostingOutcome:
        """Makes the item what it is now."""
        refused = await self._put(posting)
        if refused:
            return _rejected(self.name, refused)
        return PostingOutcome(Status.LIVE)

    async def withdraw(self, posting: Posting) -> PostingOutcome:
        """Takes the item out of the catalogue; one that is not there is out."""
        await self._send("withdraw", removal_request(posting.job_id), posting.job_id)
        return PostingOutcome(Status.REMOVED)

    async def sales(self, user_id: str, *, since: datetime) -> list[Sale]:
        """Orders are not told this way."""
        return await self._by_hand.sales(user_id, since=since)

    async def _put(self, posting: Posting) -> list[str]:
        request = item_request(posting, seller_id=self._seller_id, link=self._item_url(posting))
        return await self._send("publish", request, posting.job_id)

    async def _send(self, operation: str, batch: JsonObject, job_id: str) -> list[str]:
        """Sends a batch and waits for its end; returns why it was refused."""
        path = f"{self._path}/items_batch"
        answer = await self._calls.send(
            operation,
            self._http,
            lambda: self._http.build_request("POST", path, json=batch, headers=self._headers),
            self._refusal,
        )
        refused = refused_fields(answer.body, job_id)
        handle = handle_of(answer.body)
        if refused or handle is None:
            return refused or ["no reason was given"]
        return await self._end_of(handle)

    async def _end_of(self, handle: str) -> list[str]:
        params = {"handle": handle, "load_ids_of_invalid_requests": "true"}
        path = f"{self._path}/check_batch_request_status"
        for _ in range(_LOOKS):
            answer = await self._calls.send(
                "look",
                self._http,
                lambda: self._http.build_request("GET", path, params=params, headers=self._headers),
                self._refusal,
            )
            errors = batch_errors(answer.body)
            if errors is not None:
                return errors
            await self._sleep(_SECONDS_BETWEEN_LOOKS)
        raise ExternalServiceError(
            f"{self.name} is not done with it yet. It is looked at again.", service=self.name
        )

    def _refusal(self, response: httpx.Response, body: JsonObject) -> TalknShopError | None:
        return meta_refusal(response, body) or general_refusal(
            self.name, response, self._clock.now()
        )


def _rejected(name: str, reasons: list[str]) -> PostingOutcome:
    return PostingOutcome(Status.REJECTED, message=f"{name} did not take it: {'; '.join(reasons)}.")
