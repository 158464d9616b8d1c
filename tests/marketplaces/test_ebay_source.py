"""eBay over a real socket: what is sent, and what becomes of each answer."""

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

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
from tests.marketplaces.test_ebay_mapping import LAMP

from talknshop.core.errors import (
    CredentialsRefusedError,
    InternalError,
    NotFoundError,
    RateLimitError,
)
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.calls import account_of
from talknshop.marketplaces.ebay.source import TERMS
from talknshop.marketplaces.quota import MemoryQuotaLedger, quota_window
from talknshop.marketplaces.status import status_of
from talknshop.schemas.enums import Condition, SourceStatus
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.testing.clock import ManualClock

pytestmark = pytest.mark.socket

TOKEN_PATH = "/identity/v1/oauth2/token"
WISH = RequirementSpec(product_type="lamp", price=PriceFilter(max=25), condition=Condition.NEW)
PAGE = {"total": 3, "itemSummaries": [LAMP, {"itemId": "x"}], "limit": 20, "offset": 0}


def error(number: int, status: int, **parameters: str) -> Response:
    stated = [{"name": name, "value": value} for name, value in parameters.items()]
    body = {"errors": [{"errorId": number, "message": "Words.", "parameters": stated}]}
    return JSONResponse(body, status)


@asynccontextmanager
async def ebay(
    script: Answering, *, token: Answering | None = None, **settings: object
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    marketplace = ScriptedMarketplace(script, frozenset({TOKEN_PATH}), token)
    with served(marketplace) as url:
        keys = {"ebay_client_id": "app", "ebay_client_secret": "cert", "ebay_base_url": url}
        async with sources_of({**keys, **settings}) as sources:
            yield sources.configured[0], marketplace


async def test_a_search_and_its_token() -> None:
    async with ebay(always(PAGE), ebay_campaign_id="5338") as (source, marketplace):
        answer = await source.search(WISH, limit=20)
        await source.search(WISH, limit=20, offset=20)
    [token] = marketplace.tokens_asked
    assert token.headers["authorization"] == f"Basic {base64.b64encode(b'app:cert').decode()}"
    assert token.body == (
        b"grant_type=client_credentials&scope=https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope"
    )
    first, second = marketplace.asked
    assert first.path == "/buy/browse/v1/item_summary/search"
    assert first.headers["authorization"] == "Bearer token-1"
    assert first.headers["x-ebay-c-marketplace-id"] == "EBAY_US"
    assert first.headers["x-ebay-c-enduserctx"] == "affiliateCampaignId=5338"
    assert first.query["filter"] == [
        "buyingOptions:{FIXED_PRICE},conditions:{NEW},price:[..25.00],priceCurrency:USD"
    ]
    assert (first.query["offset"], second.query["offset"]) == (["0"], ["20"])
    assert [product.product_id for product in answer.products] == ["ebay_v1|110000|0"]
    assert (answer.total, answer.unmapped, answer.complete) == (3, 1, True)
    assert answer.next_offset is None
    assert not answer.simulated


async def test_the_next_page_is_an_offset_and_its_address_is_not_followed() -> None:
    page = PAGE | {"next": "https://elsewhere.example/steal?offset=9"}
    async with ebay(always(page)) as (source, marketplace):
        answer = await source.search(WISH, limit=2)
        assert answer.next_offset == 2
        await source.search(WISH, limit=2, offset=answer.next_offset)
    assert marketplace.asked[1].query["offset"] == ["2"]


async def test_no_items_are_no_failure() -> None:
    async with ebay(always({"total": 0})) as (source, _):
        answer = await source.search(WISH, limit=20)
    assert (answer.products, answer.total, answer.next_offset) == ((), 0, None)


async def test_an_ignored_price_is_noticed_and_applied_here() -> None:
    dear = LAMP | {"itemId": "v1|2|0", "price": {"value": "900.00", "currency": "USD"}}
    page = {"total": 2, "itemSummaries": [LAMP, dear], "warnings": [{"errorId": 12012}]}
    async with ebay(always(page)) as (source, _):
        answer = await source.search(WISH, limit=20)
    assert [product.price for product in answer.products] == [19.9]
    assert (answer.left_out, answer.complete) == (1, False)
    assert "did not apply the price limit" in answer.notes[0]


async def test_an_ignored_order_leaves_every_product() -> None:
    page = PAGE | {"warnings": [{"errorId": 12008}, {"errorId": 99999}, "odd"]}
    async with ebay(always(page)) as (source, _):
        answer = await source.search(WISH, limit=20)
    assert (len(answer.products), len(answer.notes)) == (1, 1)


async def test_what_was_misspelt_is_told() -> None:
    async with ebay(always(PAGE | {"autoCorrections": {"q": "lamp"}})) as (source, _):
        answer = await source.search(RequirementSpec(product_type="lmap"), limit=5)
    assert answer.corrected_query == "lamp"


async def test_nothing_to_search_for_asks_nobody() -> None:
    async with ebay(always(PAGE)) as (source, marketplace):
        answer = await source.search(RequirementSpec(product_type="?!"), limit=5)
    assert (answer.products, answer.complete, marketplace.asked) == ((), False, [])


async def test_a_token_that_is_refused_is_renewed_once() -> None:
    async with ebay(in_turn(error(1001, 401), JSONResponse(PAGE))) as (source, marketplace):
        await source.search(WISH, limit=20)
    sent = [asked.headers["authorization"] for asked in marketplace.asked]
    assert sent == ["Bearer token-1", "Bearer token-2"]


async def test_tokens_that_are_refused_for_ever_end_the_searches() -> None:
    async with ebay(in_turn(error(1001, 401))) as (source, marketplace):
        for _ in range(3):
            with pytest.raises(CredentialsRefusedError, match="EBAY_CLIENT_ID"):
                await source.search(WISH, limit=20)
    assert (len(marketplace.asked), len(marketplace.tokens_asked)) == (2, 2)


async def test_a_wrong_keyset_is_told_once_and_not_tried_with_every_search() -> None:
    refused = always({"error": "invalid_client", "error_description": "x"}, 401)
    async with ebay(always(PAGE), token=refused) as (source, marketplace):
        for _ in range(3):
            with pytest.raises(CredentialsRefusedError, match="EBAY_CLIENT_SECRET") as caught:
                await source.search(WISH, limit=20)
            assert status_of(caught.value, "eBay")[0] is SourceStatus.AUTH_ERROR
    assert len(marketplace.tokens_asked) == 1


async def test_missing_approval_is_told_as_such() -> None:
    async with ebay(in_turn(error(1100, 403))) as (source, _):
        with pytest.raises(CredentialsRefusedError, match="eBay Partner Network"):
            await source.check()


async def test_a_spent_day_is_left_alone_until_midnight_in_california_by_all_processes() -> None:
    clock, ledger = ManualClock(), MemoryQuotaLedger()
    marketplace = ScriptedMarketplace(in_turn(error(2001, 429)), frozenset({TOKEN_PATH}))
    with served(marketplace) as url:
        keys = {"ebay_client_id": "a", "ebay_client_secret": "b", "ebay_base_url": url}
        async with (
            sources_of(keys, clock=clock, ledger=ledger) as here,
            sources_of(keys, clock=clock, ledger=ledger) as there,
        ):
            with pytest.raises(RateLimitError, match="midnight in California") as caught:
                await here.configured[0].search(WISH, limit=20)
            # It is 4 in the morning in California.
            assert caught.value.retry_after_seconds == 20 * 3600
            clock.advance(seconds=3600)
            for sources in (here, there):
                with pytest.raises(RateLimitError) as again:
                    await sources.configured[0].search(WISH, limit=20)
                assert again.value.retry_after_seconds == 19 * 3600
            assert len(marketplace.asked) == 1
            clock.advance(seconds=19 * 3600)
            with pytest.raises(RateLimitError):
                await there.configured[0].search(WISH, limit=20)
    assert len(marketplace.asked) == 2


async def test_an_answer_that_we_are_at_fault_for_is_not_tried_again() -> None:
    async with ebay(in_turn(error(12001, 400))) as (source, marketplace):
        with pytest.raises(InternalError, match="did not understand") as caught:
            await source.search(WISH, limit=20)
    assert (len(marketplace.asked), caught.value.details["error_ids"]) == (1, [12001])


async def test_an_ignored_condition_is_noticed_and_applied_here() -> None:
    used = LAMP | {"itemId": "v1|2|0", "conditionId": "3000"}
    page = {"itemSummaries": [LAMP, used], "warnings": [{"errorId": 12002}]}
    async with ebay(always(page)) as (source, _):
        answer = await source.search(WISH, limit=20)
    assert [product.condition for product in answer.products] == [Condition.NEW]
    assert (answer.left_out, answer.complete) == (1, False)


async def test_a_conflict_is_tried_again() -> None:
    async with ebay(in_turn(error(1, 409), JSONResponse(PAGE))) as (source, marketplace):
        assert (await source.search(WISH, limit=20)).products
    assert len(marketplace.asked) == 2


async def test_an_error_without_a_body_is_survived() -> None:
    async with ebay(in_turn(Response(status_code=400))) as (source, _):
        with pytest.raises(InternalError):
            await source.search(WISH, limit=20)


async def test_one_item() -> None:
    async with ebay(always(LAMP)) as (source, marketplace):
        product = await source.product("ebay_v1|110000|0")
    assert marketplace.asked[0].raw_path == "/buy/browse/v1/item/v1%7C110000%7C0"
    assert marketplace.asked[0].query == {"fieldgroups": ["PRODUCT"]}
    assert product.product_id == "ebay_v1|110000|0"


async def test_an_old_id_of_a_group_leads_to_its_first_item() -> None:
    href = "https://elsewhere.example/steal?item_group_id=777"
    script = in_turn(error(11006, 400, itemGroupHref=href), JSONResponse({"items": [LAMP]}))
    async with ebay(script) as (source, marketplace):
        product = await source.product("ebay_110000")
    paths = [(asked.path.rsplit("/", 1)[1], asked.query) for asked in marketplace.asked]
    assert paths == [
        ("get_item_by_legacy_id", {"legacy_item_id": ["110000"]}),
        ("get_items_by_item_group", {"item_group_id": ["777"]}),
    ]
    assert product.title == "Desk lamp & bulb"


@pytest.mark.parametrize(
    "answer", [error(11001, 404), error(11001, 400), Response(status_code=404)]
)
async def test_an_item_that_is_gone(answer: Response) -> None:
    async with ebay(in_turn(answer)) as (source, _):
        with pytest.raises(NotFoundError):
            await source.product("ebay_v1|1|0")


@pytest.mark.parametrize("product_id", ["amazon_B0", "ebay_", ""])
async def test_what_is_no_item_of_ebay_is_not_asked_for(product_id: str) -> None:
    async with ebay(always(LAMP)) as (source, marketplace):
        with pytest.raises(NotFoundError):
            await source.product(product_id)
    assert (marketplace.asked, marketplace.tokens_asked) == ([], [])


async def test_a_day_counts_searches_and_not_tokens() -> None:
    ledger = MemoryQuotaLedger()
    marketplace = ScriptedMarketplace(always(PAGE), frozenset({TOKEN_PATH}))
    with served(marketplace) as url:
        keys = {"ebay_client_id": "a", "ebay_client_secret": "b", "ebay_base_url": url}
        async with sources_of(keys, ledger=ledger) as sources:
            await sources.configured[0].search(WISH, limit=20)
    window = quota_window(TERMS, account_of("ebay-production", "a"), datetime.now(UTC))
    assert window is not None
    assert await ledger.taken(window) == 1


async def test_a_listing_in_another_language_and_currency() -> None:
    lampe = LAMP | {
        "title": "Schreibtischlampe für Büros — groß",
        "price": {"value": "19,90", "currency": "EUR"},
        "itemEndDate": "20.11.2026",
    }
    async with ebay(always({"itemSummaries": [lampe]}), ebay_marketplace_id="EBAY_DE") as (
        source,
        marketplace,
    ):
        answer = await source.search(RequirementSpec(product_type="Lampe für Büro"), limit=5)
    [product] = answer.products
    assert (product.title, product.price) == ("Schreibtischlampe für Büros — groß", None)
    assert marketplace.asked[0].headers["x-ebay-c-marketplace-id"] == "EBAY_DE"
    assert marketplace.asked[0].query["q"] == ["Lampe für Büro"]


async def test_a_clock_that_is_wrong_changes_nothing_for_tokens() -> None:
    clock = ManualClock()
    assert clock.now() < datetime.now(UTC)
    marketplace = ScriptedMarketplace(always(PAGE), frozenset({TOKEN_PATH}))
    with served(marketplace) as url:
        keys = {"ebay_client_id": "a", "ebay_client_secret": "b", "ebay_base_url": url}
        async with sources_of(keys, clock=clock) as sources:
            await sources.configured[0].search(WISH, limit=20)
            clock.advance(seconds=6901)
            await sources.configured[0].search(WISH, limit=20)
    assert len(marketplace.tokens_asked) == 2
