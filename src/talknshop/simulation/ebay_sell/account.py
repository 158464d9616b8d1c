"""The simulated Account API and places of the Inventory API: what a seller sets up once."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from talknshop.simulation.ebay_sell.answering import (
    ACCOUNT,
    RefusedError,
    nothing,
    told,
    written,
)
from talknshop.simulation.ebay_sell.ledger import Ledger
from talknshop.simulation.ebay_sell.rules import LOCATION, POLICIES, check

PROGRAM = "SELLING_POLICY_MANAGEMENT"
IDS = {
    "payment_policy": "paymentPolicyId",
    "return_policy": "returnPolicyId",
    "fulfillment_policy": "fulfillmentPolicyId",
}
_LISTS = {
    "payment_policy": "paymentPolicies",
    "return_policy": "returnPolicies",
    "fulfillment_policy": "fulfillmentPolicies",
}
_NEEDED = {
    "payment_policy": ("name", "marketplaceId", "categoryTypes"),
    "return_policy": ("name", "marketplaceId", "returnsAccepted"),
    "fulfillment_policy": ("name", "marketplaceId", "categoryTypes", "handlingTime"),
}
_LONGEST_KEY = 36


class AccountSimulation:
    """Programs, business policies and places."""

    def __init__(self, ledger: Ledger) -> None:
        """Keeps them in ``ledger``."""
        self._ledger = ledger

    async def programs(self, _request: Request, seller: str) -> Response:
        """``getOptedInPrograms``."""
        return told({"programs": self._ledger.all("program", seller)})

    async def opt_in(self, request: Request, seller: str) -> Response:
        """``optInToProgram``."""
        body = await written(request)
        if body.get("programType") != PROGRAM:
            raise RefusedError(20401, "Missing field programType.", domain=ACCOUNT)
        if self._ledger.get("program", seller, PROGRAM):
            raise RefusedError(25803, "programType already exists.", status=409, domain=ACCOUNT)
        with self._ledger.change():
            self._ledger.put("program", seller, PROGRAM, {"programType": PROGRAM})
        return told({})

    async def policies(self, request: Request, seller: str) -> Response:
        """``getPaymentPolicies`` and its siblings."""
        kind = request.url.path.rstrip("/").rpartition("/")[2]
        site = request.query_params.get("marketplace_id")
        if not site:
            raise RefusedError(20401, "Missing field marketplace_id.", domain=ACCOUNT)
        found = [one for one in self._ledger.all(kind, seller) if one["marketplaceId"] == site]
        return told({"total": len(found), _LISTS[kind]: found})

    async def make_policy(self, request: Request, seller: str) -> Response:
        """``createPaymentPolicy`` and its siblings."""
        kind = request.url.path.rstrip("/").rpartition("/")[2]
        body = await written(request)
        check(body, POLICIES[kind])
        missing = next((name for name in _NEEDED[kind] if name not in body), None)
        if missing:
            raise RefusedError(20401, f"Missing field {missing}.", domain=ACCOUNT)
        if not self._ledger.get("program", seller, PROGRAM):
            raise RefusedError(20403, "Invalid seller. Not opted in to policies.", domain=ACCOUNT)
        if kind == "fulfillment_policy" and not (
            body.get("localPickup") or body.get("shippingOptions")
        ):
            raise RefusedError(20401, "Missing field shippingOptions.", domain=ACCOUNT)
        if any(one["name"] == body["name"] for one in self._ledger.all(kind, seller)):
            raise RefusedError(20400, "Invalid request. Duplicate policy name.", domain=ACCOUNT)
        with self._ledger.change():
            number = self._ledger.next_number()
            policy = {**body, IDS[kind]: number}
            self._ledger.put(kind, seller, number, policy)
        return told(policy | {"warnings": []}, 201, Location=f"{request.url}/{number}")

    async def places(self, _request: Request, seller: str) -> Response:
        """``getInventoryLocations``."""
        found = self._ledger.all("location", seller)
        return told({"total": len(found), "limit": 100, "offset": 0, "locations": found})

    async def place(self, request: Request, seller: str) -> Response:
        """``getInventoryLocation``."""
        found = self._ledger.get("location", seller, str(request.path_params["key"]))
        if found is None:
            raise RefusedError(25805, "merchantLocationKey Not Found.", status=404)
        return told(found)

    async def make_place(self, request: Request, seller: str) -> Response:
        """``createInventoryLocation``."""
        key = str(request.path_params["key"])
        body = await written(request)
        check(body, LOCATION)
        address: dict[str, Any] = body.get("location", {}).get("address", {})
        whole = address.get("postalCode") or (
            address.get("city") and address.get("stateOrProvince")
        )
        if len(key) > _LONGEST_KEY or not address.get("country") or not whole:
            raise RefusedError(25802, "Input error. The address is not complete.")
        if self._ledger.get("location", seller, key):
            raise RefusedError(25803, "merchantLocationKey already exists.", status=409)
        with self._ledger.change():
            self._ledger.put("location", seller, key, body | {"merchantLocationKey": key})
        return nothing()
