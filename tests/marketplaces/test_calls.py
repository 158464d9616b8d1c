"""Pauses, turns and answers as they pass from process to process, over a real socket."""

import asyncio
import io
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

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
from talknshop.testing.clock import ManualClock

WISH = RequirementSpec(product_type="lamp")


class Turns:
    """Time that stands still, and a wait that lasts until the test lets go of it."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.waited: list[float] = []
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Waits for the test, however slow the machine is."""
        self.waited.append(seconds)
        await self.over.wait()


@asynccontextmanager
async def waiting(
    vendor: Vendor,
    script: Answering,
    states: list[CircuitState] | None = None,
    turns: Turns | None = None,
    **settings: object,
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    """A source that really waits for its turn, unless ``turns`` say when it comes."""
    marketplace = ScriptedMarketplace(script, vendor.token_paths)
    seen: list[CircuitState] = [] if states is None else states
    with served(marketplace) as url:
        plain = {**vendor.at(url), "http_retry_backoff": 0.01}
        sources = build_sources(
            load_settings(**{**plain, **settings}),
            clock=turns.clock if turns else SystemClock(),
            ledger=MemoryQuotaLedger(),
            on_state=lambda _, state: seen.append(state),
            sleep=turns.sleep if turns else asyncio.sleep,
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
    turns = Turns()
    limits: dict[str, Any] = {"marketplace_timeout": 1.5, "http_max_retries": 1}
    async with waiting(AMAZON, always(AMAZON.answer), turns=turns, **limits) as (source, shop):
        # The token is there before the clock of all counts.
        assert (await source.search(WISH, limit=5)).products
        turns.clock.advance(seconds=60)
        first, second, *others = [
            asyncio.create_task(source.search(WISH, limit=5)) for _ in range(5)
        ]
        for late in others:
            with pytest.raises(RateLimitError, match="allows 1 calls a second"):
                await late
        assert (await first).products
        assert (turns.waited, second.done()) == ([1.0], False)
        turns.over.set()
        assert (await second).products
    assert len(shop.asked) == 3


@pytest.mark.socket
async def test_a_marketplace_that_is_back_is_asked_again() -> None:
    turns, states = Turns(), list[CircuitState]()
    turns.over.set()
    script = in_turn(
        *[Response("", 500)] * 2, JSONResponse(dict(BESTBUY.answer)), Response("", 429)
    )
    settings: dict[str, Any] = {
        "circuit_breaker_threshold": 2, "circuit_breaker_recovery_seconds": 30
    }  # fmt: skip
    async with waiting(BESTBUY, script, states, turns, **settings) as (source, _):
        with pytest.raises(TalknShopError):
            await source.search(WISH, limit=5)
        turns.clock.advance(seconds=31)
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
