"""Each simulated marketplace answers in its own format and refuses what the real one refuses."""

import base64
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from tests.simulation.conftest import NOW

from talknshop.simulation.answers import SIMULATED
from talknshop.simulation.app import Simulation

EBAY = "/ebay/buy/browse/v1/item_summary/search"
WALMART = "/walmart/api-proxy/service/affil/product/v2"


async def ebay_token(shops: httpx.AsyncClient) -> dict[str, str]:
    response = await shops.post(
        "/ebay/identity/v1/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=("id", "secret"),
    )
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


async def amazon_headers(shops: httpx.AsyncClient) -> dict[str, str]:
    response = await shops.post("/amazon/auth/o2/token", json={"grant_type": "client_credentials"})
    token = response.json()["access_token"]
    return {"Authorization": f"Bearer {token}", "x-marketplace": "www.amazon.com"}


def walmart_headers(simulation: Simulation, *, at: float = NOW) -> dict[str, str]:
    stamp = str(int(at * 1000))
    text = f"me\n{stamp}\n1\n".encode()
    signature = simulation.walmart_key.sign(text, padding.PKCS1v15(), SHA256())
    return {
        "WM_CONSUMER.ID": "me",
        "WM_CONSUMER.INTIMESTAMP": stamp,
        "WM_SEC.KEY_VERSION": "1",
        "WM_SEC.AUTH_SIGNATURE": base64.b64encode(signature).decode(),
    }


class TestEbay:
    async def test_a_search_within_a_price(self, shops: httpx.AsyncClient) -> None:
        headers = await ebay_token(shops)
        limits = {"q": "laptop", "limit": "5", "filter": "price:[200..600],priceCurrency:USD"}
        response = await shops.get(EBAY, params=limits, headers=headers)
        body = response.json()
        assert response.headers[SIMULATED] == "1"
        assert len(body["itemSummaries"]) == min(5, body["total"])
        for item in body["itemSummaries"]:
            assert 200 <= float(item["price"]["value"]) <= 600

    async def test_without_a_currency_the_price_is_ignored_and_warned_of(
        self, shops: httpx.AsyncClient
    ) -> None:
        headers = await ebay_token(shops)
        limits = {"q": "laptop", "filter": "price:[1..2]"}
        body = (await shops.get(EBAY, params=limits, headers=headers)).json()
        assert body["total"] > 0
        assert [warning["errorId"] for warning in body["warnings"]] == [12012]

    @pytest.mark.parametrize(
        "wrong", [{}, {"q": "a", "limit": "201"}, {"q": "a", "limit": "10", "offset": "5"}]
    )
    async def test_what_it_refuses(self, shops: httpx.AsyncClient, wrong: dict[str, str]) -> None:
        response = await shops.get(EBAY, params=wrong, headers=await ebay_token(shops))
        assert response.status_code == 400
        assert response.json()["errors"][0]["category"] == "REQUEST"

    async def test_tokens_of_its_own_only(self, shops: httpx.AsyncClient) -> None:
        stranger = {"Authorization": "Bearer made-up"}
        response = await shops.get(EBAY, params={"q": "laptop"}, headers=stranger)
        assert (response.status_code, response.json()["errors"][0]["errorId"]) == (401, 1001)

    async def test_an_item(self, shops: httpx.AsyncClient) -> None:
        headers = await ebay_token(shops)
        body = (await shops.get(EBAY, params={"q": "laptop"}, headers=headers)).json()
        item_id = body["itemSummaries"][0]["itemId"].replace("|", "%7C")
        item = await shops.get(f"/ebay/buy/browse/v1/item/{item_id}", headers=headers)
        assert item.json()["title"] == body["itemSummaries"][0]["title"]
        gone = await shops.get("/ebay/buy/browse/v1/item/v1%7C1%7C0", headers=headers)
        assert gone.json()["errors"][0]["errorId"] == 11001


class TestAmazon:
    async def search(self, shops: httpx.AsyncClient, **body: object) -> httpx.Response:
        return await shops.post(
            "/amazon/catalog/v1/searchItems",
            json={"keywords": "laptop", "partnerTag": "t-20", **body},
            headers=await amazon_headers(shops),
        )

    async def test_limits_are_in_cents_and_prices_are_not(self, shops: httpx.AsyncClient) -> None:
        response = await self.search(shops, minPrice=20_000, maxPrice=80_000)
        items = response.json()["searchResult"]["items"]
        assert items
        for item in items:
            amount = item["offersV2"]["listings"][0]["price"]["money"]["amount"]
            assert 200 <= amount <= 800

    async def test_nothing_is_a_404(self, shops: httpx.AsyncClient) -> None:
        response = await self.search(shops, keywords="zzzz")
        assert (response.status_code, response.json()["errors"][0]["code"]) == (404, "NoResults")

    @pytest.mark.parametrize(
        "wrong", [{"condition": "Used"}, {"itemCount": 11}, {"itemPage": 11}, {"partnerTag": ""}]
    )
    async def test_what_it_refuses(
        self, shops: httpx.AsyncClient, wrong: dict[str, object]
    ) -> None:
        response = await self.search(shops, **wrong)
        assert response.status_code == 400
        assert response.json()["type"] == "ValidationException"

    async def test_an_item(self, shops: httpx.AsyncClient) -> None:
        asin = (await self.search(shops)).json()["searchResult"]["items"][0]["asin"]
        response = await shops.post(
            "/amazon/catalog/v1/getItems",
            json={"itemIds": [asin, "B000000000"], "partnerTag": "t-20"},
            headers=await amazon_headers(shops),
        )
        body: dict[str, Any] = response.json()
        assert [item["asin"] for item in body["itemsResult"]["items"]] == [asin]
        assert body["errors"][0]["code"] == "ItemNotAccessible"


class TestWalmart:
    async def test_a_signed_search(self, shops: httpx.AsyncClient, simulation: Simulation) -> None:
        limits = {"query": "laptop", "facet": "on", "facet.range": "price:[300 TO 900]"}
        response = await shops.get(
            f"{WALMART}/search", params=limits, headers=walmart_headers(simulation)
        )
        items = response.json()["items"]
        assert items
        assert all(300 <= item["salePrice"] <= 900 for item in items)
        assert all("|PUBID|" in item["productTrackingUrl"] for item in items)

    async def test_a_signature_lives_for_three_minutes(
        self, shops: httpx.AsyncClient, simulation: Simulation
    ) -> None:
        late = walmart_headers(simulation, at=NOW - 300)
        response = await shops.get(f"{WALMART}/search", params={"query": "a"}, headers=late)
        assert (response.status_code, response.json()["errors"][0]["message"]) == (
            401,
            "timestamp expired",
        )

    async def test_a_forged_signature(
        self, shops: httpx.AsyncClient, simulation: Simulation
    ) -> None:
        forged = walmart_headers(simulation) | {"WM_CONSUMER.ID": "you"}
        response = await shops.get(f"{WALMART}/search", params={"query": "a"}, headers=forged)
        assert response.status_code == 401


class TestBestbuy:
    async def search(self, shops: httpx.AsyncClient, inside: str, **more: str) -> httpx.Response:
        given = {"apiKey": "k", "format": "json", **more}
        return await shops.get(f"/bestbuy/v1/products({inside})", params=given)

    async def test_terms_in_the_path(self, shops: httpx.AsyncClient) -> None:
        inside = "(search=over&search=headphones)&salePrice%3C=1500"
        body = (await self.search(shops, inside, sort="salePrice.asc")).json()
        amounts = [product["salePrice"] for product in body["products"]]
        assert amounts == sorted(amounts)
        assert amounts
        assert amounts[-1] <= 1500

    @pytest.mark.parametrize("inside", ["search=*top", "laptop", "colour=red", "search="])
    async def test_what_it_does_not_understand(self, shops: httpx.AsyncClient, inside: str) -> None:
        response = await self.search(shops, inside)
        assert response.status_code == 400
        assert "Couldn't understand" in response.json()["error"]["message"]

    async def test_without_a_key(self, shops: httpx.AsyncClient) -> None:
        response = await shops.get("/bestbuy/v1/products(search=a)?format=json")
        assert response.status_code == 403


class TestUcp:
    async def test_its_profile_leads_to_it(self, shops: httpx.AsyncClient) -> None:
        profile = (await shops.get("/.well-known/ucp")).json()["ucp"]
        (service,) = profile["services"]["dev.ucp.shopping"]
        assert service["endpoint"].startswith("http")

    async def test_pages(self, shops: httpx.AsyncClient) -> None:
        ask: dict[str, Any] = {"query": "shoes", "pagination": {"limit": 2}}
        first = (await shops.post("/catalog/search", json=ask)).json()
        ask["pagination"]["cursor"] = first["pagination"]["cursor"]
        second = (await shops.post("/catalog/search", json=ask)).json()
        ids = [product["id"] for product in (*first["products"], *second["products"])]
        assert len(set(ids)) == len(ids) == 4

    async def test_a_product(self, shops: httpx.AsyncClient) -> None:
        found = (await shops.post("/catalog/search", json={"query": "shoes"})).json()
        wanted = found["products"][0]["id"]
        product = (await shops.post("/catalog/product", json={"id": wanted})).json()
        assert product["product"]["id"] == wanted
        gone = await shops.post("/catalog/product", json={"id": "nothing"})
        assert gone.status_code == 404
