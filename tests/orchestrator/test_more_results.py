"""Pages of a conversation's last search."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from tests.orchestrator.serving import Served, serve

from talknshop.core.errors import DependencyTimeoutError, ExternalServiceError, TalknShopError
from talknshop.core.settings import Settings
from talknshop.schemas.frames import ClientFrame
from talknshop.testing.catalog import InMemoryCatalog, make_product

RESULTS = "/api/v1/sessions/s1/results"
MINE = {"user_id": "u1"}


@pytest.fixture
async def served(settings: Settings) -> AsyncGenerator[Served]:
    catalog = InMemoryCatalog([make_product(number) for number in range(1, 31)])
    async with serve(settings, catalog) as served:
        yield served


@pytest.fixture
async def searched(served: Served) -> Served:
    conversation = served[1]
    await conversation.say("I need a laptop")
    await conversation.say("under $1000")
    await conversation.say("hello")
    return served


def ids(body: dict[str, Any]) -> list[str]:
    return [product["product_id"] for product in body["products"]]


async def test_pages_go_on_from_what_was_shown(searched: Served) -> None:
    client, conversation = searched
    pages = [
        (await client.get(RESULTS, params={**MINE, "page": number})).json() for number in (1, 2, 3)
    ]
    assert [len(page["products"]) for page in pages] == [12, 12, 6]
    assert [name for page in pages for name in ids(page)] == [
        product.product_id for product in conversation.catalog.products
    ]
    assert [(page["page"], page["pages"], page["total_count"]) for page in pages] == [
        (1, 3, 30), (2, 3, 30), (3, 3, 30),
    ]  # fmt: skip
    assert pages[2]["requirement_spec"] == pages[0]["requirement_spec"]
    assert pages[2]["requirement_spec"]["price"]["max"] == 1000
    assert (await client.get(RESULTS, params=MINE)).json() == pages[0]
    assert len(conversation.catalog.searched) == 3, "page 1 is what was shown"


async def test_results_of_a_turn_that_was_taken_back_are_not_gone_on_with(searched: Served) -> None:
    client, conversation = searched
    found = await conversation.say("")
    instead = {"type": "message", "message": "hello", "replaces": found[-1].run_id}
    await conversation.send(ClientFrame.model_validate(instead))
    page = (await client.get(RESULTS, params=MINE)).json()
    assert page["requirement_spec"]["product_type"] == "laptop"


async def test_pages_go_on_in_the_order_of_what_was_shown(searched: Served) -> None:
    client, conversation = searched
    frame = {"type": "rank", "weights": {"price_weight": 0.9}}
    await conversation.send(ClientFrame.model_validate(frame))
    page = (await client.get(RESULTS, params={**MINE, "page": 2})).json()
    assert page["criteria"]["price_weight"] == 0.9
    shown, further = (request.criteria for request in conversation.catalog.searched[-2:])
    assert shown == further
    assert further is not None


async def test_the_last_search_is_found_behind_much_talk(searched: Served) -> None:
    client, conversation = searched
    for _ in range(30):
        await conversation.say("hello")
    assert await conversation.container.conversation.last_seq("s1") > 110
    assert (await client.get(RESULTS, params=MINE)).json()["total_count"] == 30


async def test_nothing_found_is_a_page_too(served: Served) -> None:
    client, conversation = served
    conversation.catalog.products = []
    await conversation.say("nonsense slot")
    page = (await client.get(RESULTS, params=MINE)).json()
    assert (page["products"], page["page"], page["pages"]) == ([], 1, 1)
    beyond = await client.get(RESULTS, params={**MINE, "page": 2})
    assert beyond.json()["message"] == "There is no page 2: the results have 1 page."


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ({**MINE, "page": 4}, 404, "not_found_error"),
        ({**MINE, "page": 10**30}, 404, "not_found_error"),
        ({**MINE, "page": 0}, 400, "validation_error"),
        ({**MINE, "page": "two"}, 400, "validation_error"),
        ({"user_id": "u2"}, 404, "not_found_error"),
        ({}, 404, "not_found_error"),
    ],
)
async def test_pages_that_cannot_be_had(
    searched: Served, query: dict[str, Any], status: int, error: str
) -> None:
    response = await searched[0].get(RESULTS, params=query)
    assert (response.status_code, response.json()["error"]) == (status, error)


async def test_there_is_no_page_before_a_search(served: Served) -> None:
    client, conversation = served
    await conversation.say("I need a laptop")
    response = await client.get(RESULTS, params=MINE)
    assert response.status_code == 404
    assert response.json()["message"].startswith("There are no results yet.")


@pytest.mark.parametrize(
    ("failure", "status"),
    [(ExternalServiceError("away"), 503), (DependencyTimeoutError("slow"), 504)],
)
async def test_the_first_page_needs_no_catalogue(
    searched: Served, failure: TalknShopError, status: int
) -> None:
    client, conversation = searched
    conversation.catalog.failure = failure
    assert (await client.get(RESULTS, params=MINE)).status_code == 200
    refused = await client.get(RESULTS, params={**MINE, "page": 2})
    assert (refused.status_code, refused.json()["message"]) == (status, failure.message)
