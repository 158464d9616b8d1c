"""Offers and their listings: finding what is there, and each step that changes it."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from talknshop.core.errors import ExternalServiceError
from talknshop.marketplaces.calls import Answered
from talknshop.marketplaces.ebay.errors import NAME, error_ids
from talknshop.marketplaces.ebay.selling.calls import Call, SellCalls
from talknshop.marketplaces.ebay.selling.refusals import (
    OFFER_GONE,
    PostingStoppedError,
    parameter,
    refused,
    remarks,
)
from talknshop.marketplaces.ebay.selling.request import JsonBody, new_offer_body
from talknshop.marketplaces.wire_values import count, entries, identifier, member

_INVENTORY = "/sell/inventory/v1"
# There is no such item, or no offer of it.
_UNKNOWN = frozenset({25702, 25710, OFFER_GONE})
_ENDED = frozenset({"ENDED", "EBAY_ENDED", "INACTIVE", "NOT_LISTED"})


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as eBay has it.

    Attributes:
        offer_id: Its id.
        published: Whether eBay has a listing of it.
        listing_id: The listing's id.
        listing_status: eBay's word for how the listing stands.
        on_hold: Whether eBay hides it until the seller has answered.
        sold: How many were sold.
        available: How many are still for sale.
    """

    offer_id: str
    published: bool
    listing_id: str | None = None
    listing_status: str | None = None
    on_hold: bool = False
    sold: int = 0
    available: int | None = None

    @property
    def is_sold(self) -> bool:
        """Whether its one unit is gone; writing to it would put a sold item up again."""
        return self.sold > 0 or self.available == 0

    @property
    def is_up(self) -> bool:
        """Whether the listing is there; one that is on hold or sold out is."""
        return self.published and self.listing_id is not None and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Whether there was a listing that was ended."""
        return self.listing_id is not None and self.listing_status in _ENDED


class Offers:
    """Inventory items and offers of sellers at one site."""

    def __init__(self, calls: SellCalls, *, site: str) -> None:
        """Asks through ``calls``."""
        self._calls = calls
        self._site = site

    async def find(self, user_id: str, sku: str) -> Offer | None:
        """The offer of an item; None where there is none."""
        parameters = {"sku": sku, "marketplace_id": self._site, "format": "FIXED_PRICE"}
        call = Call("getOffers", "GET", f"{_INVENTORY}/offer", params=parameters)
        answer = await self._calls.send(user_id, call)
        if answer.status == HTTPStatus.NOT_FOUND or error_ids(answer.body) & _UNKNOWN:
            return None
        if answer.status >= HTTPStatus.BAD_REQUEST:
            # From not knowing, nothing may follow: neither that it is down nor that none is there.
            raise ExternalServiceError(
                "eBay does not say whether this is listed right now. It is tried again.",
                service=NAME,
            )
        return next((offer for one in entries(answer.body, "offers") if (offer := _offer(one))),
                    None)  # fmt: skip

    async def put_item(self, user_id: str, sku: str, body: JsonBody) -> tuple[str, ...]:
        """Makes an item what ``body`` says; gives what eBay remarked."""
        path = f"{_INVENTORY}/inventory_item/{quote(sku, safe='')}"
        call = Call("createOrReplaceInventoryItem", "PUT", path, json=body)
        return remarks(_taken(await self._calls.send(user_id, call)))

    async def create(self, user_id: str, sku: str, body: JsonBody) -> str:
        """Makes an offer, or finds the one that was made meanwhile; gives its id."""
        new = new_offer_body(sku, self._site, body)
        call = Call("createOffer", "POST", f"{_INVENTORY}/offer", json=new)
        answer = await self._calls.send(user_id, call)
        number = identifier(answer.body.get("offerId")) or parameter(answer, "offerId")
        if number is not None and answer.status < HTTPStatus.BAD_REQUEST:
            return number
        present = await self.find(user_id, sku)
        found = present.offer_id if present else number
        if found is None:
            raise PostingStoppedError(refused(answer))
        await self.update(user_id, found, body)
        return found

    async def update(self, user_id: str, offer_id: str, body: JsonBody) -> tuple[str, ...]:
        """Makes an offer, and the listing of it, what ``body`` says."""
        call = Call("updateOffer", "PUT", _path(offer_id), json=body)
        return remarks(_taken(await self._calls.send(user_id, call)))

    async def publish(self, user_id: str, offer_id: str) -> Answered:
        """Puts a listing up; the caller judges a refusal."""
        call = Call("publishOffer", "POST", f"{_path(offer_id)}/publish")
        return await self._calls.send(user_id, call)

    async def withdraw(self, user_id: str, offer_id: str) -> Answered:
        """Ends a listing; the caller judges a refusal."""
        call = Call("withdrawOffer", "POST", f"{_path(offer_id)}/withdraw")
        return await self._calls.send(user_id, call)


def _path(offer_id: str) -> str:
    return f"{_INVENTORY}/offer/{quote(offer_id, safe='')}"


def _taken(answer: Answered) -> Answered:
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise PostingStoppedError(refused(answer))
    return answer


def _offer(value: object) -> Offer | None:
    number = identifier(member(value, "offerId"))
    if number is None:
        return None
    status = member(value, "listing", "listingStatus")
    return Offer(
        number,
        published=member(value, "status") == "PUBLISHED",
        listing_id=identifier(member(value, "listing", "listingId")),
        listing_status=status if isinstance(status, str) else None,
        on_hold=member(value, "listing", "listingOnHold") is True,
        sold=count(member(value, "listing", "soldQuantity")) or 0,
        available=count(member(value, "availableQuantity")),
    )
