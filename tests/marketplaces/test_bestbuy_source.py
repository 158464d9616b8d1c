"""Best Buy over a real socket: what is sent, and what becomes of each answer."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from starlette.responses import JSONResponse, Response
from tests.marketplaces.scripted import (
    Answering,
    ScriptedMarketplace,
    always,
    in_turn,
    served,
    sources_of,
)
from tests.marketplaces.test_bestbuy import LAMP

from talknshop.core.errors import (
    CredentialsRefusedError,
    InternalError,
    NotFoundError,
    RateLimitError,
)
from talknshop.marketplaces.base import ProductSource
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

WISH = RequirementSpec(product_type="lamp")
PAGE = {"from": 1, "to": 2, "total": 45, "currentPage": 1, "products": [LAMP, {"sku": None}]}


@asynccontextmanager
async def bestbuy(
    script: Answering, **settings: object
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    marketplace = ScriptedMarketplace(script)
    with served(marketplace) as url:
        keys = {"bestbuy_api_key": "top-secret", "bestbuy_base_url": url}
        async with sources_of({**keys, **settings}) as sources:
            yield sources.configured[0], marketplace


@pytest.mark.socket
async def test_a_search() -> None:
    async with bestbuy(always(PAGE)) as (source, marketplace):
        answer = await source.search(
            RequirementSpec(product_type="lamp", price=PriceFilter(max=25)), limit=2
        )
    [asked] = marketplace.asked
    assert asked.raw_path == "/v1/products(search=lamp&salePrice%3C=25.00)"
    assert asked.query["apiKey"] == ["top-secret"]
    assert (len(answer.products), answer.unmapped) == (1, 1)
    assert (answer.total, answer.next_offset) == (45, 2)


@pytest.mark.socket
@pytest.mark.parametrize("body", [{"products": [], "total": 0}, {}, {"products": None}])
async def test_no_products_are_no_failure(body: dict[str, object]) -> None:
    async with bestbuy(always(body)) as (source, _):
        answer = await source.search(WISH, limit=5)
    assert (answer.products, answer.next_offset, answer.complete) == ((), None, True)


@pytest.mark.socket
async def test_an_answer_that_is_partial_says_so() -> None:
    async with bestbuy(always(PAGE | {"partial": True})) as (source, _):
        assert not (await source.search(WISH, limit=5)).complete


@pytest.mark.socket
async def test_a_403_on_the_first_call_means_the_key() -> None:
    async with bestbuy(in_turn(Response(status_code=403))) as (source, marketplace):
        with pytest.raises(CredentialsRefusedError, match="BESTBUY_API_KEY") as caught:
            await source.search(WISH, limit=5)
    assert len(marketplace.asked) == 1
    assert "top-secret" not in repr(caught.value)


@pytest.mark.socket
async def test_a_403_after_a_success_means_too_fast() -> None:
    answers = in_turn(JSONResponse(PAGE), Response(status_code=403))
    async with bestbuy(answers, marketplace_timeout=1) as (source, _):
        await source.search(WISH, limit=5)
        with pytest.raises(RateLimitError):
            await source.search(WISH, limit=5)


@pytest.mark.socket
async def test_a_403_that_says_why_is_believed() -> None:
    said = {"errorCode": "403", "errorMessage": "The per second limit has been exceeded."}
    async with bestbuy(always(said, 403), marketplace_timeout=1) as (source, _):
        with pytest.raises(RateLimitError):
            await source.search(WISH, limit=5)


@pytest.mark.socket
async def test_a_query_that_is_not_understood_is_our_fault() -> None:
    said = {"error": {"code": 400, "status": "400 Bad Request", "message": "Couldn't understand"}}
    async with bestbuy(always(said, 400)) as (source, marketplace):
        with pytest.raises(InternalError) as caught:
            await source.search(WISH, limit=5)
    assert (len(marketplace.asked), caught.value.details["message"]) == (1, "Couldn't understand")


@pytest.mark.socket
async def test_one_product_and_one_that_is_gone() -> None:
    async with bestbuy(in_turn(JSONResponse(LAMP), Response("", 404))) as (source, marketplace):
        assert (await source.product("bestbuy_6500001")).price == 19.99
        with pytest.raises(NotFoundError):
            await source.product("bestbuy_6500002")
        with pytest.raises(NotFoundError):
            await source.product("bestbuy_1)|(sku>0")
    assert [asked.path for asked in marketplace.asked] == [
        "/v1/products/6500001.json",
        "/v1/products/6500002.json",
    ]
