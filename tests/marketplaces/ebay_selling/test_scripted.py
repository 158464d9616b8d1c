"""Answers of eBay that the simulated one does not give of itself."""

from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.responses import JSONResponse, Response
from tests.marketplaces.ebay_selling.conftest import Shop, opened
from tests.marketplaces.scripted import Asked, ScriptedMarketplace, served

from talknshop.marketplaces.publishing import PostingOutcome
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.testing.ebay_sell import SimulatedEbay

pytestmark = pytest.mark.socket

PUBLISHED = {"listingId": "11", "listingStatus": "ACTIVE", "soldQuantity": 0}
CATEGORY = {"category": {"categoryId": "7", "categoryName": "Lamps"}}


def offer(status: str = "PUBLISHED", **more: object) -> dict[str, object]:
    told: dict[str, object] = {"offerId": "9", "status": status, "availableQuantity": 1, **more}
    return told | ({"listing": PUBLISHED | dict(more)} if status == "PUBLISHED" else {})


class ScriptedSelling:
    """Answers by the end of the path; what is asked for most is made up here."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[Asked], Response] | Response] = {
            "get_opted_in_programs": JSONResponse(
                {"programs": [{"programType": "SELLING_POLICY_MANAGEMENT"}]}
            ),
            "payment_policy": JSONResponse({"paymentPolicies": [{"paymentPolicyId": "1"}]}),
            "return_policy": JSONResponse({"returnPolicies": [{"returnPolicyId": "2"}]}),
            "fulfillment_policy": JSONResponse({"fulfillmentPolicies": [
                {"fulfillmentPolicyId": "3", "shippingOptions": [{"optionType": "DOMESTIC"}]}]}),
            "get_default_category_tree_id": JSONResponse({"categoryTreeId": "0"}),
            "get_category_suggestions": JSONResponse({"categorySuggestions": [CATEGORY]}),
            "get_item_aspects_for_category": JSONResponse({"aspects": []}),
            "get_item_condition_policies": JSONResponse({"itemConditionPolicies": [
                {"categoryId": "7", "itemConditions": [{"conditionId": "3000"}]}]}),
            "create_image_from_url": JSONResponse({"imageUrl": "https://i.ebay.example/1"}, 201),
            "create_image_from_file": JSONResponse({"imageUrl": "https://i.ebay.example/2"}, 201),
            "offer": self.offers,
            "publish": JSONResponse({"listingId": "11"}),
        }  # fmt: skip
        self.listed: dict[str, object] | None = None
        self.asked: list[str] = []

    def offers(self, asked: Asked) -> Response:
        if asked.method == "POST":
            return JSONResponse({"offerId": "9"}, 201)
        if self.listed is None:
            return JSONResponse({"errors": [{"errorId": 25713, "message": "None."}]}, 404)
        return JSONResponse({"offers": [self.listed]})

    def __call__(self, asked: Asked) -> Response:
        end = asked.path.rstrip("/").rpartition("/")[2]
        self.asked.append(f"{asked.method} {end}")
        answer = self.answers.get(end, Response(status_code=204))
        return answer if isinstance(answer, Response) else answer(asked)


def token(_asked: Asked) -> Response:
    return JSONResponse({"access_token": "access", "expires_in": 7200, "refresh_token": "refresh"})


@pytest.fixture
def scripted() -> ScriptedSelling:
    return ScriptedSelling()


@pytest.fixture
async def seller(scripted: ScriptedSelling, tokens: SqliteSellerTokens) -> AsyncGenerator[Shop]:
    clients: list[httpx.AsyncClient] = []
    path = frozenset({"/identity/v1/oauth2/token"})
    with served(ScriptedMarketplace(scripted, path, token)) as url:
        ebay = SimulatedEbay(url)
        shop = opened(ebay, tokens, "anna", clients=clients)
        started = await shop.selling.accounts.connect("anna")
        state = parse_qs(urlsplit(started.auth_url or "").query)["state"][0]
        await shop.selling.accounts.callback("anna", code="code", state=state)
        yield shop
        ebay.close()
        for client in clients:
            await client.aclose()


async def publish(seller: Shop) -> PostingOutcome:
    return await seller.selling.publisher.publish(seller.posting())


def refusal(number: int, message: str, **parameters: str) -> JSONResponse:
    told: dict[str, Any] = {"errorId": number, "message": message, "parameters": [
        {"name": name, "value": value} for name, value in parameters.items()]}  # fmt: skip
    return JSONResponse({"errors": [told]}, 400)


async def test_remarks_are_kept_beside_a_listing(scripted: ScriptedSelling, seller: Shop) -> None:
    warned = {"errorId": 25402, "message": "System warning. {0}", "parameters": [
        {"name": "0", "value": "Add a second photo."}]}  # fmt: skip
    scripted.answers["publish"] = JSONResponse({"listingId": "11", "warnings": [warned]})
    outcome = await publish(seller)
    assert (outcome.status, outcome.listing_id) == (Status.LIVE, "11")
    assert outcome.notes == ("System warning. Add a second photo.",)


async def test_an_offer_that_exists_is_taken_by_its_id(
    scripted: ScriptedSelling, seller: Shop
) -> None:
    def exists(asked: Asked) -> Response:
        if asked.method == "POST":
            return refusal(25002, "Offer entity already exists.", offerId="77")
        return JSONResponse({"errors": [{"errorId": 25713, "message": "None."}]}, 404)

    scripted.answers["offer"] = exists
    assert (await publish(seller)).status is Status.LIVE
    assert "PUT 77" in scripted.asked


async def test_no_listing_without_an_id_of_ebays(scripted: ScriptedSelling, seller: Shop) -> None:
    scripted.answers["publish"] = JSONResponse({})
    outcome = await publish(seller)
    assert outcome.status is not Status.LIVE
    assert (outcome.listing_id, outcome.confirmation_link) == (None, None)


async def test_published_although_it_said_no(scripted: ScriptedSelling, seller: Shop) -> None:
    def no(_asked: Asked) -> Response:
        scripted.listed = offer()
        return refusal(25002, "It is published already.")

    scripted.answers["publish"] = no
    outcome = await publish(seller)
    assert (outcome.status, outcome.listing_id) == (Status.LIVE, "11")


async def test_a_listing_on_hold_says_so(scripted: ScriptedSelling, seller: Shop) -> None:
    scripted.listed = offer(listingOnHold=True)
    outcome = await seller.selling.publisher.look(seller.posting())
    assert outcome.status is Status.LIVE
    assert "on hold" in (outcome.message or "")


async def test_an_end_that_is_refused_is_the_sellers_to_make(
    scripted: ScriptedSelling, seller: Shop
) -> None:
    scripted.listed = offer()
    scripted.answers["withdraw"] = refusal(25002, "There is an open dispute.")
    outcome = await seller.selling.publisher.withdraw(seller.posting())
    assert outcome.status is Status.LIVE
    assert outcome.action
    assert outcome.action.kind == "take_down"
    assert "There is an open dispute." in outcome.action.message


@pytest.mark.parametrize(
    "listed",
    [
        offer("UNPUBLISHED") | {"availableQuantity": 0},
        offer(listingStatus="ENDED", soldQuantity=1),
        offer(listingStatus="OUT_OF_STOCK", soldQuantity=1),
    ],
)
async def test_what_was_sold_is_not_put_up_again(
    scripted: ScriptedSelling, seller: Shop, listed: dict[str, object]
) -> None:
    scripted.listed = listed
    posting = seller.posting(listing_id="11")
    for method in (seller.selling.publisher.publish, seller.selling.publisher.revise):
        outcome = await method(posting)
        assert (outcome.status, outcome.listing_id) == (Status.LIVE, "11")
        assert outcome.message == "It was sold on eBay."
    assert not [one for one in scripted.asked if one.startswith("PUT") or "publish" in one]


async def test_an_account_that_is_being_switched_over(
    scripted: ScriptedSelling, seller: Shop, tokens: SqliteSellerTokens
) -> None:
    await tokens.delete("anna", "ebay-simulated")
    scripted.answers["get_opted_in_programs"] = JSONResponse({"programs": []})
    scripted.answers["opt_in"] = JSONResponse({})
    started = await seller.selling.accounts.connect("anna")
    state = parse_qs(urlsplit(started.auth_url or "").query)["state"][0]
    status = await seller.selling.accounts.callback("anna", code="code", state=state)
    assert "takes up to a day" in (status.message or "")
    outcome = await publish(seller)
    assert outcome.status is Status.NEEDS_ACTION
    assert "POST publish" not in scripted.asked


async def test_no_category_is_asked_for(scripted: ScriptedSelling, seller: Shop) -> None:
    scripted.answers["get_category_suggestions"] = Response(status_code=204)
    outcome = await publish(seller)
    assert outcome.status is Status.NEEDS_INPUT
    assert outcome.action
    assert [one.name for one in outcome.action.fields] == ["category"]


async def test_sales_of_several_pages(scripted: ScriptedSelling, seller: Shop) -> None:
    def orders(asked: Asked) -> Response:
        begin, limit = int(asked.query["offset"][0]), int(asked.query["limit"][0])
        found = [
            {"orderId": f"o{n}", "creationDate": "2026-11-20T10:00:00.000Z",
             "lineItems": [{"legacyItemId": f"l{n}"}, {"legacyItemId": f"m{n}"}]}
            for n in range(begin, min(begin + limit, 250))
        ]  # fmt: skip
        more = {"next": "https://elsewhere.example/"} if begin + limit < 250 else {}
        return JSONResponse({"orders": found, "total": 250, **more})

    scripted.answers["order"] = orders
    since = datetime(2026, 11, 20, 9, tzinfo=UTC)
    sales = await seller.selling.publisher.sales("anna", since=since)
    assert len(sales) == 500
    assert sales[0].sold_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert scripted.asked.count("GET order") == 3


@pytest.mark.parametrize(
    "order",
    [{}, {"orderId": "1"}, {"orderId": "1", "creationDate": "never"}, {"orderId": 1,
     "creationDate": "2026-11-20T10:00:00.000Z", "lineItems": "none"}, "order", None],
)  # fmt: skip
async def test_an_order_that_cannot_be_read_is_no_sale(
    scripted: ScriptedSelling, seller: Shop, order: object
) -> None:
    scripted.answers["order"] = JSONResponse({"orders": [order]})
    since = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert await seller.selling.publisher.sales("anna", since=since) == []
