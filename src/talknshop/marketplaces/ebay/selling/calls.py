"""Calls of eBay's Sell APIs on behalf of a seller."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

import httpx

from talknshop.core.clock import Clock
from talknshop.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CredentialsRefusedError,
    ExternalServiceError,
    TalknShopError,
)
from talknshop.marketplaces.access_token import with_token
from talknshop.marketplaces.calls import Answered, JsonObject, MarketplaceCalls, json_object
from talknshop.marketplaces.ebay.errors import NAME, error_ids
from talknshop.marketplaces.ebay.selling.tokens import SellerTokens
from talknshop.marketplaces.ebay.source import TERMS as SEARCH_TERMS
from talknshop.marketplaces.refusals import general_refusal

# eBay states none for a second; this keeps one process from being a burden.
TERMS = replace(SEARCH_TERMS, calls_per_second=50, calls_per_day=None)

LOCATION = "Location"
"""The name under which the header of this name stands in a body."""

_PASSING = frozenset({20500, 20501, 25001, 25025, 62000})
"""Errors of which eBay says that they pass: faults of its own, and concurrent access."""
_NOT_ALLOWED = (
    "eBay does not let us do this with your account. Connect it again and agree to everything "
    "that is asked for."
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        operation: Its name in eBay's documents.
        method: Of HTTP.
        path: Below the host.
        params: Of the query.
        json: The body.
        files: A file in the place of a body: its name, content and media type.
        media: Whether it goes to the host of pictures.
    """

    operation: str
    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    json: Mapping[str, object] | None = None
    files: tuple[str, bytes, str] | None = None
    media: bool = False


class SellCalls:
    """Sends calls with the token of a seller.

    What eBay refuses of a request is an answer and no exception: its status is 400 to 499.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        media: httpx.AsyncClient,
        calls: MarketplaceCalls,
        tokens: SellerTokens,
        clock: Clock,
        *,
        language: str,
    ) -> None:
        """Calls through two clients, whose owner closes them.

        Args:
            http: A client of the APIs.
            media: A client of the API of pictures, which has a host of its own.
            calls: Keeps to the terms.
            tokens: The tokens of sellers.
            clock: The time.
            language: Of the texts that are sent, such as ``en-US``.
        """
        self._http = http
        self._media = media
        self._calls = calls
        self._tokens = tokens
        self._clock = clock
        self._language = language

    async def send(self, user_id: str, call: Call) -> Answered:
        """Sends a call, again where that may help.

        Raises:
            NotConfiguredError: The seller has connected no account.
            CredentialsRefusedError: The consent does not hold any more, or not for this.
            RateLimitError: eBay was asked too often.
            DependencyTimeoutError, ExternalServiceError, CircuitOpenError: It failed; whether it
                did what was asked is unknown.
        """
        cache = await self._tokens.cache_for(user_id)
        try:
            return await with_token(
                cache,
                lambda token: self._with(token, call),
                refusal="eBay refuses the tokens that it has just issued. Connect your eBay "
                "account again.",
            )
        except AuthorizationError as error:
            raise CredentialsRefusedError(
                _NOT_ALLOWED, service=NAME, operation=call.operation
            ) from error

    async def _with(self, token: str, call: Call) -> Answered:
        http = self._media if call.media else self._http
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if call.json is not None:
            headers["Content-Language"] = self._language
        files = {"image": call.files} if call.files else None
        json = dict(call.json) if call.json is not None else None
        return await self._calls.send(
            call.operation,
            http,
            lambda: http.build_request(
                call.method,
                call.path,
                params=dict(call.params) or None,
                json=json,
                files=files,
                headers=headers,
            ),
            self._refusal,
            read=_read,
        )

    def _refusal(self, response: httpx.Response, body: JsonObject) -> TalknShopError | None:
        status = response.status_code
        codes = error_ids(body)
        details: dict[str, object] = {"error_ids": sorted(codes)}
        if status == HTTPStatus.UNAUTHORIZED:
            return AuthenticationError("eBay does not accept the token.", service=NAME)
        if status == HTTPStatus.FORBIDDEN:
            return AuthorizationError(_NOT_ALLOWED, service=NAME, details=details)
        if codes & _PASSING:
            return ExternalServiceError(
                "eBay has a fault right now. It is tried again.", service=NAME, details=details
            )
        refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        if refused and status not in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}:
            return None
        return general_refusal(NAME, response, self._clock.now(), details=details)


def _read(response: httpx.Response) -> JsonObject | None:
    body = json_object(response) if response.content else {}
    location = response.headers.get(LOCATION)
    return body if body is None or location is None else {**body, LOCATION: location}
