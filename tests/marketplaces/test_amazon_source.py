"""Amazon over a real socket: what is sent, and what becomes of each answer."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

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
from tests.marketplaces.test_amazon import LAMP, SITE, listings, offer

from talknshop.core.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    ExternalServiceError,
    InternalError,
    NotConfiguredError,
    NotFoundError,
)
from talknshop.marketplaces.amazon.tokens import token_dialect
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.status import status_of
from talknshop.schemas.enums import Condition, SourceStatus
from talknshop.schemas.requirement import RequirementSpec

TOKEN_PATHS = frozenset({"/auth/o2/token", "/oauth2/token"})
WISH = RequirementSpec(product_type="lamp")
PAGE = {"searchResult": {"items": [LAMP] * 10, "totalResultCount": 1000}}


@asynccontextmanager
async def amazon(
    script: Answering, *, token: Answering | None = None, **settings: object
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    marketplace = ScriptedMarketplace(script, TOKEN_PATHS, token)
    with served(marketplace) as url:
        keys = {
            "amazon_credential_id": "cid", "amazon_credential_secret": "cs",
            "amazon_partner_tag": "mine-20", "amazon_base_url": url,
        }  # fmt: skip
        async with sources_of({**keys, **settings}) as sources:
            yield sources.configured[0], marketplace


@pytest.mark.socket
async def test_a_search_and_its_token_in_version_3() -> None:
    async with amazon(always(PAGE)) as (source, marketplace):
        answer = await source.search(WISH, limit=25)
    [token] = marketplace.tokens_asked
    assert token.path == "/auth/o2/token"
    assert token.json() == {
        "grant_type": "client_credentials", "client_id": "cid", "client_secret": "cs",
        "scope": "creatorsapi::default",
    }  # fmt: skip
    [asked] = marketplace.asked
    assert (asked.method, asked.path) == ("POST", "/catalog/v1/searchItems")
    assert asked.headers["authorization"] == "Bearer token-1"
    assert asked.headers["x-marketplace"] == SITE
    assert (len(answer.products), answer.total, answer.next_offset) == (10, 1000, 10)


@pytest.mark.socket
async def test_a_token_in_version_2_is_a_form_and_names_its_version() -> None:
    async with amazon(always(PAGE), amazon_credential_version="2.1") as (source, marketplace):
        await source.search(WISH, limit=10)
    [token] = marketplace.tokens_asked
    assert token.path == "/oauth2/token"
    assert parse_qs(token.body.decode())["scope"] == ["creatorsapi/default"]
    assert marketplace.asked[0].headers["authorization"] == "Bearer token-1, Version 2.1"


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.3", "3.1", "3.2", "3.3"])
def test_each_version_has_its_own_place_for_tokens(version: str) -> None:
    dialect = token_dialect(version)
    assert dialect.base_url.startswith("https://")
    assert dialect.as_json == version.startswith("3")


@pytest.mark.socket
async def test_no_results_are_no_failure() -> None:
    nothing = always({"errors": [{"code": "NoResults", "message": "No results."}]}, 404)
    async with amazon(nothing) as (source, _):
        answer = await source.search(WISH, limit=10)
    assert (answer.products, answer.total, answer.complete) == ((), 0, True)


@pytest.mark.socket
async def test_a_page_that_is_not_there_is_a_failure() -> None:
    async with amazon(in_turn(Response(status_code=404))) as (source, _):
        with pytest.raises(NotFoundError):
            await source.search(WISH, limit=10)


@pytest.mark.socket
async def test_an_account_without_sales_is_not_asked_for_again() -> None:
    denied = {"message": "x", "reason": "AssociateNotEligible", "type": "AccessDeniedException"}
    async with amazon(always(denied, 403)) as (source, marketplace):
        for _ in range(3):
            with pytest.raises(NotConfiguredError, match="ten qualified sales") as caught:
                await source.search(WISH, limit=10)
            assert status_of(caught.value, "Amazon")[0] is SourceStatus.NOT_CONFIGURED
    assert len(marketplace.asked) == 1


@pytest.mark.socket
@pytest.mark.parametrize(
    ("status", "reason", "kind", "said"),
    [
        (403, "AuthorizationFailed", CredentialsRefusedError, "AMAZON_CREDENTIAL_ID"),
        (400, "InvalidPartnerTag", CredentialsRefusedError, "AMAZON_PARTNER_TAG"),
        (400, "FieldValidationFailed", InternalError, "did not understand"),
    ],
)
async def test_refusals(status: int, reason: str, kind: type[Exception], said: str) -> None:
    body = {"message": "x", "reason": reason, "fieldList": [{"name": "itemPage", "message": "m"}]}
    async with amazon(always(body, status)) as (source, marketplace):
        with pytest.raises(kind, match=said):
            await source.search(WISH, limit=10)
    assert len(marketplace.asked) == 1


@pytest.mark.socket
async def test_an_expired_token_is_renewed_once() -> None:
    expired = JSONResponse({"reason": "TokenExpired", "type": "UnauthorizedException"}, 401)
    async with amazon(in_turn(expired, JSONResponse(PAGE))) as (source, marketplace):
        assert (await source.search(WISH, limit=10)).products
    assert len(marketplace.tokens_asked) == 2


@pytest.mark.socket
async def test_a_wrong_credential_names_the_settings() -> None:
    async with amazon(always(PAGE), token=always({"error": "invalid_client"}, 401)) as (source, _):
        with pytest.raises(CredentialsRefusedError, match="AMAZON_CREDENTIAL_SECRET"):
            await source.check()


@pytest.mark.socket
async def test_a_token_that_cannot_be_read() -> None:
    for odd in ({}, {"access_token": "a b", "expires_in": 5}, {"access_token": "a"}):
        async with amazon(always(PAGE), token=always(odd)) as (source, _):
            with pytest.raises(ExternalServiceError, match="token that cannot be read"):
                await source.check()


@pytest.mark.socket
async def test_a_success_with_errors_in_it_is_partial() -> None:
    page = PAGE | {"errors": [{"code": "ItemNotAccessible", "message": "x"}]}
    async with amazon(always(page)) as (source, _):
        answer = await source.search(WISH, limit=10)
    assert (len(answer.products), answer.complete) == (10, False)
    assert "ItemNotAccessible" in answer.notes[0]


@pytest.mark.socket
async def test_items_without_an_offer_in_the_wanted_condition_are_left_out() -> None:
    used = LAMP | {"asin": "B0LAMP0002", "offersV2": listings(offer(5, "Used"))}
    bare = LAMP | {"asin": "B0LAMP0003", "offersV2": None}
    async with amazon(always({"searchResult": {"items": [LAMP, used, bare]}})) as (source, _):
        wish = RequirementSpec(product_type="lamp", condition=Condition.USED)
        answer = await source.search(wish, limit=10)
    assert [p.product_id for p in answer.products] == ["amazon_B0LAMP0002", "amazon_B0LAMP0003"]
    assert answer.left_out == 1


@pytest.mark.socket
async def test_nothing_behind_the_hundredth_is_asked_for() -> None:
    async with amazon(always(PAGE)) as (source, marketplace):
        last = await source.search(WISH, limit=10, offset=90)
        beyond = await source.search(WISH, limit=10, offset=100)
    assert (last.next_offset, beyond.products, beyond.complete) == (None, (), False)
    assert [asked.json()["itemPage"] for asked in marketplace.asked] == [10]


@pytest.mark.socket
async def test_one_item_and_one_that_is_gone() -> None:
    answers = in_turn(
        JSONResponse({"itemsResult": {"items": [LAMP]}}),
        JSONResponse({"errors": [{"code": "InvalidParameterValue", "message": "x"}]}),
    )
    async with amazon(answers) as (source, marketplace):
        assert (await source.product("amazon_B0LAMP0001")).title == "Desk lamp"
        with pytest.raises(NotFoundError):
            await source.product("amazon_B0LAMP0001")
        with pytest.raises(NotFoundError):
            await source.product("amazon_../../x")
    assert marketplace.asked[0].path == "/catalog/v1/getItems"
    assert marketplace.asked[0].json()["itemIds"] == ["B0LAMP0001"]


async def test_an_unknown_site_is_a_setting_that_is_wrong() -> None:
    keys = {"amazon_credential_id": "a", "amazon_credential_secret": "b", "amazon_partner_tag": "t"}
    async with sources_of({**keys, "amazon_marketplace": "amazon.example"}) as sources:
        [missing] = [m for m in sources.missing if m.name == "Amazon"]
    assert missing.is_wrong
    assert isinstance(missing.error, ConfigurationError)
    assert "AMAZON_MARKETPLACE" in missing.error.message
