"""The simulated eBay for sellers, among the other shops and as a page."""

import html
import re
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.marketplaces.ebay_selling.conftest import Shop, opened

from talknshop.core.encryption import Cipher
from talknshop.core.sqlite import Database
from talknshop.demo.feed import bundled_feed
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.simulation.answers import SIMULATED
from talknshop.simulation.app import build_simulation, simulated_settings
from talknshop.simulation.ebay_sell.app import EbaySellSimulation
from talknshop.simulation.ebay_sell.ledger import Ledger
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.storage.sqlite_schema import SELLER_TOKEN_MIGRATIONS
from talknshop.testing.ebay_sell import SimulatedEbay, simulated_ebay
from talknshop.testing.server import running

pytestmark = pytest.mark.socket
ASKED = {"client_id": "app", "redirect_uri": "Ru", "response_type": "code", "scope": "a/b",
         "state": '"><script>'}  # fmt: skip
SELLING = ("ebay_client_id", "ebay_client_secret", "ebay_ru_name", "ebay_shipping_cost")


@pytest.fixture
def page(tmp_path: Path) -> Generator[httpx.Client]:
    simulation = EbaySellSimulation(time.time, ledger=tmp_path / "ledger.db")
    with running(simulation.app()) as url, httpx.Client(base_url=url) as client:
        yield client


async def test_it_is_one_of_the_shops(tmp_path: Path) -> None:
    simulation = build_simulation(bundled_feed(), "http://x", time.time, ledger=tmp_path / "l.db")
    database = Database(tmp_path / "sellers.db", SELLER_TOKEN_MIGRATIONS)
    with running(simulation.app) as url:
        ebay = SimulatedEbay(f"{url}/ebay")
        told = simulated_settings(url, simulation.walmart_key)
        assert ebay.settings == {name: told[name] for name in (*SELLING, "ebay_base_url")}
        shop: Shop = opened(ebay, SqliteSellerTokens(database, Cipher(["s" * 40])), "a", clients=[])
        await shop.connect()
        outcome = await shop.selling.publisher.publish(shop.posting())
        assert outcome.status is Status.LIVE
        async with httpx.AsyncClient() as browser:
            shown = await browser.get(outcome.confirmation_link or "")
            form = {"grant_type": "client_credentials"}
            token = f"{url}/ebay/identity/v1/oauth2/token"
            search = await browser.post(token, auth=("a", "b"), data=form)
        assert (shown.status_code, shown.headers[SIMULATED]) == (200, "1")
        assert "Simulated eBay" in shown.text
        assert "iPhone 13" in shown.text
        assert search.json()["token_type"] == "Application Access Token"
        ebay.close()
        for client in shop.clients:
            await client.aclose()
    database.close()


def test_the_page_is_labelled_and_one_click_connects(page: httpx.Client) -> None:
    came = {"Referer": "http://localhost:8000/"}
    shown = page.get("/oauth2/authorize", params=ASKED, headers=came)
    assert "not eBay" in shown.text
    assert "<script>" not in shown.text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', shown.text))
    form = {name: html.unescape(value) for name, value in fields.items()}
    sent = page.post("/oauth2/authorize", data=form | {"agree": "yes"})
    assert sent.status_code == 303
    back = urlsplit(sent.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == "http://localhost:8000"
    assert parse_qs(back.query)["state"] == [ASKED["state"]]


@pytest.mark.parametrize("referer", ["https://evil.example/", "http://evil.example:8000/", ""])
def test_nobody_is_sent_to_another_host(page: httpx.Client, referer: str) -> None:
    shown = page.get("/oauth2/authorize", params=ASKED, headers={"Referer": referer})
    assert "evil" not in shown.text
    assert page.get("/oauth2/authorize", params={"client_id": "app"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sell/inventory/v1/offer?sku=a", 401),
        ("POST", "/simulation/orders", 404),
        ("POST", "/simulation/listings/1/end", 404),
        ("POST", "/simulation/orders/1/cancel", 404),
        ("GET", "/itm/1", 404),
    ],
)
def test_what_is_not_there(page: httpx.Client, method: str, path: str, status: int) -> None:
    answer = page.request(method, path)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"]


def test_a_fault_that_nobody_knows(page: httpx.Client) -> None:
    answer = page.put("/simulation/faults", json={"faults": [{"fault": "explosion"}]})
    assert answer.status_code == 400
    assert "throttled" in answer.json()["error"]


def test_the_ledger_outlives_its_process(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with simulated_ebay(path) as first:
        started = f"{first.base_url}/oauth2/authorize?{httpx.QueryParams(ASKED)}"
        code = first.agree(started, seller="anna")["code"]
    with simulated_ebay(path) as second:
        exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": "Ru"}
        token = f"{second.base_url}/identity/v1/oauth2/token"
        assert httpx.post(token, data=exchange, auth=("a", "b")).is_success
        assert httpx.post(token, data=exchange, auth=("a", "b")).json()["error"] == "invalid_grant"


def test_a_change_is_whole_or_not_at_all(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    with suppress(ZeroDivisionError), ledger.change():
        ledger.put("item", "a", "1", {"n": 1})
        raise ZeroDivisionError
    assert ledger.all("item") == []
    numbers = {ledger.next_number() for _ in range(5)}
    assert len(numbers) == 5
    ledger.close()
