"""Craigslist through its bulk interface, with an account that the operator pays for."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

import httpx

from talknshop.core.errors import (
    CredentialsRefusedError,
    ExternalServiceError,
    InternalError,
    TalknShopError,
    ValidationError,
)
from talknshop.core.http import fetch
from talknshop.marketplaces.posting.assisted import AssistedPublisher
from talknshop.marketplaces.posting.craigslist_feed import (
    BulkAccount,
    BulkResult,
    bulk_request,
    read_bulk_answer,
)
from talknshop.marketplaces.posting.links import listing_link
from talknshop.marketplaces.posting.preview import blocking, marketplace_preview
from talknshop.marketplaces.publishing import Photo, Posting, PostingOutcome, Sale
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingSpec, MarketplacePreview, ProblemLevel

ReadPhotoBytes = Callable[[Photo], Awaitable[bytes | None]]
"""Reads a photo; None where it is not there any more."""

_LARGEST_ANSWER = 2 * 1024 * 1024
_JPEG = b"\xff\xd8\xff"
_VALIDATE, _POST = "/bulk-rss/validate", "/bulk-rss/post"
_UNPAID = frozenset({"INSUFFICIENT_BLOCKS", "CREDIT_LIMIT_REACHED", "CREDIT_CARD_ERROR"})
_UNKNOWN = (
    "Craigslist did not tell whether it took this listing. Look there: where it is up, paste its "
    "link; where it is not, post it with what stands here."
)


class SentNotes(Protocol):
    """Which postings were sent to somebody who would take them twice."""

    async def was_sent(self, job_id: str) -> bool:
        """Whether one was sent, and nothing cleared it."""
        ...

    async def note(self, job_id: str) -> None:
        """Notes that one is about to be sent, durably."""
        ...

    async def clear(self, job_id: str) -> None:
        """Forgets it: it was refused."""
        ...


class CraigslistBulkPublisher:
    """Implements ``ListingPublisher``; what the account does not pay for is posted by hand.

    The interface takes the same posting twice. A note is therefore kept before one is sent: after
    an attempt whose end nobody knows, the seller looks, and nothing is sent again.
    """

    marketplace = PostingMarketplace.CRAIGSLIST

    def __init__(
        self,
        http: httpx.AsyncClient,
        account: BulkAccount,
        categories: Mapping[str, str],
        by_hand: AssistedPublisher,
        *,
        sent: SentNotes,
        read_photo: ReadPhotoBytes | None,
        simulated: bool = False,
    ) -> None:
        """Posts through ``http``, whose owner closes it.

        Args:
            http: A client whose base URL is Craigslist's.
            account: Who pays.
            categories: Three letters of the categories that it pays for, by a word in the name of
                ours.
            by_hand: Prepares what cannot be posted, changed or taken down this way.
            sent: Keeps what was sent.
            read_photo: Reads photos; without it, listings have none.
            simulated: Whether a development server stands in Craigslist's place.
        """
        self.name = by_hand.name
        self.simulated = simulated
        self._http = http
        self._account = account
        self._categories = {word.casefold(): code for word, code in categories.items()}
        self._by_hand = by_hand
        self._sent = sent
        self._read_photo = read_photo

    def preview(self, spec: ListingSpec) -> MarketplacePreview:
        """What Craigslist would get; the place is needed where nobody fills it in by hand."""
        by_hand = self._by_hand.preview(spec)
        if self._category(spec) is None:
            return by_hand
        problems = []
        if not (spec.location and spec.location.zip):
            text = f"{self.name} needs the ZIP code where the item is."
            problems = [blocking("zip_required", text, "location")]
        return marketplace_preview(self.marketplace, spec, by_hand.fields, problems=problems)

    async def publish(self, posting: Posting) -> PostingOutcome:
        """Puts a listing up, or finds that it was sent."""
        spec = posting.spec
        category = self._category(spec)
        if category is None:
            return await self._by_hand.publish(posting)
        missing = [p for p in self.preview(spec).problems if p.level is ProblemLevel.BLOCKING]
        if missing:
            return self._by_hand.question(missing)
        if await self._sent.was_sent(posting.job_id):
            return await self._unknown(posting)
        images = await self._images(posting)
        body = bulk_request(posting.job_id, spec, self._account, category=category, images=images)
        checked = await self._send(_VALIDATE, body, posting.job_id)
        if checked.status != "VALID":
            return _refused(checked)
        return await self._post(posting, body)

    async def revise(self, posting: Posting) -> PostingOutcome:
        """Has the seller change it: the interface takes new postings only."""
        return await self._by_hand.revise(posting)

    async def withdraw(self, posting: Posting) -> PostingOutcome:
        """Has the seller take it down, unless it was never up."""
        return await self._by_hand.withdraw(posting)

    async def sales(self, user_id: str, *, since: datetime) -> list[Sale]:
        """Craigslist knows of no sales."""
        return await self._by_hand.sales(user_id, since=since)

    async def _post(self, posting: Posting, body: bytes) -> PostingOutcome:
        await self._sent.note(posting.job_id)
        try:
            result = await self._send(_POST, body, posting.job_id)
        except TalknShopError as error:
            if error.retryable:
                return await self._unknown(posting)
            await self._sent.clear(posting.job_id)
            raise
        if result.status == "POSTED":
            return PostingOutcome(
                Status.LIVE,
                listing_id=result.posting_id or None,
                confirmation_link=_checked(result.view_url),
                notes=tuple(result.warnings),
            )
        await self._sent.clear(posting.job_id)
        return _refused(result)

    async def _unknown(self, posting: Posting) -> PostingOutcome:
        by_hand = await self._by_hand.publish(posting)
        action = by_hand.action and by_hand.action.model_copy(update={"message": _UNKNOWN})
        return PostingOutcome(by_hand.status, message=_UNKNOWN, action=action)

    async def _images(self, posting: Posting) -> list[bytes]:
        if self._read_photo is None:
            return []
        read = [await self._read_photo(photo) for photo in posting.photos]
        return [image for image in read if image is not None and image.startswith(_JPEG)]

    async def _send(self, path: str, body: bytes, key: str) -> BulkResult:
        request = self._http.build_request(
            "POST", path, content=body, headers={"Content-Type": "text/xml; charset=utf-8"}
        )
        response = await fetch(
            self._http,
            request,
            service=self.name,
            operation=path,
            largest_bytes=_LARGEST_ANSWER,
        )
        if response.status_code == HTTPStatus.FORBIDDEN:
            raise CredentialsRefusedError(
                "Craigslist does not take our bulk account. An operator should look at it.",
                service=self.name,
                details={"answer": response.text[:200]},
            )
        if HTTPStatus.BAD_REQUEST <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise InternalError(
                "Craigslist did not understand this listing; that is a fault of ours.",
                service=self.name,
            )
        result = read_bulk_answer(response.content, key) if response.is_success else None
        if result is None:
            raise ExternalServiceError(
                "Craigslist sent an answer that cannot be read. It is tried again.",
                service=self.name,
            )
        return result

    def _category(self, spec: ListingSpec) -> str | None:
        ours = (spec.category or "").casefold()
        return next((code for word, code in self._categories.items() if word in ours), None)


def _refused(result: BulkResult) -> PostingOutcome:
    said = result.explanation or "no reason was given"
    if result.status in _UNPAID:
        message = f"The account that pays for postings on Craigslist cannot pay now: {said}."
        return PostingOutcome(Status.FAILED, message=message, error_code=result.status)
    status = Status.REJECTED if result.status == "NOT_VALID" else Status.FAILED
    message = f"Craigslist did not take it: {said}."
    return PostingOutcome(status, message=message, error_code=result.status or None)


def _checked(url: str) -> str | None:
    try:
        return listing_link(PostingMarketplace.CRAIGSLIST, url).url
    except ValidationError:
        return None
