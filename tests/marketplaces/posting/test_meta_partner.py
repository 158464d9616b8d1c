import re
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response
from tests.marketplaces.posting.accounts import publishers_of
from tests.marketplaces.scripted import Asked, ScriptedMarketplace, served

from talknshop.core.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    ExternalServiceError,
    RateLimitError,
)
from talknshop.marketplaces.publishing import ListingPublisher, Photo, Posting
from talknshop.schemas.enums import Condition, PostingMarketplace, ShippingOption
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingLocation, ListingSpec

pytestmark = pytest.mark.socket

FACEBOOK = PostingMarketplace.FACEBOOK
ACCOUNT: dict[str, object] = {
    "meta_partner_token": "partner-token",
    "meta_partner_catalog_id": "4711",
    "meta_partner_seller_id": "seller-7",
    "public_url": "https://shop.example",
}
DONE: dict[str, Any] = {"data": [{"handle": "H", "status": "finished", "errors": []}]}
UNDER_WAY: dict[str, Any] = {"data": [{"handle": "H", "status": "in_progress", "errors": []}]}
TAKEN = {"handles": ["H"], "validation_status": []}


def spec(**changes: object) -> ListingSpec:
    whole: dict[str, object] = {
        "title": "iPhone 13 128 GB blue",
        "description": "Good condition, unlocked.",
        "price": 649.5,
        "condition": Condition.GOOD,
        "category": "Electronics > Smartphones",
        "attributes": {"brand": "Apple"},
        "media_s3_keys": ["uploads/a.jpg", "uploads/b.jpg"],
        "target_marketplaces": [FACEBOOK],
        "shipping_options": [ShippingOption.SHIPPING],
        "location": ListingLocation(city="San Jose", state="CA", zip="95112"),
    }
    return ListingSpec.model_validate(whole | changes)


def posting(listing: ListingSpec | None = None, *, scheme: str = "https") -> Posting:
    photos = tuple(Photo(k, f"{scheme}://shop.example/{k}.jpg") for k in ("a", "b"))
    return Posting("job_1_facebook", "anna", "item_1", listing or spec(), photos)


class Meta:
    """Speaks for the Graph API: checks what is sent, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: dict[str, Any] = TAKEN
        self.batches: list[dict[str, Any]] = [DONE]
        self.error: tuple[int, int] | None = None
        self.items: dict[str, dict[str, Any]] = {}

    def __call__(self, asked: Asked) -> Response:
        assert asked.headers["authorization"] == "Bearer partner-token"
        assert "access_token" not in asked.raw_query
        if self.error is not None:
            status, code = self.error
            told = {"message": "(#) no", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
            return JSONResponse({"error": told}, status)
        if asked.path == "/v26.0/4711/items_batch":
            self._take(asked.json())
            return JSONResponse(self.taken)
        assert asked.path == "/v26.0/4711/check_batch_request_status"
        assert asked.query["handle"] == ["H"]
        batch = self.batches.pop(0) if len(self.batches) > 1 else self.batches[0]
        return JSONResponse(batch)

    def _take(self, body: dict[str, Any]) -> None:
        assert body["item_type"] == "PRODUCT_ITEM"
        assert body["allow_upsert"] is True
        [request] = body["requests"]
        data = request["data"]
        assert len(data["id"]) <= 100
        if request["method"] == "DELETE":
            self.items.pop(data["id"], None)
            return
        assert request["method"] == "UPDATE"
        assert re.fullmatch(r"\d+ [A-Z]{3}", data["price"])
        assert data["condition"] in {"new", "refurbished", "used"}
        assert data["availability"] == "in stock"
        assert data["image_link"].startswith("https://")
        self.items[data["id"]] = data


@pytest.fixture
def meta() -> Meta:
    return Meta()


@pytest.fixture
async def publisher(meta: Meta) -> AsyncGenerator[ListingPublisher]:
    with served(ScriptedMarketplace(meta)) as url:
        async with publishers_of({**ACCOUNT, "meta_base_url": url}) as found:
            yield found[FACEBOOK]


async def test_an_item_is_put_up_once_however_often_it_is_sent(
    publisher: ListingPublisher, meta: Meta
) -> None:
    meta.batches = [UNDER_WAY, DONE]

    outcome = await publisher.publish(posting())
    again = await publisher.publish(posting())

    assert (outcome.status, again.status) == (Status.PENDING_REVIEW, Status.PENDING_REVIEW)
    assert (outcome.listing_id, outcome.confirmation_link) == (None, None)
    assert list(meta.items) == ["job_1_facebook"]
    item = meta.items["job_1_facebook"]
    assert (item["price"], item["brand"], item["condition"]) == ("650 USD", "Apple", "used")
    assert item["partner_product_location"] == "San Jose, CA"
    assert item["partner_seller_id"] == "seller-7"
    assert item["additional_image_link"] == ["https://shop.example/b.jpg"]
    assert item["link"] == "https://shop.example/?item=item_1"


async def test_changed_and_taken_down(publisher: ListingPublisher, meta: Meta) -> None:
    await publisher.publish(posting())

    revised = await publisher.revise(posting(spec(price=600)))
    assert (revised.status, meta.items["job_1_facebook"]["price"]) == (Status.LIVE, "600 USD")

    assert (await publisher.withdraw(posting())).status is Status.REMOVED
    assert (await publisher.withdraw(posting())).status is Status.REMOVED
    assert meta.items == {}


async def test_what_is_refused_is_told(publisher: ListingPublisher, meta: Meta) -> None:
    refused = {"retailer_id": "job_1_facebook", "errors": [{"message": "title is bad"}]}
    meta.taken = {"handles": ["H"], "validation_status": [refused]}
    at_once = await publisher.publish(posting())

    meta.taken = TAKEN
    meta.batches = [{"data": [{"status": "finished", "errors": [{"message": "not allowed"}]}]}]
    later = await publisher.publish(posting())

    assert (at_once.status, later.status) == (Status.REJECTED, Status.REJECTED)
    assert "title is bad" in (at_once.message or "")
    assert "not allowed" in (later.message or "")


async def test_a_batch_that_takes_long_is_looked_at_again(
    publisher: ListingPublisher, meta: Meta
) -> None:
    meta.batches = [UNDER_WAY]

    with pytest.raises(ExternalServiceError) as raised:
        await publisher.publish(posting())

    assert raised.value.retryable


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ((400, 80014), RateLimitError),
        ((401, 190), CredentialsRefusedError),
        ((403, 200), CredentialsRefusedError),
    ],
)
async def test_errors_mean_what_they_say(
    publisher: ListingPublisher, meta: Meta, error: tuple[int, int], raised: type[Exception]
) -> None:
    meta.error = error

    with pytest.raises(raised):
        await publisher.publish(posting())


@pytest.mark.parametrize(
    ("listing", "scheme"), [(spec(media_s3_keys=[]), "https"), (spec(), "http")]
)
async def test_photos_that_nobody_can_fetch_are_asked_for(
    publisher: ListingPublisher, meta: Meta, listing: ListingSpec, scheme: str
) -> None:
    outcome = await publisher.publish(posting(listing, scheme=scheme))

    assert outcome.status is Status.NEEDS_INPUT
    assert meta.items == {}


@pytest.mark.parametrize("missing", ["meta_partner_catalog_id", "public_url"])
async def test_an_account_that_is_set_in_part_is_told(missing: str) -> None:
    partly = {name: value for name, value in ACCOUNT.items() if name != missing}

    with pytest.raises(ConfigurationError, match=missing.upper()):
        await publishers_of(partly).__aenter__()
