"""The simulated eBay for sellers as a process of its own, and one seller who has agreed to it.

It outlives whoever is killed beside it, and its ledger says what really happened.
"""

import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

_PROGRAM = "talknshop.simulation.ebay_sell"
_STOP_SECONDS = 10.0


class SimulatedEbay:
    """A running simulated eBay."""

    def __init__(self, base_url: str) -> None:
        """Talks to the one at ``base_url``."""
        self.base_url = base_url
        self._http = httpx.Client(base_url=base_url, trust_env=False, timeout=30.0)

    @property
    def settings(self) -> dict[str, str]:
        """The settings under which the product sells there."""
        return {
            "ebay_client_id": "simulated",
            "ebay_client_secret": "simulated",
            "ebay_ru_name": "TalknShop-simulated",
            "ebay_base_url": self.base_url,
            "ebay_shipping_cost": "8.99",
        }

    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """Everything it keeps, by kind: ``listing``, ``offer``, ``item``, ``order`` and so on."""
        return self._http.get("/simulation/ledger").raise_for_status().json()

    def listings(self, *, active: bool = True) -> list[dict[str, Any]]:
        """The listings that are up, or all that ever were."""
        return [one for one in self.ledger()["listing"] if not active or one["status"] == "ACTIVE"]

    def calls(self) -> list[str]:
        """Every operation that it was asked for, in order."""
        return self._http.get("/simulation/calls").raise_for_status().json()["calls"]

    def plan(self, *faults: Mapping[str, object]) -> None:
        """Plans faults, such as ``{"fault": "failing", "operation": "createOffer"}``."""
        self._http.put("/simulation/faults", json={"faults": list(faults)}).raise_for_status()

    def buy(self, listing_id: str) -> dict[str, Any] | None:
        """Buys one unit of a listing; None where it is not for sale any more."""
        response = self._http.post("/simulation/orders", json={"listing_id": listing_id})
        return response.json() if response.is_success else None

    def cancel_order(self, order_id: str) -> None:
        """Cancels an order."""
        self._http.post(f"/simulation/orders/{order_id}/cancel").raise_for_status()

    def end(self, listing_id: str) -> None:
        """Has eBay end a listing."""
        self._http.post(f"/simulation/listings/{listing_id}/end").raise_for_status()

    def revoke(self, seller: str) -> None:
        """Withdraws a seller's consent at eBay."""
        self._http.post(f"/simulation/sellers/{seller}/revoke").raise_for_status()

    def agree(self, auth_url: str, *, seller: str, agree: str = "yes") -> dict[str, str]:
        """Does what a seller does in the browser; gives what the callback is called with."""
        parts = urlsplit(auth_url)
        form = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._http.get(auth_url).raise_for_status()
        answer = self._http.post(parts.path, data=form | {"account": seller, "agree": agree})
        back = parse_qs(urlsplit(answer.headers["Location"]).query)
        return {name: values[0] for name, values in back.items()}

    def close(self) -> None:
        """Closes the connections to it."""
        self._http.close()


@contextmanager
def simulated_ebay(
    ledger: Path, *, port: int = 0, command: Sequence[str] = ()
) -> Generator[SimulatedEbay]:
    """Starts one over a ledger, which may be of an earlier one, and stops it at the end.

    Args:
        ledger: The file of its ledger.
        port: Where; 0 takes a free one.
        command: What to start in the place of this Python.
    """
    start = [*(command or (sys.executable,)), "-m", _PROGRAM, "--ledger", str(ledger)]
    process = subprocess.Popen(  # noqa: S603
        [*start, "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            ebay = SimulatedEbay(_address(process))
            yield ebay
            ebay.close()
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)


def _address(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline().strip() if process.stdout else ""
    if not line:
        raise RuntimeError("the simulated eBay did not start")
    return line
