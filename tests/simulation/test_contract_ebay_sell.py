"""All that passes between our selling on eBay and the simulated eBay, against the documents."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tests.marketplaces.ebay_selling.conftest import Shop, opened, phone

from talknshop.core.encryption import Cipher
from talknshop.core.errors import TalknShopError
from talknshop.core.sqlite import Database
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import ShippingOption
from talknshop.simulation.ebay_sell.app import EbaySellSimulation
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.storage.sqlite_schema import SELLER_TOKEN_MIGRATIONS
from talknshop.testing.ebay_sell import SimulatedEbay
from talknshop.testing.server import running

DOCUMENTED = {"/sell/inventory/": "inventory", "/sell/account/": "account",
              "/commerce/taxonomy/": "taxonomy"}  # fmt: skip


@dataclass
class Sent:
    """A request as openapi-core looks at it."""

    method: str
    path: str
    parameters: RequestParameters
    body: bytes | None
    content_type: str
    host_url: str = "https://api.ebay.com"


@dataclass
class Answered:
    """An answer as openapi-core looks at it."""

    status_code: int
    data: bytes
    headers: Mapping[str, str]
    content_type: str = "application/json"


@dataclass
class Recorder:
    """Passes everything on, and keeps it."""

    app: ASGIApp
    kept: list[tuple[Sent, Answered]] = field(default_factory=list[tuple[Sent, Answered]])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked: list[bytes] = []
        told: list[Message] = []

        async def heard() -> Message:
            message = await receive()
            asked.append(message.get("body", b""))
            return message

        async def said(message: Message) -> None:
            told.append(message)
            await send(message)

        await self.app(scope, heard, said)
        self._keep(scope, b"".join(asked), told)

    def _keep(self, scope: Scope, asked: bytes, told: list[Message]) -> None:
        query = httpx.QueryParams(scope["query_string"].decode())
        headers = httpx.Headers(scope["headers"])
        sent = Sent(
            scope["method"].lower(),
            scope["raw_path"].decode().partition("?")[0],
            RequestParameters(
                query=dict(query), header={name.title(): one for name, one in headers.items()}
            ),
            asked or None,
            headers.get("Content-Type", ""),
        )
        body = b"".join(one.get("body", b"") for one in told[1:])
        given = httpx.Headers(told[0]["headers"])
        self.kept.append((sent, Answered(told[0]["status"], body, dict(given))))


@contextmanager
def recorded_shop(folder: Path) -> Generator[tuple[Recorder, Shop]]:
    recorder = Recorder(EbaySellSimulation(time.time, ledger=folder / "ledger.db").app())
    database = Database(folder / "sellers.db", SELLER_TOKEN_MIGRATIONS)
    with running(recorder) as url:
        ebay = SimulatedEbay(url)
        tokens = SqliteSellerTokens(database, Cipher(["s" * 40]))
        yield recorder, opened(ebay, tokens, "anna", clients=[])
        ebay.close()
    database.close()


async def everything(shop: Shop) -> None:
    """Connects, lists in several ways, changes, sells, ends, and is refused."""
    await shop.connect()
    publisher = shop.selling.publisher
    posting = shop.posting()
    assert (await publisher.publish(posting)).status is Status.LIVE
    assert (await publisher.publish(posting)).status is Status.LIVE
    assert (await publisher.revise(posting)).status is Status.LIVE
    assert (await publisher.withdraw(posting)).status is Status.REMOVED
    pickup = phone(title="A novel", shipping_options=[ShippingOption.LOCAL_PICKUP], location=None)
    assert (await publisher.publish(shop.posting(pickup))).status is Status.LIVE
    sold = await publisher.publish(shop.posting())
    assert shop.ebay.buy(sold.listing_id or "")
    for operation in ("createOffer", "publishOffer", "withdrawOffer", "getOffers"):
        for fault in ("failing", "throttled", "concurrent"):
            shop.ebay.plan({"fault": fault, "operation": operation})
            fresh = shop.restarted()
            try:
                await fresh.selling.publisher.publish(shop.posting())
            except TalknShopError as error:
                assert error.retryable  # noqa: PT017
    shop.ebay.plan()
    await _refused(shop)
    for client in shop.clients:
        await client.aclose()


async def _refused(shop: Shop) -> None:
    """What eBay refuses is answered in its format too."""
    access = shop.selling.publisher
    bare = phone(title="running shoes", attributes={"brand": "Asics"})
    assert (await access.publish(shop.posting(bare))).status is Status.NEEDS_INPUT
    assert (await access.publish(shop.posting(photos=()))).status is Status.NEEDS_INPUT


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Sent, Answered]]:
    with recorded_shop(tmp_path_factory.mktemp("contract")) as (recorder, shop):
        asyncio.run(everything(shop))
    return recorder.kept


def of(recorded: list[tuple[Sent, Answered]], begin: str) -> list[tuple[Sent, Answered]]:
    return [pair for pair in recorded if pair[0].path.startswith(begin)]


@pytest.mark.socket
def test_every_step_was_recorded(recorded: list[tuple[Sent, Answered]]) -> None:
    seen = Counter((sent.method, answer.status_code) for sent, answer in recorded)
    assert {("put", 201), ("put", 204), ("put", 200), ("post", 201), ("post", 200), ("post", 204),
            ("get", 200), ("get", 404), ("post", 500), ("post", 429)} <= set(seen)  # fmt: skip
    assert all(
        "x-talknshop-simulated" in answer.headers
        for sent, answer in recorded
        if answer.status_code not in {303, 500, 429} and sent.path != "/simulation/faults"
    )


@pytest.mark.socket
@pytest.mark.shared
@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
@pytest.mark.parametrize("begin", list(DOCUMENTED))
def test_all_of_it_is_of_the_documents(
    recorded: list[tuple[Sent, Answered]], shared_folder: Path, begin: str
) -> None:
    path = shared_folder / "contracts" / "ebay" / f"{DOCUMENTED[begin]}.json"
    source = json.loads(path.read_text(encoding="utf-8"))
    document = OpenAPI.from_dict(source)
    pairs = of(recorded, begin)
    assert len(pairs) >= 8
    for sent, answer in pairs:
        document.validate_request(sent)
        document.validate_response(sent, answer)
        named = known_fields(source, sent)
        if sent.body and named is not None:
            assert set(orjson.loads(sent.body)) <= named, sent.path


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
def test_what_is_not_of_a_document_would_be_noticed(shared_folder: Path) -> None:
    path = shared_folder / "contracts" / "ebay" / "inventory.json"
    document = OpenAPI.from_dict(json.loads(path.read_text(encoding="utf-8")))
    headers = {"Content-Language": "en-US", "Content-Type": "application/json"}

    def offer(body: bytes, given: dict[str, str]) -> Sent:
        return Sent("post", "/sell/inventory/v1/offer", RequestParameters(header=given), body,
                    "application/json")  # fmt: skip

    whole = b'{"sku": "a", "marketplaceId": "EBAY_US", "format": "FIXED_PRICE"}'
    document.validate_request(offer(whole, headers))
    for sent in (offer(b'{"nonsense": 1}', headers), offer(whole, {})):
        with pytest.raises(OpenAPIError):
            document.validate_request(sent)


def known_fields(source: dict[str, Any], sent: Sent) -> set[str] | None:
    """The names that a body may have: the documents forbid no others, a typing error would pass."""
    for template, operations in source["paths"].items():
        parts, asked = template.split("/"), sent.path.split("/")
        fits = len(parts) == len(asked) and all(
            one == other or one.startswith("{") for one, other in zip(parts, asked, strict=True)
        )
        if fits and "requestBody" in operations.get(sent.method, {}):
            content = operations[sent.method]["requestBody"]["content"]["application/json"]
            name = content["schema"]["$ref"].rpartition("/")[2]
            return set(source["components"]["schemas"][name]["properties"])
    return None
