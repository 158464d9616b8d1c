"""All simulated marketplaces as one application, and the settings that lead to them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from talknshop.catalog.feeds.rows import FeedRow
from talknshop.simulation.amazon import AmazonSimulation
from talknshop.simulation.answers import answer, json_body
from talknshop.simulation.bestbuy import BestbuySimulation
from talknshop.simulation.ebay import EbaySimulation
from talknshop.simulation.ebay_sell.app import EbaySellSimulation
from talknshop.simulation.ebay_sell.consent import CALLBACK
from talknshop.simulation.faults import Fault, FaultBoard, FaultMiddleware, Switch
from talknshop.simulation.refusals import REFUSALS
from talknshop.simulation.stock import Shelf, read_feed, stock
from talknshop.simulation.ucp import UcpSimulation
from talknshop.simulation.walmart import WalmartSimulation

SHELVES: Mapping[str, Shelf] = MappingProxyType(
    {
        "ebay": Shelf(0.6, 0.55, 1.05, sells_used=True, shipping_minor=899, free_from_minor=10_000),
        "amazon": Shelf(0.7, 0.88, 1.1),
        "walmart": Shelf(0.55, 0.85, 1.05, shipping_minor=699, free_from_minor=3_500),
        "bestbuy": Shelf(0.6, 0.92, 1.12, shipping_minor=599, free_from_minor=3_500),
        "ucp": Shelf(0.25, 0.8, 1.2),
    }
)
"""How each marketplace differs from the demo feed."""

_AT_THE_ROOT = "ucp"
"""A shop is known by its host alone; it stands last, for it takes whatever is left."""

_KEY_BITS = 2048
_EXPONENT = 65_537
_LONGEST_SECONDS = 60.0


class Simulation(NamedTuple):
    """The application, its switches, and the key that its Walmart knows."""

    app: Starlette
    faults: FaultBoard
    walmart_key: RSAPrivateKey


def build_simulation(
    feed: Path,
    base_url: str,
    now: Callable[[], float],
    *,
    ledger: Path | None = None,
    callback: str = CALLBACK,
) -> Simulation:
    """Fills the shelves of all simulated marketplaces from a feed; takes about a second.

    Args:
        feed: What they sell a part of.
        base_url: Where the application is reached.
        now: Seconds since 1970.
        ledger: File in which eBay keeps what people sell there; None keeps it in memory.
        callback: Where sellers come back to from eBay's consent page.

    Raises:
        ValidationError: The file is no feed that can be read.
    """
    rows = read_feed(feed)
    key = generate_private_key(_EXPONENT, _KEY_BITS)
    faults = FaultBoard(tuple(SHELVES))
    ebay = EbaySimulation(stock("ebay", SHELVES["ebay"], rows))
    selling = EbaySellSimulation(now, ledger=ledger, callback=callback, other_tokens=ebay.token)
    apps = {"ebay": ebay.app(selling.routes()), **_apps(rows, key, base_url, now)}
    routes = [
        Mount(
            "" if name == _AT_THE_ROOT else f"/{name}",
            app=FaultMiddleware(app, lambda name=name: faults.switches[name], REFUSALS[name]),
        )
        for name, app in apps.items()
    ]
    board = _Board(faults)
    switches = [
        Route("/faults", board.show),
        Route("/faults/{name}", board.turn, methods=["PUT"]),
    ]
    app = Starlette(routes=[*switches, *routes])
    return Simulation(app, faults, key)


def _apps(
    rows: Sequence[FeedRow], key: RSAPrivateKey, base_url: str, now: Callable[[], float]
) -> dict[str, Starlette]:
    shops = {name: stock(name, SHELVES[name], rows) for name in SHELVES if name != "ebay"}
    return {
        "amazon": AmazonSimulation(shops["amazon"]).app(),
        "walmart": WalmartSimulation(shops["walmart"], key.public_key(), now).app(),
        "bestbuy": BestbuySimulation(shops["bestbuy"]).app(),
        "ucp": UcpSimulation(shops["ucp"], base_url).app(),
    }


def simulated_settings(base_url: str, key: RSAPrivateKey) -> dict[str, str]:
    """The settings under which the product finds the simulated marketplaces.

    Args:
        base_url: Where the application is reached.
        key: What signs requests to its Walmart.
    """
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {
        "ebay_client_id": "simulated",
        "ebay_client_secret": "simulated",
        "ebay_base_url": f"{base_url}/ebay",
        "ebay_ru_name": "TalknShop-simulated",
        "ebay_shipping_cost": "8.99",
        "amazon_credential_id": "simulated",
        "amazon_credential_secret": "simulated",
        "amazon_partner_tag": "simulated-20",
        "amazon_base_url": f"{base_url}/amazon",
        "walmart_consumer_id": "00000000-0000-0000-0000-000000000000",
        "walmart_private_key": pem,
        "walmart_base_url": f"{base_url}/walmart",
        "bestbuy_api_key": "simulated",
        "bestbuy_base_url": f"{base_url}/bestbuy",
        "ucp_merchants": base_url,
        "ucp_agent_profile": f"{base_url}/.well-known/ucp",
    }


class _Board:
    """The switches over HTTP."""

    def __init__(self, faults: FaultBoard) -> None:
        self._faults = faults

    async def show(self, _request: Request) -> Response:
        return answer(
            {
                name: {"fault": switch.fault.value, "seconds": switch.seconds}
                for name, switch in self._faults.switches.items()
            }
        )

    async def turn(self, request: Request) -> Response:
        body = await json_body(request)
        name = str(request.path_params["name"])
        try:
            seconds = min(float(body.get("seconds", 1.0)), _LONGEST_SECONDS)
            self._faults.set(name, Switch(Fault(body.get("fault", "none")), seconds))
        except (KeyError, TypeError, ValueError):
            known = ", ".join(fault.value for fault in Fault)
            message = f"Name one of {', '.join(SHELVES)} and a fault: {known}."
            return answer({"error": message}, 400)
        return await self.show(request)
