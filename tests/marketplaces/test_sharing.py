"""Several servers that call one marketplace: what one finds holds for all."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response
from tests.marketplaces.scripted import Answering, ScriptedMarketplace, in_turn, served
from tests.marketplaces.vendors import BESTBUY, EBAY, Vendor

from talknshop.core.encryption import Cipher
from talknshop.core.errors import CircuitOpenError, RateLimitError, TalknShopError
from talknshop.core.settings import load_settings
from talknshop.core.shared_state import (
    Kept,
    ProcessSharedState,
    SharedState,
    SharedStateAwayError,
)
from talknshop.marketplaces.access_token import AccessToken, AccessTokenCache
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.call_policy import Sharing
from talknshop.marketplaces.quota import MemoryQuotaLedger
from talknshop.marketplaces.registry import build_sources
from talknshop.marketplaces.shared_token import SharedToken
from talknshop.schemas.requirement import RequirementSpec
from talknshop.testing.clock import ManualClock

WISH = RequirementSpec(product_type="lamp")
_CIPHER = Cipher(["a secret that both servers have"])
_IMPATIENT: dict[str, Any] = {
    "http_max_retries": 1,
    "circuit_breaker_threshold": 2,
    "circuit_breaker_recovery_seconds": 30,
}


class AwaySharedState:
    """Implements ``SharedState``: out of reach at first, and then another one."""

    def __init__(self, behind: SharedState) -> None:
        self.behind = behind
        self.is_away = True

    async def get(self, names: Sequence[str]) -> list[Kept | None]:
        return await self._reached().get(names)

    async def put(self, name: str, value: bytes, *, seconds: float) -> None:
        await self._reached().put(name, value, seconds=seconds)

    async def drop(self, names: Sequence[str]) -> None:
        await self._reached().drop(names)

    async def claim(self, name: str, *, seconds: float) -> bool:
        return await self._reached().claim(name, seconds=seconds)

    async def reserve(self, name: str, *, apart: float, within: float) -> float | None:
        return await self._reached().reserve(name, apart=apart, within=within)

    def _reached(self) -> SharedState:
        if self.is_away:
            raise SharedStateAwayError("It is away.")
        return self.behind


@asynccontextmanager
async def servers(
    vendor: Vendor, script: Answering, clock: ManualClock, states: Sequence[SharedState]
) -> AsyncGenerator[tuple[list[ProductSource], ScriptedMarketplace]]:
    """A source of each server, all of the same marketplace."""
    marketplace = ScriptedMarketplace(script, vendor.token_paths)

    async def at_once(seconds: float) -> None:
        clock.advance(seconds=seconds)

    with served(marketplace) as url:
        plain = {**vendor.at(url), **_IMPATIENT}
        built = [
            build_sources(
                load_settings(**plain),
                clock=clock,
                ledger=MemoryQuotaLedger(),
                sleep=at_once,
                sharing=Sharing(state, _CIPHER),
            )
            for state in states
        ]
        try:
            yield [sources.configured[0] for sources in built], marketplace
        finally:
            for sources in built:
                await sources.aclose()


async def outcome(source: ProductSource) -> type[Exception] | None:
    try:
        await source.search(WISH, limit=5)
    except TalknShopError as error:
        return type(error)
    return None


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def state(clock: ManualClock) -> ProcessSharedState:
    return ProcessSharedState(clock)


@pytest.mark.socket
async def test_a_circuit_is_open_for_all_and_one_looks_whether_the_shop_is_back(
    clock: ManualClock, state: ProcessSharedState
) -> None:
    good = JSONResponse(dict(BESTBUY.answer))
    script = in_turn(*[Response("", 500)] * 3, good)
    async with servers(BESTBUY, script, clock, [state] * 3) as (sources, shop):
        first, second, third = sources
        for _ in range(2):
            await outcome(first)
        assert len(shop.asked) == 2
        assert [await outcome(source) for source in sources] == [CircuitOpenError] * 3
        clock.advance(seconds=31)
        # The one that looks finds it as it was: all leave it alone again.
        assert await outcome(second) is not CircuitOpenError
        assert [await outcome(source) for source in sources] == [CircuitOpenError] * 3
        clock.advance(seconds=31)
        assert await outcome(third) is None
        assert [await outcome(source) for source in sources] == [None] * 3


@pytest.mark.socket
async def test_while_one_looks_the_others_do_not(
    clock: ManualClock, state: ProcessSharedState
) -> None:
    good = JSONResponse(dict(BESTBUY.answer))
    script = in_turn(*[Response("", 500)] * 2, good)
    async with servers(BESTBUY, script, clock, [state] * 2) as ((first, second), shop):
        for _ in range(2):
            await outcome(first)
        clock.advance(seconds=31)
        found = await asyncio.gather(*(outcome(one) for one in (first, second) for _ in range(3)))
        assert found.count(None) == 1
        assert found.count(CircuitOpenError) == 5
        assert len(shop.asked) == 3


@pytest.mark.socket
async def test_a_pause_that_was_asked_of_one_is_kept_by_all(
    clock: ManualClock, state: ProcessSharedState
) -> None:
    script = in_turn(
        Response("", 429, headers={"Retry-After": "120"}), JSONResponse(dict(BESTBUY.answer))
    )
    async with servers(BESTBUY, script, clock, [state] * 2) as ((first, second), shop):
        assert await outcome(first) is RateLimitError
        assert await outcome(second) is RateLimitError
        assert len(shop.asked) == 1
        clock.advance(seconds=121)
        assert await outcome(second) is None


@pytest.mark.socket
async def test_without_the_others_each_keeps_its_own_circuit_and_tells_it_later(
    clock: ManualClock, state: ProcessSharedState
) -> None:
    away = AwaySharedState(state)
    script = in_turn(*[Response("", 500)] * 2, JSONResponse(dict(BESTBUY.answer)))
    async with servers(BESTBUY, script, clock, [away, state]) as ((alone, other), shop):
        for _ in range(2):
            await outcome(alone)
        assert await outcome(alone) is CircuitOpenError
        assert len(shop.asked) == 2
        assert await outcome(other) is None
        away.is_away = False
        assert await outcome(alone) is CircuitOpenError
        assert await outcome(other) is CircuitOpenError


class Issuer:
    """Issues tokens, one after the other, and takes its time."""

    def __init__(self) -> None:
        self.issued = 0

    async def issue(self) -> AccessToken:
        self.issued += 1
        await asyncio.sleep(0.01)
        return AccessToken(f"token-{self.issued}", 7200)


def caches(
    issuer: Issuer, state: SharedState, clock: ManualClock, n: int
) -> list[AccessTokenCache]:
    return [
        AccessTokenCache(
            issuer.issue, clock.monotonic, shelf=SharedToken(state, _CIPHER, "ebay:1234")
        )
        for _ in range(n)
    ]


async def test_ten_servers_share_one_token_and_one_new_one_when_it_is_refused(
    clock: ManualClock, state: ProcessSharedState
) -> None:
    issuer = Issuer()
    ten = caches(issuer, state, clock, 10)
    tokens = await asyncio.gather(*(cache.get() for cache in ten))
    assert (set(tokens), issuer.issued) == ({"token-1"}, 1)
    renewed = await asyncio.gather(*(cache.renew("token-1") for cache in ten))
    assert (set(renewed), issuer.issued) == ({"token-2"}, 2)
    clock.advance(seconds=6901)
    again = await asyncio.gather(*(cache.get() for cache in ten))
    assert (set(again), issuer.issued) == ({"token-3"}, 3)


async def test_a_token_is_not_to_be_read_where_it_is_kept(
    clock: ManualClock, state: ProcessSharedState
) -> None:
    (cache,) = caches(Issuer(), state, clock, 1)
    token = await cache.get()
    (kept,) = await state.get(["token:ebay:1234"])
    assert kept is not None
    assert token.encode() not in kept.value
    stranger = SharedToken(state, Cipher(["another secret"]), "ebay:1234")
    assert await stranger.take(None) is None


async def test_without_the_others_each_fetches_its_own(
    clock: ManualClock, state: ProcessSharedState
) -> None:
    issuer = Issuer()
    two = caches(issuer, AwaySharedState(state), clock, 2)
    assert {await cache.get() for cache in two} == {"token-1", "token-2"}


@pytest.mark.socket
async def test_a_shop_is_asked_for_one_token_by_two_servers(
    clock: ManualClock, state: ProcessSharedState
) -> None:
    script = in_turn(*[JSONResponse(dict(EBAY.answer)) for _ in range(4)])
    async with servers(EBAY, script, clock, [state] * 2) as (sources, shop):
        assert [await outcome(source) for source in sources] == [None] * 2
        assert len(shop.tokens_asked) == 1
