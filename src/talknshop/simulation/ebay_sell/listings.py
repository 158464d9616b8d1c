"""The simulated Inventory API: items, offers, and the listings that they become."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from talknshop.simulation.ebay_sell.account import IDS
from talknshop.simulation.ebay_sell.answering import (
    RefusedError,
    nothing,
    require_language,
    told,
    written,
)
from talknshop.simulation.ebay_sell.ledger import Document, Ledger
from talknshop.simulation.ebay_sell.rules import (
    NEW_OFFER,
    OFFER,
    amount,
    check,
    check_item,
    check_sku,
)
from talknshop.simulation.ebay_sell.shelves import allows, category

OFFER_GONE = 25713
ACTIVE, OUT_OF_STOCK, ENDED, EBAY_ENDED = "ACTIVE", "OUT_OF_STOCK", "ENDED", "EBAY_ENDED"
_POLICY_ERRORS = {"fulfillment_policy": 25007, "payment_policy": 25008, "return_policy": 25009}


class ListingSimulation:
    """Items, offers and listings."""

    def __init__(self, ledger: Ledger) -> None:
        """Keeps them in ``ledger``."""
        self._ledger = ledger

    async def put_item(self, request: Request, seller: str) -> Response:
        """``createOrReplaceInventoryItem``."""
        sku = str(request.path_params["sku"])
        require_language(request)
        check_sku(sku)
        item = await written(request)
        check_item(item)
        present = self._ledger.get("item", seller, sku)
        with self._ledger.change():
            self._ledger.put("item", seller, sku, item | {"sku": sku, "locale": "en_US"})
            for offer in self._offers(seller, sku):
                self._write_listing(seller, offer)
        return nothing() if present else told({}, 201)

    async def item(self, request: Request, seller: str) -> Response:
        """``getInventoryItem``."""
        sku = str(request.path_params["sku"])
        found = self._ledger.get("item", seller, sku)
        if found is None:
            raise RefusedError(25710, "We didn't find the resource/entity.", status=404)
        return told(found)

    async def offers(self, request: Request, seller: str) -> Response:
        """``getOffers``."""
        asked = request.query_params
        sku = asked.get("sku", "")
        check_sku(sku)
        found = [
            self._told(seller, one)
            for one in self._offers(seller, sku)
            if asked.get("marketplace_id") in {None, one["marketplaceId"]}
            and asked.get("format") in {None, one["format"]}
        ]
        if not found:
            raise RefusedError(OFFER_GONE, "This Offer is not available.", status=404)
        return told({"href": str(request.url), "limit": 100, "size": len(found),
                     "total": len(found), "offers": found})  # fmt: skip

    async def make_offer(self, request: Request, seller: str) -> Response:
        """``createOffer``."""
        require_language(request)
        body = await written(request)
        check(body, NEW_OFFER)
        for name in ("sku", "marketplaceId", "format"):
            if not body.get(name):
                raise RefusedError(25709, f"Invalid value for {name}.")
        if self._ledger.get("item", seller, body["sku"]) is None:
            raise RefusedError(25702, f"{body['sku']} could not be found.")
        same = ("sku", "marketplaceId", "format")
        for one in self._offers(seller, body["sku"]):
            if all(one[name] == body[name] for name in same):
                raise RefusedError(
                    25002,
                    "A user error has occurred. Offer entity already exists.",
                    parameters={"offerId": one["offerId"]},
                )
        with self._ledger.change():
            number = self._ledger.next_number()
            offer = body | {"offerId": number, "status": "UNPUBLISHED"}
            self._ledger.put("offer", seller, number, offer)
        return told({"offerId": number}, 201)

    async def put_offer(self, request: Request, seller: str) -> Response:
        """``updateOffer``."""
        require_language(request)
        offer = self._offer(request, seller)
        body = await written(request)
        check(body, OFFER)
        if offer["status"] == "PUBLISHED" and not body.get("listingDescription"):
            raise RefusedError(25709, "Invalid value for listingDescription.")
        kept = {name: offer[name] for name in ("sku", "marketplaceId", "format", "offerId",
                                               "status", "listingId") if name in offer}  # fmt: skip
        with self._ledger.change():
            changed = body | kept
            self._ledger.put("offer", seller, offer["offerId"], changed)
            self._write_listing(seller, changed)
        return told({"offerId": offer["offerId"]})

    async def offer(self, request: Request, seller: str) -> Response:
        """``getOffer``."""
        return told(self._told(seller, self._offer(request, seller)))

    async def publish(self, request: Request, seller: str) -> Response:
        """``publishOffer``."""
        offer = self._offer(request, seller)
        if offer["status"] == "PUBLISHED":
            raise RefusedError(25002, "A user error has occurred. The offer is published already.")
        self._require_complete(seller, offer)
        with self._ledger.change():
            number = self._ledger.next_number()
            listed = offer | {"status": "PUBLISHED", "listingId": number}
            self._ledger.put("offer", seller, offer["offerId"], listed)
            self._ledger.put("listing", seller, number, {
                "listingId": number, "seller": seller, "sku": offer["sku"],
                "offerId": offer["offerId"], "status": ACTIVE, "sold": 0,
            })  # fmt: skip
            self._write_listing(seller, listed)
        return told({"listingId": number})

    async def withdraw(self, request: Request, seller: str) -> Response:
        """``withdrawOffer``."""
        offer = self._offer(request, seller)
        if offer["status"] != "PUBLISHED":
            raise RefusedError(OFFER_GONE, "This Offer is not available : it is not published.")
        number = offer["listingId"]
        with self._ledger.change():
            self.end(seller, number, ENDED)
        return told({"listingId": number})

    def end(self, seller: str, number: str, status: str) -> None:
        """Ends a listing; within a change of the ledger."""
        listing = self._ledger.get("listing", seller, number)
        if listing is None:
            raise RefusedError(OFFER_GONE, "There is no such listing.", status=404)
        self._ledger.put("listing", seller, number, listing | {"status": status})
        offer = self._ledger.get("offer", seller, listing["offerId"])
        # What the seller ends can be published anew; what eBay ends keeps saying so.
        if offer is not None and status == ENDED:
            kept = {name: value for name, value in offer.items() if name != "listingId"}
            changed = kept | {"status": "UNPUBLISHED"}
            self._ledger.put("offer", seller, offer["offerId"], changed)

    def _offer(self, request: Request, seller: str) -> Document:
        found = self._ledger.get("offer", seller, str(request.path_params["offer_id"]))
        if found is None:
            raise RefusedError(OFFER_GONE, "This Offer is not available : unknown.", status=404)
        return found

    def _offers(self, seller: str, sku: str) -> list[Document]:
        return [one for one in self._ledger.all("offer", seller) if one["sku"] == sku]

    def _told(self, seller: str, offer: Document) -> dict[str, Any]:
        shown = {name: value for name, value in offer.items() if name != "listingId"}
        number = offer.get("listingId")
        listing = self._ledger.get("listing", seller, number) if number else None
        if listing is not None:
            shown["listing"] = {
                "listingId": number,
                "listingStatus": listing["status"],
                "soldQuantity": listing["sold"],
            }
        return shown

    def _write_listing(self, seller: str, offer: Document) -> None:
        """Has the listing say what its item and offer say."""
        number = offer.get("listingId")
        listing = self._ledger.get("listing", seller, number) if number else None
        item = self._ledger.get("item", seller, offer["sku"])
        if listing is None or item is None or listing["status"] in {ENDED, EBAY_ENDED}:
            return
        quantity = item["availability"]["shipToLocationAvailability"]["quantity"]
        quantity = min(quantity, offer.get("availableQuantity", quantity))
        self._ledger.put("listing", seller, listing["listingId"], listing | {
            "title": item["product"]["title"],
            "price": offer["pricingSummary"]["price"],
            "condition": item["condition"],
            "categoryId": offer["categoryId"],
            "imageUrls": item["product"]["imageUrls"],
            "quantity": quantity,
            "status": ACTIVE if quantity else OUT_OF_STOCK,
        })  # fmt: skip

    def _require_complete(self, seller: str, offer: Document) -> None:
        item = self._ledger.get("item", seller, offer["sku"]) or {}
        product: dict[str, Any] = item.get("product", {})
        shelf = category(offer.get("categoryId", ""))
        if shelf is None:
            raise RefusedError(25005, "The offer has an invalid category ID.")
        price = amount(offer.get("pricingSummary", {}).get("price", {}))
        if price is None or price <= 0:
            raise RefusedError(25003, "The offer has an invalid price.")
        if not product.get("title") or not offer.get("listingDescription"):
            raise RefusedError(25002, "A user error has occurred. A title is needed.")
        if not product.get("imageUrls"):
            raise RefusedError(25014, "The offer has invalid pictures. Add at least 1 photo.")
        if not allows(shelf, item.get("condition", "")):
            raise RefusedError(25021, "The offer has invalid item condition information.")
        for aspect in shelf.aspects:
            values = product.get("aspects", {}).get(aspect.name, [])
            if aspect.required and not values:
                said = f"A user error has occurred. The item specific {aspect.name} is missing."
                raise RefusedError(25002, said)
            if aspect.from_list and not set(values) <= set(aspect.values):
                raise RefusedError(25502, f"Invalid attribute information. {aspect.name}")
        self._require_setup(seller, offer)

    def _require_setup(self, seller: str, offer: Document) -> None:
        chosen = offer.get("listingPolicies", {})
        for kind, error in _POLICY_ERRORS.items():
            if not self._ledger.get(kind, seller, chosen.get(IDS[kind], "")):
                raise RefusedError(error, f"The offer has invalid data in its {kind}.")
        if not self._ledger.get("location", seller, offer.get("merchantLocationKey", "")):
            raise RefusedError(25012, "Invalid inventory location.")
        if offer.get("listingDuration") != "GTC":
            raise RefusedError(25016, "The listingDuration value is invalid.")
