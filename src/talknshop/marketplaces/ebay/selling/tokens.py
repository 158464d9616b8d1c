"""Tokens of sellers: exchanged for a consent, kept while they hold, renewed once at a time."""

import base64
from collections import OrderedDict
from datetime import datetime, timedelta
from http import HTTPStatus

import httpx

from talknshop.core.clock import Clock
from talknshop.core.errors import (
    AuthenticationError,
    ConfigurationError,
    CredentialsRefusedError,
    TalknShopError,
)
from talknshop.core.ids import new_id
from talknshop.marketplaces.access_token import AccessToken, AccessTokenCache, token_in
from talknshop.marketplaces.calls import JsonObject, MarketplaceCalls
from talknshop.marketplaces.ebay.errors import NAME
from talknshop.marketplaces.ebay.selling.account import SellerAccount, SellerAccountRepository
from talknshop.marketplaces.refusals import general_refusal
from talknshop.marketplaces.wire_values import number

TOKEN_PATH = "/identity/v1/oauth2/token"  # noqa: S105
SCOPES = (
    "https://api.ebay.com/oauth/api_scope",
    "https://api.ebay.com/oauth/api_scope/sell.account",
    "https://api.ebay.com/oauth/api_scope/sell.fulfillment.readonly",
    "https://api.ebay.com/oauth/api_scope/sell.inventory",
)
"""What a seller agrees to: listings, policies, and reading what was sold."""

_MOST_CACHES = 1_000
_LOST = frozenset({"invalid_grant", "invalid_scope", "access_denied"})
CONNECT_AGAIN = (
    "eBay does not accept your consent any more: it was withdrawn or has expired. "
    "Connect your eBay account again."
)


class SellerTokens:
    """Exchanges consents, and hands out access tokens; for use from one event loop."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        calls: MarketplaceCalls,
        accounts: SellerAccountRepository,
        clock: Clock,
        *,
        client_id: str,
        client_secret: str,
        ru_name: str,
    ) -> None:
        """Asks the token endpoint through ``http``, whose owner closes it."""
        self._http = http
        self._calls = calls
        self._accounts = accounts
        self._clock = clock
        self._basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._ru_name = ru_name
        self._caches: OrderedDict[tuple[str, str], AccessTokenCache] = OrderedDict()

    async def exchange(self, code: str) -> SellerAccount:
        """The account that a consent gives access to.

        Raises:
            AuthenticationError: The code has expired or was used.
            TalknShopError: The endpoint failed.
        """
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._ru_name
        }  # fmt: skip
        body = await self._ask("consent", form)
        token_in(body, NAME)
        refresh = body.get("refresh_token")
        if not isinstance(refresh, str) or not refresh:
            raise AuthenticationError("eBay's answer holds no token that lasts.", service=NAME)
        now = self._clock.now()
        return SellerAccount(
            grant_id=new_id("grant"),
            refresh_token=refresh,
            refresh_expires_at=_end(body, now),
            connected_at=now,
        )

    async def cache_for(self, user_id: str) -> AccessTokenCache:
        """Where the access tokens of a seller come from.

        Raises:
            NotConfiguredError: The seller has connected no account.
            CredentialsRefusedError: The consent does not hold any more.
        """
        account = await self._accounts.get(user_id)
        ends = account.refresh_expires_at
        if account.refused or (ends is not None and ends <= self._clock.now()):
            raise CredentialsRefusedError(CONNECT_AGAIN, service=NAME)
        key = (user_id, account.grant_id)
        cache = self._caches.get(key)
        if cache is None:
            cache = AccessTokenCache(
                lambda: self._refresh(user_id, account.grant_id), self._clock.monotonic
            )
            self._caches[key] = cache
            while len(self._caches) > _MOST_CACHES:
                self._caches.popitem(last=False)
        self._caches.move_to_end(key)
        return cache

    async def _refresh(self, user_id: str, grant_id: str) -> AccessToken:
        account = await self._accounts.get(user_id)
        try:
            return await self._renewed(user_id, account)
        except AuthenticationError as error:
            # Another process may have been given another token in the place of ours.
            present = await self._accounts.get(user_id)
            if present.refresh_token != account.refresh_token:
                return await self._renewed(user_id, present)
            await self._accounts.change(
                user_id, grant_id, lambda one: one.model_copy(update={"refused": True})
            )
            raise CredentialsRefusedError(CONNECT_AGAIN, service=NAME) from error

    async def _renewed(self, user_id: str, account: SellerAccount) -> AccessToken:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": account.refresh_token,
            "scope": " ".join(SCOPES),
        }
        body = await self._ask("token", form)
        rotated = body.get("refresh_token")
        if isinstance(rotated, str) and rotated and rotated != account.refresh_token:
            update = {
                "refresh_token": rotated, "refresh_expires_at": _end(body, self._clock.now())
            }  # fmt: skip
            # Stored before the access token is used: the old one may not hold any more.
            await self._accounts.change(
                user_id, account.grant_id, lambda one: one.model_copy(update=update)
            )
        return token_in(body, NAME)

    async def _ask(self, operation: str, form: dict[str, str]) -> JsonObject:
        answer = await self._calls.send(
            operation,
            self._http,
            lambda: self._http.build_request(
                "POST", TOKEN_PATH, data=form, headers={"Authorization": f"Basic {self._basic}"}
            ),
            self._refusal,
            counted=False,
        )
        return answer.body

    def _refusal(self, response: httpx.Response, body: JsonObject) -> TalknShopError | None:
        refused = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
        if response.status_code not in refused:
            return general_refusal(NAME, response, self._clock.now())
        if body.get("error") in _LOST:
            # Of this seller alone: others are served as before.
            return AuthenticationError(CONNECT_AGAIN, service=NAME)
        return ConfigurationError(
            "eBay does not accept our keyset. An operator should check EBAY_CLIENT_ID, "
            "EBAY_CLIENT_SECRET and EBAY_RU_NAME.",
            service=NAME,
        )


def _end(body: JsonObject, now: datetime) -> datetime | None:
    seconds = number(body.get("refresh_token_expires_in"))
    return now + timedelta(seconds=seconds) if seconds is not None and seconds > 0 else None
