"""Connecting an account: who agreed, for how long, and what happens when it holds no more."""

import asyncio
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.responses import JSONResponse
from tests.marketplaces.ebay_selling.conftest import Shop, opened
from tests.marketplaces.scripted import Asked, ScriptedMarketplace, served

from talknshop.core.clock import SystemClock
from talknshop.core.encryption import Cipher
from talknshop.core.errors import (
    AuthorizationError,
    ConfigurationError,
    CredentialsRefusedError,
    NotConfiguredError,
    ValidationError,
)
from talknshop.core.settings import load_settings
from talknshop.core.sqlite import Database
from talknshop.marketplaces.ebay.selling.building import seller_keys, site_of
from talknshop.marketplaces.ebay.selling.tokens import SCOPES
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.testing.clock import ManualClock
from talknshop.testing.ebay_sell import SimulatedEbay

pytestmark = pytest.mark.socket


async def begun(shop: Shop) -> dict[str, str]:
    """What the callback is called with."""
    started = await shop.selling.accounts.connect(shop.user_id)
    assert started.auth_url
    return shop.ebay.agree(started.auth_url, seller=shop.seller)


async def test_the_seller_is_asked_for_what_is_needed(shop: Shop) -> None:
    started = await shop.selling.accounts.connect(shop.user_id)
    assert started.connected
    asked = parse_qs(urlsplit(started.auth_url or "").query)
    assert asked["redirect_uri"] == ["TalknShop-simulated"]
    assert set(asked["scope"][0].split()) == set(SCOPES)
    assert asked["response_type"] == ["code"]
    assert shop.user_id not in (started.auth_url or "")


async def test_somebody_elses_consent_is_not_taken(shop: Shop) -> None:
    back = await begun(shop)
    with pytest.raises(AuthorizationError):
        await shop.selling.accounts.callback("mallory", code=back["code"], state=back["state"])
    assert not (await shop.selling.accounts.status("mallory")).connected


@pytest.mark.parametrize("state", ["", "forged", "a.b.c"])
async def test_a_forged_state_is_not_taken(shop: Shop, state: str) -> None:
    back = await begun(shop)
    with pytest.raises(ValidationError, match="Begin again"):
        await shop.selling.accounts.callback(shop.user_id, code=back["code"], state=state)


async def test_who_takes_too_long_begins_again(shop: Shop) -> None:
    clock = ManualClock()
    slow = shop.restarted(clock)
    back = await begun(slow)
    clock.advance(seconds=16 * 60)
    with pytest.raises(ValidationError, match="longer than 15 minutes"):
        await slow.selling.accounts.callback(shop.user_id, code=back["code"], state=back["state"])


async def test_who_refuses_stays_as_they_were(shop: Shop) -> None:
    started = await shop.selling.accounts.connect(shop.user_id)
    back = shop.ebay.agree(started.auth_url or "", seller=shop.seller, agree="no")
    with pytest.raises(ValidationError, match="did not agree"):
        await shop.selling.accounts.callback(shop.user_id, state=back["state"], error=back["error"])
    assert (await shop.selling.accounts.status(shop.user_id)).connected


async def test_a_code_is_used_once(shop: Shop) -> None:
    back = await begun(shop)
    code, state = back["code"], back["state"]
    await shop.selling.accounts.callback(shop.user_id, code=code, state=state)
    with pytest.raises(ValidationError, match="used already"):
        await shop.selling.accounts.callback(shop.user_id, code=code, state=state)
    assert (await shop.selling.accounts.status(shop.user_id)).connected


async def test_without_an_account_nothing_is_asked(shop: Shop) -> None:
    calls = len(shop.ebay.calls())
    with pytest.raises(NotConfiguredError, match="Connect it"):
        await shop.selling.publisher.publish(shop.posting(user_id="nobody"))
    status = await shop.selling.accounts.status("nobody")
    assert (status.connected, status.message) == (False, "Connect your eBay account first.")
    assert len(shop.ebay.calls()) == calls


async def test_disconnected_is_forgotten(shop: Shop) -> None:
    await shop.selling.accounts.disconnect(shop.user_id)
    assert await shop.tokens.users("ebay-simulated") == []
    with pytest.raises(NotConfiguredError):
        await shop.selling.publisher.publish(shop.posting())


async def test_many_at_once_renew_one_token(shop: Shop) -> None:
    fresh = shop.restarted()
    before = shop.ebay.calls().count("token")
    postings = [shop.posting() for _ in range(5)]
    outcomes = await asyncio.gather(*(fresh.selling.publisher.look(one) for one in postings))
    assert {one.status for one in outcomes} == {Status.REJECTED}
    assert shop.ebay.calls().count("token") == before + 1


async def test_the_consent_ends_when_ebay_said(shop: Shop) -> None:
    clock = ManualClock()
    patient = shop.restarted(clock)
    await patient.connect()
    clock.advance(seconds=47_304_000 + 1)
    with pytest.raises(CredentialsRefusedError, match="has expired"):
        await patient.selling.publisher.publish(shop.posting())
    assert not (await patient.selling.accounts.status(shop.user_id)).connected


async def test_a_secret_that_is_gone_asks_to_connect_again(
    shop: Shop, seller_database: Database
) -> None:
    other = SqliteSellerTokens(seller_database, Cipher(["x" * 40]))
    lost = opened(shop.ebay, other, shop.user_id, clients=shop.clients)
    with pytest.raises(NotConfiguredError):
        await lost.selling.publisher.publish(shop.posting())
    await lost.connect()
    assert (await lost.selling.publisher.publish(shop.posting())).status is Status.LIVE


@pytest.mark.parametrize("days", [-0.9, 0.9])
async def test_clocks_may_differ_by_most_of_a_day(shop: Shop, days: float) -> None:
    posting = shop.posting()
    up = await shop.selling.publisher.publish(posting)
    assert up.listing_id
    assert shop.ebay.buy(up.listing_id)
    clock = ManualClock()
    ours = SystemClock().now().timestamp() + days * 86_400
    clock.advance(seconds=ours - clock.now().timestamp())
    skewed = shop.restarted(clock)
    assert (await skewed.selling.publisher.publish(shop.posting())).status is Status.LIVE
    sales = await skewed.selling.publisher.sales(shop.user_id, since=clock.now())
    assert [one.listing_id for one in sales] == [up.listing_id]


async def test_a_cancelled_order_is_no_sale(shop: Shop) -> None:
    up = await shop.selling.publisher.publish(shop.posting())
    order = shop.ebay.buy(up.listing_id or "")
    assert order
    shop.ebay.cancel_order(order["orderId"])
    since = SystemClock().now()
    assert await shop.selling.publisher.sales(shop.user_id, since=since) == []


class RotatingTokens:
    """A token endpoint that gives another refresh token each time and knows the last one only."""

    def __init__(self) -> None:
        self.valid = ""
        self.number = 0
        self.refused = 0

    def __call__(self, asked: Asked) -> JSONResponse:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.valid:
            self.refused += 1
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.number += 1
        self.valid = f"refresh-{self.number}"
        return JSONResponse(
            {"access_token": f"access-{self.number}", "expires_in": 7200,
             "refresh_token": self.valid, "refresh_token_expires_in": 100_000}
        )  # fmt: skip


def nothing_there(_asked: Asked) -> JSONResponse:
    return JSONResponse({"errors": [{"errorId": 25713, "message": "Not available."}]}, 404)


async def closed(ebay: SimulatedEbay, clients: list[httpx.AsyncClient]) -> None:
    ebay.close()
    for client in clients:
        await client.aclose()


async def test_a_rotated_token_is_kept_before_it_is_used(tokens: SqliteSellerTokens) -> None:
    endpoint = RotatingTokens()
    path = frozenset({"/identity/v1/oauth2/token"})
    clients: list[httpx.AsyncClient] = []
    with served(ScriptedMarketplace(nothing_there, path, endpoint)) as url:
        ebay = SimulatedEbay(url)
        first = opened(ebay, tokens, "anna", clients=clients)
        started = await first.selling.accounts.connect("anna")
        state = parse_qs(urlsplit(started.auth_url or "").query)["state"][0]
        await first.selling.accounts.callback("anna", code="code", state=state)
        processes = [first, *(first.restarted() for _ in range(3))]
        posting = first.posting(user_id="anna")
        for process in processes:
            assert (await process.selling.publisher.withdraw(posting)).status is Status.REMOVED
        await closed(ebay, clients)
    assert (endpoint.number, endpoint.refused) == (5, 0)


async def test_a_process_takes_what_another_was_given(tokens: SqliteSellerTokens) -> None:
    endpoint = RotatingTokens()
    path = frozenset({"/identity/v1/oauth2/token"})
    clients: list[httpx.AsyncClient] = []
    with served(ScriptedMarketplace(nothing_there, path, endpoint)) as url:
        ebay = SimulatedEbay(url)
        shop = opened(ebay, tokens, "anna", clients=clients)
        started = await shop.selling.accounts.connect("anna")
        state = parse_qs(urlsplit(started.auth_url or "").query)["state"][0]
        await shop.selling.accounts.callback("anna", code="code", state=state)
        posting = shop.posting(user_id="anna")
        processes = [shop.restarted() for _ in range(4)]
        await asyncio.gather(
            *(one.selling.publisher.withdraw(posting) for one in processes), return_exceptions=True
        )
        for one in processes:
            with suppress(CredentialsRefusedError):
                await one.selling.publisher.withdraw(posting)
        assert (await shop.restarted().selling.accounts.status("anna")).connected
        await closed(ebay, clients)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(NotConfiguredError, match="EBAY_CLIENT_SECRET, EBAY_RU_NAME"):
        seller_keys(load_settings(ebay_client_id="app"))
    with pytest.raises(ConfigurationError, match="EBAY_PL"):
        site_of(load_settings(ebay_marketplace_id="EBAY_PL"))


async def test_a_wrong_keyset_is_the_operators_matter(tokens: SqliteSellerTokens) -> None:
    def refused(_asked: Asked) -> JSONResponse:
        return JSONResponse({"error": "invalid_client"}, 401)

    path = frozenset({"/identity/v1/oauth2/token"})
    clients: list[httpx.AsyncClient] = []
    with served(ScriptedMarketplace(nothing_there, path, refused)) as url:
        ebay = SimulatedEbay(url)
        shop = opened(ebay, tokens, "anna", clients=clients)
        started = await shop.selling.accounts.connect("anna")
        state = parse_qs(urlsplit(started.auth_url or "").query)["state"][0]
        with pytest.raises(ConfigurationError, match="EBAY_CLIENT_SECRET") as caught:
            await shop.selling.accounts.callback("anna", code="code", state=state)
        assert not isinstance(caught.value, CredentialsRefusedError)
        assert "simulated" not in caught.value.message
        await closed(ebay, clients)
