"""Pauses, turns and answers as they pass from process to process, over a real socket."""

import asyncio
import io
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest
from pydantic import TypeAdapter
from starlette.responses import JSONResponse, Response
from tests.marketplaces.scripted import (
    Answering,
    ScriptedMarketplace,
    always,
    in_turn,
    served,
    sources_of,
)
from tests.marketplaces.vendors import AMAZON, BESTBUY, EBAY, Vendor

from talknshop.core.clock import SystemClock
from talknshop.core.errors import ConfigurationError, RateLimitError, TalknShopError
from talknshop.core.logging import configure_logging
from talknshop.core.resilience import CircuitState
from talknshop.core.settings import LogLevel, load_settings
from talknshop.marketplaces.base import ProductSource, SourceAnswer
from talknshop.marketplaces.call_policy import call_policy
from talknshop.marketplaces.calls import MarketplaceCalls
from talknshop.marketplaces.ebay.source import TERMS
from talknshop.marketplaces.quota import MemoryQuotaLedger
from talknshop.marketplaces.registry import build_sources
from talknshop.schemas.requirement import RequirementSpec

WISH = RequirementSpec(product_type="lamp")


@asynccontextmanager
async def waiting(
    vendor: Vendor, script: Answering, states: list[CircuitState] | None = None, **settings: object
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    """A source that really waits for its turn."""
    marketplace = ScriptedMarketplace(script, vendor.token_paths)
    seen: list[CircuitState] = [] if states is None else states
    with served(marketplace) as url:
        plain = {**vendor.at(url), "http_retry_backoff": 0.01}
        sources = build_sources(
            load_settings(**{**plain, **settings}),
            clock=SystemClock(),
            ledger=MemoryQuotaLedger(),
            on_state=lambda _, state: seen.append(state),
        )
        yield sources.configured[0], marketplace
        await sources.aclose()


@pytest.mark.socket
async def test_a_short_pause_that_is_asked_for_is_waited_out() -> None:
    script = in_turn(
        Response("", 429, headers={"Retry-After": "0.5"}), JSONResponse(dict(EBAY.answer))
    )
    async with waiting(EBAY, script) as (source, marketplace):
        started = time.monotonic()
        assert (await source.search(WISH, limit=5)).products
        assert time.monotonic() - started >= 0.5
    assert len(marketplace.asked) == 2


@pytest.mark.socket
async def test_calls_keep_their_distance_and_who_would_wait_too_long_is_told() -> None:
    async with waiting(AMAZON, always(AMAZON.answer), marketplace_timeout=1.5) as (source, _):
        started = time.monotonic()
        outcomes = await asyncio.gather(
            *(source.search(WISH, limit=5) for _ in range(5)), return_exceptions=True
        )
        took = time.monotonic() - started
    answered = [outcome for outcome in outcomes if isinstance(outcome, SourceAnswer)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, RateLimitError)]
    assert (len(answered), len(refused)) == (2, 3)
    assert 0.9 < took < 1.5
    assert all("allows 1 calls a second" in error.message for error in refused)


@pytest.mark.socket
async def test_a_marketplace_that_is_back_is_asked_again() -> None:
    states: list[CircuitState] = []
    script = in_turn(
        *[Response("", 500)] * 2, JSONResponse(dict(BESTBUY.answer)), Response("", 429)
    )
    settings = {"circuit_breaker_threshold": 2, "circuit_breaker_recovery_seconds": 0.2}
    async with waiting(BESTBUY, script, states, **settings) as (source, _):
        with pytest.raises(TalknShopError):
            await source.search(WISH, limit=5)
        await asyncio.sleep(0.25)
        assert (await source.search(WISH, limit=5)).products
    assert states == [
        CircuitState.CLOSED, CircuitState.OPEN, CircuitState.HALF_OPEN, CircuitState.CLOSED
    ]  # fmt: skip


@pytest.mark.socket
async def test_a_search_that_its_caller_gives_up_leaves_the_source_usable() -> None:
    async with waiting(EBAY, always(EBAY.answer)) as (source, marketplace):
        search = asyncio.create_task(source.search(WISH, limit=5))
        await asyncio.sleep(0)
        search.cancel()
        with pytest.raises(asyncio.CancelledError):
            await search
        assert (await source.search(WISH, limit=5)).products
    assert len(marketplace.tokens_asked) == 1


@pytest.mark.socket
async def test_an_answer_can_be_kept_as_json() -> None:
    async with sources_of({}) as none:
        assert none.configured == ()
    async with waiting(EBAY, always(EBAY.answer)) as (source, _):
        answer = await source.search(WISH, limit=5)
    adapter = TypeAdapter(SourceAnswer)
    assert adapter.validate_json(adapter.dump_json(answer)) == answer


@pytest.mark.socket
async def test_no_log_line_shows_a_key() -> None:
    written = io.StringIO()
    configure_logging(LogLevel.DEBUG, stream=written)
    try:
        async with waiting(BESTBUY, in_turn(Response("", 500))) as (source, _):
            with pytest.raises(TalknShopError):
                await source.search(WISH, limit=5)
    finally:
        configure_logging(LogLevel.WARNING)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert any(line["event"] == "call failed, trying again" for line in lines)
    assert "very-secret" not in written.getvalue()


@pytest.mark.socket
@pytest.mark.parametrize("changed", [True, False])
async def test_a_real_address_cannot_say_that_it_makes_things_up(*, changed: bool) -> None:
    clock, ledger = SystemClock(), MemoryQuotaLedger()
    policy = call_policy(load_settings(), clock, ledger, None, asyncio.sleep)
    calls = MarketplaceCalls("X", TERMS, policy, account="x", may_be_simulated=changed)
    with served(ScriptedMarketplace(always({}, headers={"X-TalknShop-Simulated": "1"}))) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            answer = await calls.send(
                "o", http, lambda: http.build_request("GET", "/"), lambda _, __: None
            )
    assert answer.simulated is changed


def test_a_campaign_that_is_a_placeholder_of_the_manual_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="EBAY_CAMPAIGN_ID"):
        load_settings(ebay_campaign_id="<ePNCampaignId>")
