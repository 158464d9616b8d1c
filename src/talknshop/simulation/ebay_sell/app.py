"""All of the simulated eBay for sellers as routes, and as an application of its own."""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from talknshop.simulation.answers import json_body
from talknshop.simulation.ebay_sell.account import AccountSimulation
from talknshop.simulation.ebay_sell.answering import (
    TAXONOMY,
    RefusedError,
    nothing,
    told,
    written,
)
from talknshop.simulation.ebay_sell.consent import CALLBACK, Consent
from talknshop.simulation.ebay_sell.faults import FaultPlan, PlannedFault, with_faults
from talknshop.simulation.ebay_sell.ledger import Ledger
from talknshop.simulation.ebay_sell.listings import ListingSimulation
from talknshop.simulation.ebay_sell.shelves import aspects_of, category, conditions_of, suggested
from talknshop.simulation.ebay_sell.trade import Trade

Others = Callable[[Request], Awaitable[Response]]
Handler = Callable[[Request, str], Awaitable[Response]]

_SCOPE = "https://api.ebay.com/oauth/api_scope"
_INVENTORY_SCOPE = f"{_SCOPE}/sell.inventory"
_ACCOUNT_SCOPE = f"{_SCOPE}/sell.account"
_ORDER_SCOPE = f"{_SCOPE}/sell.fulfillment.readonly"
_INVENTORY = "/sell/inventory/v1"
_ACCOUNT = "/sell/account/v1"
_TAXONOMY = "/commerce/taxonomy/v1"
_IMAGE = "/commerce/media/v1_beta/image"
_FAULTS = TypeAdapter(list[PlannedFault])
_LARGEST_PHOTO = 12 * 1024 * 1024


class EbaySellSimulation:
    """Answers sellers as eBay would."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        ledger: Path | None = None,
        callback: str = CALLBACK,
        other_tokens: Others | None = None,
    ) -> None:
        """Opens the ledger.

        Args:
            now: Seconds since 1970.
            ledger: The file of the ledger; None keeps it in memory.
            callback: Where sellers come back to from the consent page.
            other_tokens: Answers requests for tokens that are not of sellers.
        """
        self._ledger = Ledger(ledger)
        self.faults = FaultPlan()
        self._consent = Consent(self._ledger, now, callback=callback, others=other_tokens)
        self._account = AccountSimulation(self._ledger)
        self._listings = ListingSimulation(self._ledger)
        self._trade = Trade(self._ledger, self._listings, self._consent, now)

    def app(self) -> Starlette:
        """An application of its own."""
        return Starlette(routes=self.routes())

    def routes(self) -> list[Route]:
        """What it answers to, below its base URL."""
        return [
            Route("/oauth2/authorize", self._consent.page),
            Route("/oauth2/authorize", self._consent.agree, methods=["POST"]),
            self._open("token", "POST", "/identity/v1/oauth2/token", self._consent.token),
            *self._seller_routes(),
            *self._category_routes(),
            *self._test_routes(),
        ]

    def _seller_routes(self) -> list[Route]:
        account, listings = self._account, self._listings
        policies = [
            route
            for kind in ("payment_policy", "return_policy", "fulfillment_policy")
            for route in (
                self._a(f"get_{kind}", "GET", f"{_ACCOUNT}/{kind}", account.policies),
                self._a(f"create_{kind}", "POST",
                        f"{_ACCOUNT}/{kind}" + ("/" if kind == "fulfillment_policy" else ""),
                        account.make_policy),
            )
        ]  # fmt: skip
        item, offer = f"{_INVENTORY}/inventory_item/{{sku}}", f"{_INVENTORY}/offer"
        one, place = f"{offer}/{{offer_id}}", f"{_INVENTORY}/location/{{key}}"
        return [
            *policies,
            self._a("getOptedInPrograms", "GET", f"{_ACCOUNT}/program/get_opted_in_programs",
                    account.programs),
            self._a("optInToProgram", "POST", f"{_ACCOUNT}/program/opt_in", account.opt_in),
            self._i("getInventoryLocations", "GET", f"{_INVENTORY}/location", account.places),
            self._i("getInventoryLocation", "GET", place, account.place),
            self._i("createInventoryLocation", "POST", place, account.make_place),
            self._i("createOrReplaceInventoryItem", "PUT", item, listings.put_item),
            self._i("getInventoryItem", "GET", item, listings.item),
            self._i("getOffers", "GET", offer, listings.offers),
            self._i("createOffer", "POST", offer, listings.make_offer),
            self._i("updateOffer", "PUT", one, listings.put_offer),
            self._i("getOffer", "GET", one, listings.offer),
            self._i("publishOffer", "POST", f"{one}/publish", listings.publish),
            self._i("withdrawOffer", "POST", f"{one}/withdraw", listings.withdraw),
            self._for(_ORDER_SCOPE, "getOrders", "GET", "/sell/fulfillment/v1/order",
                      self._trade.orders),
            self._i("createImageFromUrl", "POST", f"{_IMAGE}/create_image_from_url", self._link),
            self._i("createImageFromFile", "POST", f"{_IMAGE}/create_image_from_file", self._file),
            self._i("getImage", "GET", f"{_IMAGE}/{{image_id}}", self._image),
        ]  # fmt: skip

    def _category_routes(self) -> list[Route]:
        tree = f"{_TAXONOMY}/category_tree/0"
        conditions = "/sell/metadata/v1/marketplace/{site}/get_item_condition_policies"
        return [
            self._for(_SCOPE, "getDefaultCategoryTreeId", "GET",
                      f"{_TAXONOMY}/get_default_category_tree_id", self._tree),
            self._for(_SCOPE, "getCategorySuggestions", "GET",
                      f"{tree}/get_category_suggestions", self._suggest),
            self._for(_SCOPE, "getItemAspectsForCategory", "GET",
                      f"{tree}/get_item_aspects_for_category", self._aspects),
            self._i("getItemConditionPolicies", "GET", conditions, self._conditions),
        ]  # fmt: skip

    def _test_routes(self) -> list[Route]:
        trade = self._trade
        return [
            Route("/itm/{listing_id}", _guarded(trade.page)),
            Route("/simulation/ledger", trade.ledger),
            Route("/simulation/calls", self._calls),
            Route("/simulation/faults", self._plan, methods=["PUT"]),
            Route("/simulation/orders", _guarded(trade.buy), methods=["POST"]),
            Route("/simulation/orders/{order_id}/cancel", _guarded(trade.cancel), methods=["POST"]),
            Route("/simulation/listings/{listing_id}/end", _guarded(trade.end), methods=["POST"]),
            Route("/simulation/sellers/{seller}/revoke", trade.revoke, methods=["POST"]),
        ]

    def _a(self, operation: str, method: str, path: str, handler: Handler) -> Route:
        return self._for(_ACCOUNT_SCOPE, operation, method, path, handler)

    def _i(self, operation: str, method: str, path: str, handler: Handler) -> Route:
        return self._for(_INVENTORY_SCOPE, operation, method, path, handler)

    def _for(self, scope: str, operation: str, method: str, path: str, handler: Handler) -> Route:
        async def answer(request: Request) -> Response:
            return await handler(request, self._consent.seller(request, scope))

        return self._open(operation, method, path, answer)

    def _open(self, operation: str, method: str, path: str, handler: Others) -> Route:
        guarded = _guarded(handler)

        async def answer(request: Request) -> Response:
            return await with_faults(self.faults, operation, request, lambda: guarded(request))

        return Route(path, answer, methods=[method])

    async def _tree(self, request: Request, _seller: str) -> Response:
        if not request.query_params.get("marketplace_id"):
            raise RefusedError(62002, "Missing marketplace ID.", domain=TAXONOMY)
        return told({"categoryTreeId": "0", "categoryTreeVersion": "1"})

    async def _suggest(self, request: Request, _seller: str) -> Response:
        words = request.query_params.get("q", "").strip()
        if not words:
            raise RefusedError(62007, "Missing keyword 'q'.", domain=TAXONOMY)
        found: list[dict[str, object]] = [
            {"category": {"categoryId": one.number, "categoryName": one.name},
             "categoryTreeNodeLevel": 2, "relevancy": "", "categoryTreeNodeAncestors": []}
            for one in suggested(words)
        ]  # fmt: skip
        return told(
            {"categoryTreeId": "0", "categoryTreeVersion": "1", "categorySuggestions": found}
        )

    async def _aspects(self, request: Request, _seller: str) -> Response:
        found = category(request.query_params.get("category_id", ""))
        if found is None:
            raise RefusedError(62005, "The category is not of this tree.", domain=TAXONOMY)
        return told(aspects_of(found))

    async def _conditions(self, request: Request, _seller: str) -> Response:
        asked = request.query_params.get("filter", "")
        numbers = asked.removeprefix("categoryIds:{").removesuffix("}").split("|")
        return told(conditions_of(one for number in numbers if (one := category(number))))

    async def _link(self, request: Request, seller: str) -> Response:
        url = str((await written(request)).get("imageUrl", ""))
        if not url.startswith("https://"):
            raise RefusedError(190203, "Invalid image URL.", domain="API_MEDIA")
        return self._kept(request, seller, url.encode())

    async def _file(self, request: Request, seller: str) -> Response:
        content = await request.body()
        is_form = request.headers.get("Content-Type", "").startswith("multipart/form-data")
        if not is_form or not content or len(content) > _LARGEST_PHOTO:
            raise RefusedError(190204, "Invalid image file.", domain="API_MEDIA")
        return self._kept(request, seller, content)

    async def _image(self, request: Request, seller: str) -> Response:
        found = self._ledger.get("image", seller, str(request.path_params["image_id"]))
        if found is None:
            raise RefusedError(190200, "There is no such image.", status=404, domain="API_MEDIA")
        return told(found)

    def _kept(self, request: Request, seller: str, content: bytes) -> Response:
        with self._ledger.change():
            number = self._ledger.next_number()
            digest = hashlib.sha256(content).hexdigest()[:16]
            url = f"https://i.ebayimg.simulated.example/images/{digest}/s-l1600.jpg"
            self._ledger.put("image", seller, number, {"imageUrl": url})
        path = request.url.path.rpartition("/")[0]
        location = str(request.url.replace(path=f"{path}/{number}", query=""))
        return told({}, 201, Location=location)

    async def _plan(self, request: Request) -> Response:
        try:
            self.faults.plan(_FAULTS.validate_python((await json_body(request)).get("faults", [])))
        except ValidationError as error:
            return told({"error": str(error)}, 400)
        return nothing()

    async def _calls(self, _request: Request) -> Response:
        return told({"calls": self.faults.calls})


def _guarded(handler: Others) -> Others:
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except RefusedError as refused:
            return told(refused.body, refused.status)

    return answer
