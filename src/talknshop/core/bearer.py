"""Bearer tokens of an identity provider: who is it that they name?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, cast

from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization, OctKey
from joserfc.jws import JWSRegistry

from talknshop.core.clock import Clock
from talknshop.core.errors import AuthenticationError, ConfigurationError, ExternalServiceError
from talknshop.core.tokens import (
    SHORTEST_SECRET,
    TokenRules,
    VerificationKey,
    checked_subject,
    verified_claims,
)

_KEYS_MAX_AGE_SECONDS = 3600.0
# Tokens that name invented keys must not make us ask the identity provider each time.
_REFETCH_PAUSE_SECONDS = 10.0

# OpenID Connect allows a subject no more.
_LONGEST_SUBJECT = 255

FetchKeys = Callable[[], Awaitable[Mapping[str, Any]]]


class VerificationKeys(Protocol):
    """Where the keys that verify bearer tokens come from."""

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The algorithms these keys are for; a token cannot choose another."""
        ...

    async def current(self) -> VerificationKey:
        """The keys as known now."""
        ...

    async def newer(self) -> VerificationKey | None:
        """The keys asked for again, for a token that names an unknown one; None: ask no more."""
        ...


class SharedSecret:
    """One secret that we and the issuer of the tokens know (HS256)."""

    algorithms = ("HS256",)

    def __init__(self, secret: str) -> None:
        """Verifies with ``secret``.

        Raises:
            ConfigurationError: It is too short, or is a public key.
        """
        if len(secret) < SHORTEST_SECRET:
            raise ConfigurationError(
                f"The shared secret of bearer tokens has fewer than {SHORTEST_SECRET} characters. "
                "Agree on a longer one with whoever issues the tokens."
            )
        try:
            self._key = OctKey.import_key(secret)
        except ValueError as error:
            raise ConfigurationError(
                "The shared secret of bearer tokens is a public key. "
                "Give the address of the issuer's key set (JWKS) instead."
            ) from error

    async def current(self) -> VerificationKey:
        """The secret."""
        return self._key

    async def newer(self) -> VerificationKey | None:
        """None: there is only the one."""
        return None


class RemoteKeySet:
    """The published key set of an identity provider (RS256, ES256), fetched when needed."""

    algorithms = ("RS256", "ES256")

    def __init__(self, fetch: FetchKeys, clock: Clock) -> None:
        """Reads the JSON of the key set through ``fetch``, an hour at most after the last time."""
        self._fetch = fetch
        self._clock = clock
        self._keys: KeySet | None = None
        self._fetched_at = 0.0
        self._asked_again_at: float | None = None
        self._flight: asyncio.Task[KeySet] | None = None

    async def current(self) -> VerificationKey:
        """The keys, fetched when there are none yet or they are an hour old.

        Raises:
            ExternalServiceError: The identity provider gave no usable keys.
        """
        age = self._clock.monotonic() - self._fetched_at
        if self._keys is None or age > _KEYS_MAX_AGE_SECONDS:
            return await self._fetched()
        return self._keys

    async def newer(self) -> VerificationKey | None:
        """The keys fetched again; None when that was done a few seconds ago.

        Raises:
            ExternalServiceError: The identity provider gave no usable keys.
        """
        now = self._clock.monotonic()
        waiting = self._flight is not None and not self._flight.done()
        if not waiting:
            asked = self._asked_again_at
            if asked is not None and now - asked < _REFETCH_PAUSE_SECONDS:
                return None
            self._asked_again_at = now
        return await self._fetched()

    async def _fetched(self) -> KeySet:
        if self._flight is None or self._flight.done():
            self._flight = asyncio.create_task(self._load())
        # A caller who goes away must not take the keys from the others who wait for them.
        return await asyncio.shield(self._flight)

    async def _load(self) -> KeySet:
        document = await self._fetch()
        try:
            self._keys = KeySet.import_key_set(cast("KeySetSerialization", document))
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ExternalServiceError(
                "The identity provider answered no keys that can be used. Please try again later."
            ) from error
        self._fetched_at = self._clock.monotonic()
        return self._keys


class JwtVerifier:
    """Tells whose bearer token a request carries."""

    def __init__(self, keys: VerificationKeys, rules: TokenRules, clock: Clock) -> None:
        """Verifies with ``keys`` and asks for what ``rules`` say."""
        self._keys = keys
        self._rules = rules
        self._clock = clock
        # Providers add header fields of their own, which RFC 7515 lets us ignore.
        self._registry = JWSRegistry(algorithms=keys.algorithms, strict_check_header=False)

    async def verify(self, token: str) -> str:
        """The subject of a valid token.

        Raises:
            AuthenticationError: It is forged, expired, not yet valid, or meant for somebody else.
            ExternalServiceError: The identity provider's keys cannot be had now.
        """
        try:
            subject = checked_subject(await self._claims(token), self._clock, self._rules)
        except ExpiredTokenError as error:
            raise AuthenticationError("Your sign-in has expired. Please sign in again.") from error
        except JoseError as error:
            raise AuthenticationError(
                "The bearer token is not valid here. Please sign in again."
            ) from error
        if len(subject) > _LONGEST_SUBJECT:
            raise AuthenticationError(
                f"The bearer token names a user of more than {_LONGEST_SUBJECT} characters. "
                "Ask whoever runs this server to shorten the names."
            )
        return subject

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            return verified_claims(token, await self._keys.current(), self._registry)
        except InvalidKeyIdError:
            keys = await self._keys.newer()
            if keys is None:
                raise
            return verified_claims(token, keys, self._registry)
