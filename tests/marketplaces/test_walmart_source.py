"""Walmart over a real socket, with signatures that are verified."""

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import PrivateFormat
from starlette.responses import JSONResponse, Response
from tests.marketplaces.scripted import (
    Answering,
    Asked,
    ScriptedMarketplace,
    always,
    in_turn,
    served,
    sources_of,
)
from tests.marketplaces.test_walmart import LAMP, pem, private_key

from talknshop.core.clock import Clock
from talknshop.core.errors import CredentialsRefusedError, NotFoundError
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.walmart.signature import signed_text
from talknshop.schemas.requirement import RequirementSpec
from talknshop.testing.clock import ManualClock

SIGNATURE_SECONDS = 180
WISH = RequirementSpec(product_type="lamp")
PAGE = {"totalResults": 1696, "start": 1, "numItems": 10, "items": [LAMP, {"name": "x"}]}


def verifying(clock: Clock, body: object) -> Answering:
    """Answers only what is signed right and no older than 180 seconds by its own clock."""

    def answer(asked: Asked) -> Response:
        stamp = asked.headers["wm_consumer.intimestamp"]
        signed = signed_text(asked.headers["wm_consumer.id"], stamp, "1")
        try:
            private_key().public_key().verify(
                base64.b64decode(asked.headers["wm_sec.auth_signature"]),
                signed,
                PKCS1v15(),
                SHA256(),
            )
        except InvalidSignature:
            return JSONResponse({"message": "Could not authenticate in-request"}, 401)
        late = abs(clock.now().timestamp() - int(stamp) / 1000)
        if late > SIGNATURE_SECONDS:
            return JSONResponse({"message": "timestamp expired"}, 401)
        return JSONResponse(body)

    return answer


@asynccontextmanager
async def walmart(
    script: Answering, *, clock: Clock | None = None, **settings: object
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    marketplace = ScriptedMarketplace(script)
    with served(marketplace) as url:
        keys = {
            "walmart_consumer_id": "0fa5", "walmart_private_key": pem(PrivateFormat.PKCS8),
            "walmart_base_url": url,
        }  # fmt: skip
        async with sources_of({**keys, **settings}, clock=clock) as sources:
            yield sources.configured[0], marketplace


class Offset:
    """The machine's clock, wrong by some time."""

    def __init__(self, by: timedelta) -> None:
        self._by = by
        self._steady = ManualClock()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._by

    def monotonic(self) -> float:
        return self._steady.monotonic()


@pytest.mark.socket
@pytest.mark.parametrize("minutes", [0, -5, 5])
async def test_a_signature_holds_also_when_the_clock_is_five_minutes_wrong(minutes: int) -> None:
    clock = Offset(timedelta(minutes=minutes))
    theirs = Offset(timedelta())
    async with walmart(verifying(theirs, PAGE), clock=clock) as (source, marketplace):
        answer = await source.search(WISH, limit=10)
        assert len(answer.products) == 1
        await source.search(WISH, limit=10)
    # The first is signed anew; from then on their clock is known.
    assert len(marketplace.asked) == (3 if minutes else 2)
    stamp = int(marketplace.asked[-1].headers["wm_consumer.intimestamp"])
    assert abs(stamp / 1000 - theirs.now().timestamp()) < 30
    assert marketplace.asked[0].headers["wm_sec.key_version"] == "1"


@pytest.mark.socket
async def test_a_signature_that_is_always_too_old_is_not_signed_for_ever() -> None:
    late = always({"errors": [{"code": 401, "message": "Timestamp expired"}]}, 403)
    async with walmart(late) as (source, marketplace):
        with pytest.raises(CredentialsRefusedError, match="Set the clock"):
            await source.search(WISH, limit=10)
    assert len(marketplace.asked) == 2


@pytest.mark.socket
async def test_a_key_that_is_not_approved() -> None:
    async with walmart(always({"message": "Public Key not found"}, 401)) as (source, marketplace):
        for _ in range(2):
            with pytest.raises(CredentialsRefusedError, match="approved") as caught:
                await source.search(WISH, limit=10)
            assert "BEGIN" not in str(caught.value)
    assert len(marketplace.asked) == 1


@pytest.mark.socket
async def test_pages_end_where_nothing_can_be_reached() -> None:
    page = PAGE | {"items": [LAMP] * 25}
    async with walmart(always(page), walmart_publisher_id="77") as (source, marketplace):
        first = await source.search(WISH, limit=25)
        last = await source.search(WISH, limit=25, offset=975)
        beyond = await source.search(WISH, limit=25, offset=1000)
    assert (first.next_offset, last.next_offset, beyond.products) == (25, None, ())
    assert [asked.query["start"] for asked in marketplace.asked] == [["1"], ["976"]]
    assert marketplace.asked[0].query["publisherId"] == ["77"]


@pytest.mark.socket
@pytest.mark.parametrize("body", [{"totalResults": 0}, {"message": "Results not found!"}])
async def test_no_items_are_no_failure(body: dict[str, object]) -> None:
    async with walmart(always(body)) as (source, _):
        answer = await source.search(WISH, limit=5)
    assert (answer.products, answer.next_offset) == ((), None)


@pytest.mark.socket
async def test_one_item_and_one_that_is_gone() -> None:
    gone = JSONResponse({"errors": [{"code": 4002, "message": "Invalid itemId"}]}, 400)
    async with walmart(in_turn(JSONResponse({"items": [LAMP]}), gone)) as (source, marketplace):
        assert (await source.product("walmart_504300001")).price == 19.99
        for product_id in ("walmart_1", "walmart_x", "ebay_1"):
            with pytest.raises(NotFoundError):
                await source.product(product_id)
    assert [asked.query["ids"] for asked in marketplace.asked] == [["504300001"], ["1"]]
    assert marketplace.asked[0].path.endswith("/affil/product/v2/items")
