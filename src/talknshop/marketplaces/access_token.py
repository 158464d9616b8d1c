"""Access tokens: kept while they hold, fetched once however many ask, renewed when refused."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from talknshop.core.errors import (
    AuthenticationError,
    CredentialsRefusedError,
    ExternalServiceError,
)
from talknshop.marketplaces.wire_values import number

T = TypeVar("T")

_RENEW_BEFORE_SECONDS = 300.0
# It becomes a part of a header.
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token and how long it holds.

    Attributes:
        value: What stands behind ``Bearer``.
        lifetime_seconds: For how long, from when it was fetched.
    """

    value: str
    lifetime_seconds: float


def token_in(body: Mapping[str, object], name: str) -> AccessToken:
    """The token of an answer of a token endpoint (RFC 6749, section 5.1).

    Args:
        body: The answer.
        name: What people call whoever issued it.

    Raises:
        ExternalServiceError: There is none, or it cannot be told how long it holds.
    """
    value = body.get("access_token")
    lifetime = number(body.get("expires_in"))
    if isinstance(value, str) and _TOKEN.fullmatch(value) and lifetime and lifetime > 0:
        return AccessToken(value, lifetime)
    raise ExternalServiceError(
        f"{name} issued a token that cannot be read. Please try again.", service=name
    )


class TokenShelf(Protocol):
    """Where several servers keep one token."""

    async def take(self, refused: str | None) -> AccessToken | None:
        """A token that holds and is not the one refused; None when the caller is to fetch one."""
        ...

    async def put(self, token: AccessToken | None) -> None:
        """Keeps what was fetched for as long as it may be used; None when fetching failed."""
        ...


class AccessTokenCache:
    """Keeps one token of one account; for use from one event loop."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[AccessToken]],
        monotonic: Callable[[], float],
        *,
        renew_before_seconds: float = _RENEW_BEFORE_SECONDS,
        shelf: TokenShelf | None = None,
    ) -> None:
        """Fetches tokens when they are needed.

        Args:
            fetch: Asks for a token.
            monotonic: Gives seconds that never run backwards.
            renew_before_seconds: How long before its end a token is renewed; of one that holds for
                less than twice as long, the first half is used.
            shelf: Where other servers find it, and where theirs are found.
        """
        self._fetch = fetch
        self._monotonic = monotonic
        self._renew_before = renew_before_seconds
        self._value: str | None = None
        self._use_until = 0.0
        self._refused: str | None = None
        self._shelf = shelf
        self._fetching: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """A token that holds.

        Raises:
            TalknShopError: What ``fetch`` raises.
        """
        if self._value is not None and self._monotonic() < self._use_until:
            return self._value
        return await self._fresh()

    async def renew(self, refused: str) -> str:
        """A token in the place of one that was refused; fetched only if nobody else did yet."""
        if self._value == refused:
            self._value, self._refused = None, refused
        return await self.get()

    async def _fresh(self) -> str:
        # A task of its own: who asked first may be cancelled while others wait for the same token.
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._keep())
            self._fetching.add_done_callback(self._settle)
        return await asyncio.shield(self._fetching)

    async def _keep(self) -> str:
        asked = self._monotonic()
        shared = await self._shelf.take(self._refused) if self._shelf else None
        usable = shared or await self._fetched()
        self._use_until = asked + usable.lifetime_seconds
        self._value = usable.value
        return usable.value

    async def _fetched(self) -> AccessToken:
        """A new token, for as long as it is to be used."""
        kept: AccessToken | None = None
        try:
            token = await self._fetch()
            spare = min(self._renew_before, token.lifetime_seconds / 2)
            usable = kept = AccessToken(token.value, token.lifetime_seconds - spare)
        finally:
            if self._shelf is not None:
                await self._shelf.put(kept)
        return usable

    def _settle(self, task: asyncio.Task[str]) -> None:
        self._fetching = None
        if not task.cancelled():
            # Looked at, so that a failure nobody waited for any more is not reported as forgotten.
            task.exception()


async def with_token(
    tokens: AccessTokenCache, call: Callable[[str], Awaitable[T]], *, refusal: str
) -> T:
    """Makes a call with a token, and once more with a new one when it is refused.

    Args:
        tokens: Where tokens come from.
        call: Makes the call; raises ``AuthenticationError`` when the token is refused.
        refusal: The sentence for a new token that is refused as well.

    Raises:
        CredentialsRefusedError: A new token is refused as well.
    """
    token = await tokens.get()
    try:
        return await call(token)
    except AuthenticationError:
        renewed = await tokens.renew(token)
    try:
        return await call(renewed)
    except AuthenticationError as error:
        raise CredentialsRefusedError(
            refusal, service=error.service, operation=error.operation
        ) from error
