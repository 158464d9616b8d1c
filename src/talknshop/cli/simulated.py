"""The simulated marketplaces of ``talknshop up --simulate``, on a port of their own."""

import time
from typing import NamedTuple

from talknshop.cli.serving import Door, listen
from talknshop.core.settings import Settings

_LOOPBACK = "127.0.0.1"
_LEDGER = "simulated-ebay.db"
_CALLBACK_PATH = "/crosspost/api/v1/connections/ebay/callback"


class SimulatedMarketplaces(NamedTuple):
    """Where they are, and the settings with which they are found."""

    door: Door
    settings: dict[str, str]


def open_simulation(settings: Settings, port: int) -> SimulatedMarketplaces:
    """Takes the port and fills the shelves; never open to other machines.

    Args:
        settings: Those of the product.
        port: The port; 0 takes a free one.

    Raises:
        ConfigurationError: The port cannot be had.
    """
    # Imported here so that who does not simulate need not wait for it.
    from talknshop.demo.feed import bundled_feed  # noqa: PLC0415
    from talknshop.simulation.app import build_simulation, simulated_settings  # noqa: PLC0415

    here = settings.model_copy(update={"host": _LOOPBACK})
    listening = listen(here, port, instead="talknshop up --simulate --simulation-port {port}")
    base_url = f"http://{_LOOPBACK}:{listening.getsockname()[1]}"
    simulation = build_simulation(
        bundled_feed(),
        base_url,
        time.time,
        ledger=settings.data_dir / _LEDGER,
        callback=f"http://{_LOOPBACK}:{settings.port}{_CALLBACK_PATH}",
    )
    door = Door("A simulation of five marketplaces", simulation.app, listening)
    return SimulatedMarketplaces(door, simulated_settings(base_url, simulation.walmart_key))
