"""What every marketplace must survive, over a real socket."""

import gzip
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response
from tests.marketplaces.scripted import (
    Answering,
    CutOff,
    Hanging,
    ScriptedMarketplace,
    always,
    in_turn,
    served,
    sources_of,
)
from tests.marketplaces.vendors import VENDORS, Vendor

from talknshop.core.errors import (
    CircuitOpenError,
    DependencyTimeoutError,
    ExternalServiceError,
    RateLimitError,
    TalknShopError,
)
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.calls import LARGEST_ANSWER_BYTES
from talknshop.marketplaces.quota import MemoryQuotaLedger, QuotaWindow
from talknshop.marketplaces.registry import REGISTERED
from talknshop.marketplaces.status import status_of
from talknshop.schemas.enums import SourceStatus
from talknshop.schemas.requirement import RequirementSpec

pytestmark = [
    pytest.mark.socket,
    pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.marketplace.value),
]


class SpentLedger(MemoryQuotaLedger):
    """Another process has used up the day."""

    async def take(self, window: QuotaWindow) -> bool:
        await self.exhaust(window)
        return await super().take(window)


IN_TWO_HOURS = format_datetime(datetime.now(UTC) + timedelta(hours=2))
WISH = RequirementSpec(product_type="lamp")


@asynccontextmanager
async def asked(
    vendor: Vendor, script: Answering, **settings: object
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    marketplace = ScriptedMarketplace(script, vendor.token_paths)
    with served(marketplace) as url:
        async with sources_of({**vendor.at(url), **settings}) as sources:
            [source] = [s for s in sources.configured if s.marketplace is vendor.marketplace]
            yield source, marketplace


def good(vendor: Vendor) -> Response:
    return JSONResponse(dict(vendor.answer))


async def test_a_good_answer(vendor: Vendor) -> None:
    async with asked(vendor, always(vendor.answer)) as (source, _):
        answer = await source.search(WISH, limit=5)
        await source.check()
        [product] = answer.products
        assert source.owns(product.product_id)
        assert not source.owns("other_1")
    assert re.fullmatch(vendor.product_id.replace("|", r"\|"), product.product_id)
    assert product.title
    assert product.deep_link
    assert product.as_of == answer.fetched_at
    assert not product.simulated


async def test_a_server_that_makes_it_up_says_so(vendor: Vendor) -> None:
    script = always(vendor.answer, headers={"X-TalknShop-Simulated": "1"})
    async with asked(vendor, script) as (source, _):
        answer = await source.search(WISH, limit=5)
    assert answer.simulated
    assert all(product.simulated for product in answer.products)


async def test_a_thousand_records_most_of_them_nonsense(vendor: Vendor) -> None:
    noise: list[object] = [
        None,
        7,
        "x",
        [],
        {},
        {"id": {}},
        dict.fromkeys(vendor.record),
        True,
        {"": ""},
    ]
    records: list[object] = [*noise, vendor.record] * 100
    async with asked(vendor, always(vendor.page(records))) as (source, _):
        answer = await source.search(WISH, limit=source.terms.page_size)
    looked_at = min(source.terms.page_size, len(records))
    assert len(answer.products) == looked_at // 10
    assert len(answer.products) + answer.unmapped + answer.left_out == looked_at
    assert answer.total == len(records)


PACKED = {"content-encoding": "gzip", "content-type": "application/json"}
FAULTS = {
    "bad gzip": Response(b"\x1f\x8b\x08 not gzip at all", headers=PACKED),
    "half a gzip": Response(gzip.compress(b'{"a": 1}' * 99)[:20], headers=PACKED),
    "early close": CutOff(b'{"total": 1,'),
    "half json": Response(b'{"total": 1,', media_type="application/json"),
    "a list": JSONResponse([]),
    "a web page": Response("<html>Sorry</html>", media_type="text/html"),
    "deep json": Response(b"[" * 100_000, media_type="application/json"),
    "500": Response("", 500),
    "503": JSONResponse({"message": "x"}, 503),
    "too much": Response(b" " * (LARGEST_ANSWER_BYTES + 1), media_type="application/json"),
    "a bomb": Response(gzip.compress(b" " * (LARGEST_ANSWER_BYTES + 1)), headers=PACKED),
    "a redirect elsewhere": RedirectResponse("http://127.0.0.2:9/other"),
    "a redirect without an address": Response("", 302),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_an_error_of_ours_and_is_tried_again(vendor: Vendor, fault: str) -> None:
    async with asked(vendor, in_turn(FAULTS[fault])) as (source, marketplace):
        with pytest.raises(ExternalServiceError) as caught:
            await source.search(WISH, limit=5)
        assert status_of(caught.value, source.name)[0] is SourceStatus.ERROR
        assert not any(secret in str(caught.value) for secret in vendor.secrets)
    assert len(marketplace.asked) == 3


@pytest.mark.parametrize("fault", ["bad gzip", "early close", "500"])
async def test_a_fault_that_passes_costs_nothing(vendor: Vendor, fault: str) -> None:
    async with asked(vendor, in_turn(FAULTS[fault], good(vendor))) as (source, _):
        assert (await source.search(WISH, limit=5)).products


async def test_a_redirect_on_the_same_host_is_followed(vendor: Vendor) -> None:
    script = in_turn(RedirectResponse("/moved", 307), good(vendor))
    async with asked(vendor, script) as (source, marketplace):
        assert (await source.search(WISH, limit=5)).products
    assert marketplace.asked[1].path == "/moved"
    assert marketplace.asked[1].method == marketplace.asked[0].method


async def test_a_redirect_without_end_is_left(vendor: Vendor) -> None:
    async with asked(vendor, in_turn(RedirectResponse("/again", 307))) as (source, marketplace):
        with pytest.raises(ExternalServiceError, match="another address"):
            await source.search(WISH, limit=5)
    assert len(marketplace.asked) == 12


@pytest.mark.parametrize("stated", ["30", IN_TWO_HOURS], ids=["seconds", "date"])
async def test_a_long_pause_that_is_asked_for_is_kept(vendor: Vendor, stated: str) -> None:
    headers = {"Retry-After": stated}
    async with asked(vendor, in_turn(Response("", 429, headers=headers))) as (source, marketplace):
        for _ in range(3):
            with pytest.raises(RateLimitError) as caught:
                await source.search(WISH, limit=5)
            assert caught.value.retry_after_seconds is not None
            assert 20 < caught.value.retry_after_seconds <= 7200
            assert status_of(caught.value, source.name)[0] is SourceStatus.THROTTLED
    assert len(marketplace.asked) == 1


async def test_a_pause_that_is_not_stated_is_ours(vendor: Vendor) -> None:
    script = in_turn(Response("", 429), good(vendor))
    async with asked(vendor, script) as (source, marketplace):
        assert (await source.search(WISH, limit=5)).products
    assert len(marketplace.asked) == 2


async def test_a_server_that_hangs_costs_the_time_that_is_allowed(vendor: Vendor) -> None:
    async with asked(vendor, in_turn(Hanging()), marketplace_timeout=0.3) as (source, _):
        with pytest.raises(DependencyTimeoutError) as caught:
            await source.search(WISH, limit=5)
        assert status_of(caught.value, source.name)[0] is SourceStatus.TIMED_OUT


async def test_what_keeps_failing_is_left_alone(vendor: Vendor) -> None:
    script = in_turn(Response("", 500))
    async with asked(vendor, script, circuit_breaker_threshold=2) as (source, marketplace):
        errors: list[TalknShopError] = []
        for _ in range(3):
            with pytest.raises(TalknShopError) as caught:
                await source.search(WISH, limit=5)
            errors.append(caught.value)
    assert len(marketplace.asked) == 2
    assert [type(error) for error in errors] == [CircuitOpenError] * 3


async def test_nobody_there(vendor: Vendor) -> None:
    async with sources_of(vendor.at("http://127.0.0.1:9")) as sources:
        [source] = sources.configured
        with pytest.raises(ExternalServiceError):
            await source.search(WISH, limit=5)


async def test_no_error_shows_a_key(vendor: Vendor) -> None:
    async with asked(vendor, in_turn(Response("", 500))) as (source, _):
        with pytest.raises(TalknShopError) as caught:
            await source.search(WISH, limit=5)
    shown = json.dumps([str(caught.value), caught.value.details, caught.value.operation])
    assert not any(secret in shown for secret in vendor.secrets)


async def test_a_spent_day_asks_nobody(vendor: Vendor) -> None:
    ledger = SpentLedger()
    marketplace = ScriptedMarketplace(always(vendor.answer), vendor.token_paths)
    with served(marketplace) as url:
        async with sources_of(vendor.at(url), ledger=ledger) as sources:
            [source] = sources.configured
            if source.terms.calls_per_day is None:
                assert (await source.search(WISH, limit=5)).products
                return
            with pytest.raises(RateLimitError, match=f"{source.terms.calls_per_day:,} calls"):
                await source.search(WISH, limit=5)
    assert marketplace.asked == []


def test_every_marketplace_is_here(vendor: Vendor) -> None:
    assert vendor.marketplace in REGISTERED
    assert {known.marketplace for known in VENDORS} == set(REGISTERED)
