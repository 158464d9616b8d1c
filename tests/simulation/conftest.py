"""The simulated marketplaces, asked without a socket."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from talknshop.demo.feed import bundled_feed
from talknshop.simulation.app import Simulation, build_simulation

BASE = "http://simulated"
NOW = 1_800_000_000.0


@pytest.fixture(scope="session")
def simulation() -> Simulation:
    """All marketplaces, filled from the demo feed."""
    return build_simulation(bundled_feed(), BASE, lambda: NOW)


@pytest.fixture
async def shops(simulation: Simulation) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of all of them."""
    transport = httpx.ASGITransport(simulation.app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client
