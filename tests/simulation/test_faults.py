"""Every switch makes a simulated marketplace misbehave as it says."""

import asyncio
import time

import httpx
import pytest

from talknshop.simulation.answers import SIMULATED
from talknshop.simulation.app import Simulation
from talknshop.simulation.faults import Switch
from talknshop.testing.server import running

SEARCH = "/bestbuy/v1/products(search=laptop)?apiKey=k&format=json"


async def turn(shops: httpx.AsyncClient, fault: str, **more: object) -> httpx.Response:
    return await shops.put("/faults/bestbuy", json={"fault": fault, **more})


@pytest.fixture(autouse=True)
def _all_well(simulation: Simulation) -> None:
    simulation.faults.set("bestbuy", Switch())


@pytest.mark.parametrize(
    ("fault", "status"), [("throttled", 403), ("failing", 500), ("unauthorized", 403)]
)
async def test_refusals(shops: httpx.AsyncClient, fault: str, status: int) -> None:
    assert (await turn(shops, fault)).json()["bestbuy"]["fault"] == fault
    response = await shops.get(SEARCH)
    assert (response.status_code, response.headers[SIMULATED]) == (status, "1")


async def test_slow(shops: httpx.AsyncClient) -> None:
    await turn(shops, "slow", seconds=0.2)
    started = time.monotonic()
    assert (await shops.get(SEARCH)).is_success
    assert time.monotonic() - started >= 0.2


@pytest.mark.socket
async def test_hanging_ends_when_the_caller_leaves(simulation: Simulation) -> None:
    with running(simulation.app) as base:
        async with httpx.AsyncClient(base_url=base) as client:
            await turn(client, "hanging")
            with pytest.raises(httpx.ReadTimeout):
                await client.get(SEARCH, timeout=0.2)
            await turn(client, "none")
            async with asyncio.timeout(5):
                assert (await client.get(SEARCH)).is_success


async def test_every_second_answer_is_cut_in_the_middle(shops: httpx.AsyncClient) -> None:
    whole = (await shops.get(SEARCH)).content
    await turn(shops, "half_broken")
    answers = [(await shops.get(SEARCH)).content for _ in range(4)]
    assert sorted(len(one) for one in answers) == [
        len(whole) // 2, len(whole) // 2, len(whole), len(whole)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "body"),
    [("etsy", {"fault": "slow"}), ("ebay", {"fault": "lost"}), ("ebay", {"seconds": "long"})],
)
async def test_what_there_is_no_switch_for(
    shops: httpx.AsyncClient, name: str, body: dict[str, object]
) -> None:
    response = await shops.put(f"/faults/{name}", json=body)
    assert response.status_code == 400
    assert "throttled" in response.json()["error"]
