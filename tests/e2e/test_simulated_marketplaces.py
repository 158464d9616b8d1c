"""``talknshop up --simulate``: more shops answer one question, and their faults stay theirs."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.processes import Running, get, post, talknshop
from tests.e2e.talking import talk

pytestmark = pytest.mark.socket

SHOPS = {"ebay", "amazon", "walmart", "bestbuy", "ucp"}


PATIENT = {"SOURCE_DEADLINE_SECONDS": "25", "MARKETPLACE_TIMEOUT": "25"}
"""So that a shop that answers is never late, however busy the machine is."""


@contextmanager
def simulation(data: Path, **settings: str) -> Generator[Running]:
    arguments = ["up", "--port", "0", "--data", str(data), "--simulate", "--simulation-port", "0"]
    with talknshop(*arguments, SOURCE_FRESH_SECONDS="0", **settings) as running:
        yield running


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    with simulation(tmp_path_factory.mktemp("simulated"), **PATIENT) as running:
        yield running


@pytest.fixture(autouse=True)
def _all_well(simulated: Running) -> Generator[None]:
    yield
    for shop in SHOPS:
        turn(simulated, shop, "none")


def turn(running: Running, shop: str, fault: str) -> None:
    """Turns the switch of a shop."""
    response = httpx.put(f"{running.urls[1]}/faults/{shop}", json={"fault": fault})
    assert response.is_success


def search(running: Running, **spec: object) -> dict[str, Any]:
    body = {"requirement_spec": {"product_type": "headphones", **spec}, "limit": 50}
    return post(f"{running.url}/catalog/api/v1/search", body).json()


def statuses(results: dict[str, Any]) -> dict[str, str]:
    return {one["marketplace"]: one["status"] for one in results["sources"]}


def test_every_shop_answers_and_says_that_it_is_simulated(simulated: Running) -> None:
    results = search(simulated)
    assert statuses(results) == dict.fromkeys({*SHOPS, "store"}, "ok")
    assert {one["marketplace"] for one in results["sources"] if one["simulated"]} == SHOPS
    offers = [offer for product in results["products"] for offer in product["offers"]]
    assert {offer["marketplace"] for offer in offers} == {*SHOPS, "store"}
    assert all(offer["simulated"] for offer in offers)
    assert all(product["simulated"] for product in results["products"])


def test_one_item_of_several_shops_is_one_card_with_landed_prices(simulated: Running) -> None:
    products = search(simulated)["products"]
    shared = [
        product
        for product in products
        if len({offer["marketplace"] for offer in product["offers"]}) > 1
    ]
    assert len(shared) >= 3
    landed = [offer for product in shared for offer in product["offers"] if offer["landed_price"]]
    assert any(offer["landed_price"] > offer["price"] for offer in landed)


def test_limits_hold_whatever_a_shop_makes_of_them(simulated: Running) -> None:
    results = search(simulated, price={"max": 80}, condition="new")
    assert results["products"]
    for product in results["products"]:
        assert product["price"] <= 80
        assert product["condition"] == "new"
    assert any(one["reason"] == "price" for one in results["excluded"])


def test_a_hanging_shop_is_named_and_the_others_answer_without_it(tmp_path: Path) -> None:
    # It hangs until it is told to stop: without a deadline, no answer would ever come.
    with simulation(tmp_path, **(PATIENT | {"SOURCE_DEADLINE_SECONDS": "1"})) as impatient:
        turn(impatient, "walmart", "hanging")
        results = search(impatient)
        assert statuses(results)["walmart"] == "timed_out"
        assert "store" in results["marketplaces_searched"]
        assert results["products"]
        (named,) = [one for one in results["sources"] if one["marketplace"] == "walmart"]
        assert "Walmart did not answer in time" in named["message"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [("throttled", "throttled"), ("failing", "error"), ("unauthorized", "auth_error")],
)
def test_a_fault_costs_only_its_shop(simulated: Running, fault: str, status: str) -> None:
    turn(simulated, "bestbuy", fault)
    found = statuses(search(simulated))
    assert found.pop("bestbuy") in {status, "throttled"}
    assert set(found.values()) == {"ok"}


def test_products_of_other_shops_are_looked_up_and_compared(simulated: Running) -> None:
    products = search(simulated, marketplaces=["ebay", "amazon"])["products"]
    ids = [product["product_id"] for product in products[:2]]
    compared = post(f"{simulated.url}/catalog/api/v1/compare", {"product_ids": ids}).json()
    assert [product["product_id"] for product in compared["products"]] == ids
    one = get(f"{simulated.url}/catalog/api/v1/products/{ids[0]}").json()
    for key in ("title", "image_url"):
        assert one[key] == products[0][key]
    assert [offer["product_id"] for offer in one["offers"]] == [ids[0]]


def test_a_conversation_tells_who_has_answered(simulated: Running) -> None:
    turn(simulated, "ebay", "slow")
    (heard,) = talk(simulated.url, "headphones under $150")
    waiting = [
        event.data
        for event in heard.events
        if event.type == "progress" and event.data.preview and event.data.sources
    ]
    assert waiting
    answered = {one.marketplace for one in waiting[-1].sources or []}
    awaited = {one.marketplace for one in waiting[-1].awaiting or []}
    assert awaited
    assert answered | awaited == {*SHOPS, "store"}
    assert not answered & awaited
    assert all(product.offers for product in waiting[-1].preview or [])
    sought = waiting[-1].requirement_spec
    assert sought is not None
    assert sought.product_type == "headphones"
    assert {one.marketplace for one in heard.results.data.sources} == {*SHOPS, "store"}
