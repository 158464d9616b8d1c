"""Products that a person keeps for later."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from tests.orchestrator.serving import Served, serve

from talknshop.core.settings import Settings
from talknshop.testing.catalog import InMemoryCatalog, make_product

MINE, OTHER = {"user_id": "u1"}, {"user_id": "u2"}
ODD_ID = "store_a/b c"


@pytest.fixture
def catalog() -> InMemoryCatalog:
    odd = make_product(9).model_copy(update={"product_id": ODD_ID})
    return InMemoryCatalog([*(make_product(number) for number in range(202)), odd])


@pytest.fixture
async def served(settings: Settings, catalog: InMemoryCatalog) -> AsyncGenerator[Served]:
    async with serve(settings, catalog) as served:
        yield served


async def save(client: httpx.AsyncClient, product_id: str) -> httpx.Response:
    return await client.post("/api/v1/saved", json={"product_id": product_id}, params=MINE)


async def saved_ids(client: httpx.AsyncClient, whose: dict[str, str] = MINE) -> list[str]:
    items = (await client.get("/api/v1/saved", params=whose)).json()["items"]
    return [item["product"]["product_id"] for item in items]


async def test_saved_products_belong_to_one_person_saved_last_first(
    served: Served, catalog: InMemoryCatalog
) -> None:
    client, _ = served
    first, second = (product.product_id for product in catalog.products[:2])
    for product_id in (first, second, first):
        assert (await save(client, product_id)).status_code == 201
    assert await saved_ids(client) == [second, first]
    assert await saved_ids(client, OTHER) == []


async def test_a_saved_product_stays_as_it_was(served: Served, catalog: InMemoryCatalog) -> None:
    client, _ = served
    product = catalog.products[0]
    await save(client, product.product_id)
    catalog.products.clear()
    again = (await save(client, product.product_id)).json()
    assert again["product"]["price"] == product.price
    assert (await save(client, "gone")).status_code == 404


async def test_removing_takes_any_id_and_may_be_repeated(served: Served) -> None:
    client, _ = served
    await save(client, ODD_ID)
    assert await saved_ids(client) == [ODD_ID]
    for _ in range(2):
        answer = await client.delete("/api/v1/saved/store_a%2Fb%20c", params=MINE)
        assert answer.status_code == 204
    assert await saved_ids(client) == []


async def test_two_hundred_may_be_saved(served: Served, catalog: InMemoryCatalog) -> None:
    client, _ = served
    answers = [await save(client, product.product_id) for product in catalog.products[:201]]
    assert [answer.status_code for answer in answers] == [201] * 200 + [429]
    assert "Remove one" in answers[-1].json()["message"]


async def test_saved_products_are_taken_along_and_forgotten(
    served: Served, catalog: InMemoryCatalog
) -> None:
    client, _ = served
    await save(client, catalog.products[0].product_id)
    export = (await client.get("/api/v1/me/export", params=MINE)).json()
    assert export["saved"][0]["product"]["title"] == catalog.products[0].title
    await client.delete("/api/v1/me", params=MINE)
    assert await saved_ids(client) == []
