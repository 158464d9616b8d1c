"""An access token that servers share: fetched by one of them, encrypted where it is kept."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from talknshop.core.encryption import Cipher
from talknshop.core.errors import ConfigurationError
from talknshop.core.shared_state import SharedState, SharedStateAwayError
from talknshop.marketplaces.access_token import AccessToken

# Who fetches takes no longer; then somebody else does.
_FETCHING_SECONDS = 10.0
_LOOK_SECONDS = 0.05
_LOOKS = 40


class SharedToken:
    """Implements ``access_token.TokenShelf`` for one account."""

    def __init__(
        self,
        state: SharedState,
        cipher: Cipher,
        account: str,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Keeps the token of ``account`` in ``state``, where only ``cipher`` can read it."""
        self._state = state
        self._cipher = cipher
        self._name = f"token:{account}"
        self._fetching = f"fetching-token:{account}"
        self._sleep = sleep

    async def take(self, refused: str | None) -> AccessToken | None:
        """A token that holds; None when the caller is to fetch one.

        While another server fetches, waits for what it gets, and after two seconds no longer.

        Args:
            refused: A token that holds no more, whatever is said of it here.
        """
        with suppress(SharedStateAwayError):
            for _ in range(_LOOKS):
                kept = await self._kept()
                if kept is not None and kept.value != refused:
                    return kept
                if await self._state.claim(self._fetching, seconds=_FETCHING_SECONDS):
                    return None
                await self._sleep(_LOOK_SECONDS)
        return None

    async def put(self, token: AccessToken | None) -> None:
        """Keeps what was fetched for as long as it may be used; None when fetching failed."""
        with suppress(SharedStateAwayError):
            if token is not None:
                hidden = self._cipher.encrypt(token.value.encode(), bound_to=self._name)
                await self._state.put(self._name, hidden, seconds=token.lifetime_seconds)
            await self._state.drop([self._fetching])

    async def _kept(self) -> AccessToken | None:
        (kept,) = await self._state.get([self._name])
        if kept is None:
            return None
        try:
            value = self._cipher.decrypt(kept.value, bound_to=self._name).decode()
        except ConfigurationError:
            # Of a server with another secret: a new one takes its place.
            return None
        return AccessToken(value, kept.seconds_left)
