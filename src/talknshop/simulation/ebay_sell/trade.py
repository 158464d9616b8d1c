"""What happens at the simulated eBay without its sellers: somebody buys, a listing is ended."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from talknshop.simulation.answers import json_body, whole
from talknshop.simulation.ebay_sell.answering import RefusedError, told
from talknshop.simulation.ebay_sell.consent import Consent
from talknshop.simulation.ebay_sell.ledger import Document, Ledger
from talknshop.simulation.ebay_sell.listings import EBAY_ENDED, ListingSimulation

_FULFILLMENT = "API_FULFILLMENT"
_MOST = 200
_KINDS = ("item", "offer", "listing", "order", "location", "program", "payment_policy",
          "return_policy", "fulfillment_policy", "image")  # fmt: skip


class Trade:
    """Orders, and what tests make happen."""

    def __init__(
        self,
        ledger: Ledger,
        listings: ListingSimulation,
        consent: Consent,
        now: Callable[[], float],
    ) -> None:
        """Works on ``ledger``; ``now`` gives seconds since 1970."""
        self._ledger = ledger
        self._listings = listings
        self._consent = consent
        self._now = now

    async def orders(self, request: Request, seller: str) -> Response:
        """``getOrders``."""
        asked = request.query_params
        limit = whole(asked.get("limit"), 50, least=1, most=_MOST)
        offset = whole(asked.get("offset"), 0, least=0, most=100_000)
        since = _since(asked.get("filter", ""))
        if limit is None or offset is None or since is None:
            raise RefusedError(30700, "Invalid filter or paging.", domain=_FULFILLMENT)
        found = [
            one for one in self._ledger.all("order", seller)
            if datetime.fromisoformat(one["lastModifiedDate"]) >= since
        ]  # fmt: skip
        body: dict[str, Any] = {
            "href": str(request.url), "total": len(found), "limit": limit, "offset": offset,
            "orders": found[offset : offset + limit],
        }  # fmt: skip
        if offset + limit < len(found):
            following = dict(asked) | {"offset": str(offset + limit)}
            body["next"] = f"{request.url.replace(query='')}?{urlencode(following)}"
        return told(body)

    async def buy(self, request: Request) -> Response:
        """Sells one unit of a listing, as a buyer does."""
        number = str((await json_body(request)).get("listing_id", ""))
        listing = self._listing(number)
        if listing["status"] != "ACTIVE" or listing["quantity"] < 1:
            return told({"error": "It is not for sale any more."}, 409)
        seller = listing["seller"]
        with self._ledger.change():
            order = self._order(listing)
            self._ledger.put("order", seller, order["orderId"], order)
            self._take_unit(seller, listing)
        return told(order, 201)

    async def cancel(self, request: Request) -> Response:
        """Cancels an order."""
        name = str(request.path_params["order_id"])
        for order in self._ledger.all("order"):
            if order["orderId"] == name:
                changed: Document = order | {
                    "cancelStatus": {"cancelState": "CANCELED", "cancelRequests": []},
                    "lastModifiedDate": self._stamp(),
                }
                with self._ledger.change():
                    self._ledger.put("order", order["sellerId"], name, changed)
                return told(changed)
        raise RefusedError(32100, "Invalid order ID.", status=404, domain=_FULFILLMENT)

    async def end(self, request: Request) -> Response:
        """Ends a listing as eBay does that finds fault with it."""
        listing = self._listing(str(request.path_params["listing_id"]))
        with self._ledger.change():
            self._listings.end(listing["seller"], listing["listingId"], EBAY_ENDED)
        return told({"listingId": listing["listingId"], "status": EBAY_ENDED})

    async def revoke(self, request: Request) -> Response:
        """Withdraws the consent of a seller."""
        self._consent.revoke(str(request.path_params["seller"]))
        return told({})

    async def ledger(self, _request: Request) -> Response:
        """Everything but tokens."""
        return told({kind: self._ledger.all(kind) for kind in _KINDS})

    async def page(self, request: Request) -> Response:
        """A listing as people see it."""
        listing = self._listing(str(request.path_params["listing_id"]))
        price = listing["price"]
        lines = [
            "Simulated eBay: a development server, not eBay.",
            "", listing["title"], f"{price['value']} {price['currency']}", listing["status"],
        ]  # fmt: skip
        return Response("\n".join(lines), media_type="text/plain; charset=utf-8",
                        headers={"X-TalknShop-Simulated": "1"})  # fmt: skip

    def _listing(self, number: str) -> Document:
        found = next(
            (one for one in self._ledger.all("listing") if one["listingId"] == number), None
        )
        if found is None:
            raise RefusedError(25710, "There is no such listing.", status=404)
        return found

    def _order(self, listing: Document) -> Document:
        number = self._ledger.next_number()
        stamp = self._stamp()
        return {
            "orderId": f"{number[:2]}-{number[2:7]}-{number[7:]}",
            "creationDate": stamp,
            "lastModifiedDate": stamp,
            "orderPaymentStatus": "PAID",
            "orderFulfillmentStatus": "NOT_STARTED",
            "sellerId": listing["seller"],
            "cancelStatus": {"cancelState": "NONE_REQUESTED", "cancelRequests": []},
            "lineItems": [
                {
                    "lineItemId": f"1{number}",
                    "legacyItemId": listing["listingId"],
                    "sku": listing["sku"],
                    "title": listing["title"],
                    "quantity": 1,
                    "lineItemCost": listing["price"],
                }
            ],
        }

    def _take_unit(self, seller: str, listing: Document) -> None:
        left = listing["quantity"] - 1
        item = self._ledger.get("item", seller, listing["sku"]) or {}
        offer = self._ledger.get("offer", seller, listing["offerId"]) or {}
        item["availability"] = {"shipToLocationAvailability": {"quantity": left}}
        self._ledger.put("item", seller, listing["sku"], item)
        self._ledger.put("offer", seller, listing["offerId"], offer | {"availableQuantity": left})
        changed = listing | {
            "quantity": left, "sold": listing["sold"] + 1,
            "status": "ACTIVE" if left else "OUT_OF_STOCK",
        }  # fmt: skip
        self._ledger.put("listing", seller, listing["listingId"], changed)

    def _stamp(self) -> str:
        at = datetime.fromtimestamp(self._now(), UTC)
        return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _since(filters: str) -> datetime | None:
    begin = "lastmodifieddate:["
    if not filters.startswith(begin) or not filters.endswith("..]"):
        return None
    try:
        return datetime.fromisoformat(filters.removeprefix(begin).removesuffix("..]"))
    except ValueError:
        return None
