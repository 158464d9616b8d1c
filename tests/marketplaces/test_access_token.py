import asyncio

import pytest

from talknshop.core.errors import (
    AuthenticationError,
    CredentialsRefusedError,
    ExternalServiceError,
)
from talknshop.marketplaces.access_token import AccessToken, AccessTokenCache, with_token
from talknshop.testing.clock import ManualClock


class Issuer:
    def __init__(self, lifetime_seconds: float = 7200) -> None:
        self.lifetime_seconds = lifetime_seconds
        self.issued = 0
        self.fails = False
        self.held_up = asyncio.Event()
        self.held_up.set()

    async def issue(self) -> AccessToken:
        self.issued += 1
        number = self.issued
        await self.held_up.wait()
        if self.fails:
            raise ExternalServiceError("No tokens today.")
        return AccessToken(f"t{number}", self.lifetime_seconds)


@pytest.mark.parametrize(
    ("lifetime_seconds", "used_for_seconds"), [(7200, 6900), (400, 200), (1, 0.5)]
)
async def test_a_token_is_renewed_before_it_ends(
    lifetime_seconds: float, used_for_seconds: float
) -> None:
    clock, issuer = ManualClock(), Issuer(lifetime_seconds)
    cache = AccessTokenCache(issuer.issue, clock.monotonic)
    assert await cache.get() == "t1"
    clock.advance(seconds=used_for_seconds - 0.1)
    assert await cache.get() == "t1"
    clock.advance(seconds=0.2)
    assert await cache.get() == "t2"


async def test_however_many_ask_one_token_is_fetched() -> None:
    issuer = Issuer()
    issuer.held_up.clear()
    cache = AccessTokenCache(issuer.issue, ManualClock().monotonic)
    asking = [asyncio.create_task(cache.get()) for _ in range(50)]
    await asyncio.sleep(0)
    asking[0].cancel()
    await asyncio.sleep(0)
    issuer.held_up.set()
    got = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(got[0], asyncio.CancelledError)
    assert got[1:] == ["t1"] * 49
    assert issuer.issued == 1


async def test_a_failure_reaches_all_who_wait_and_is_not_kept() -> None:
    issuer = Issuer()
    issuer.fails = True
    cache = AccessTokenCache(issuer.issue, ManualClock().monotonic)
    failed = await asyncio.gather(cache.get(), cache.get(), return_exceptions=True)
    assert [type(error) for error in failed] == [ExternalServiceError] * 2
    issuer.fails = False
    assert await cache.get() == "t2"


async def test_many_refused_at_once_share_one_renewal() -> None:
    issuer = Issuer()
    cache = AccessTokenCache(issuer.issue, ManualClock().monotonic)

    async def call(token: str) -> str:
        await asyncio.sleep(0)
        if token == "t1":
            raise AuthenticationError("Who?")
        return token

    got = await asyncio.gather(*(with_token(cache, call, refusal="-") for _ in range(20)))
    assert (got, issuer.issued) == (["t2"] * 20, 2)


async def test_a_new_token_that_is_refused_as_well_is_not_renewed_for_ever() -> None:
    issuer = Issuer()
    cache = AccessTokenCache(issuer.issue, ManualClock().monotonic)
    calls: list[str] = []

    async def call(token: str) -> str:
        calls.append(token)
        raise AuthenticationError("Who?", service="s", operation="o")

    with pytest.raises(CredentialsRefusedError, match="Look at the keys") as caught:
        await with_token(cache, call, refusal="Look at the keys.")
    assert (caught.value.service, calls) == ("s", ["t1", "t2"])
