"""How our services prove to each other who calls, and for whom.

A service that has a port of its own hears from whoever reaches it. Another of our services signs
what it asks with a short-lived token of the shared secret (``core.tokens``), made for the service
that is asked alone. For whom it asks stands in a header that counts only beside such a token, and
is removed otherwise.
"""

from collections.abc import Callable, Collection, Generator, Mapping
from datetime import timedelta
from urllib.parse import quote, unquote

import httpx
import structlog
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from talknshop.core.clock import Clock
from talknshop.core.errors import AuthenticationError, error_envelope
from talknshop.core.tokens import Signer

SERVICE_TOKEN_HEADER = "X-TalknShop-Service-Token"  # noqa: S105  # the name of a header
USER_HEADER = "X-TalknShop-User"
ORIGIN = "origin"
"""The caller that passes on what people ask, as opposed to a service that asks for itself."""
INTERNAL_PREFIX = "/internal/"
"""Paths that only a service asking for itself may use."""

# The clocks of two machines may differ by half of it.
_LIFETIME = timedelta(minutes=2)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_TOKEN, _USER = SERVICE_TOKEN_HEADER.lower().encode(), USER_HEADER.lower().encode()

_log = structlog.stdlib.get_logger(__name__)


class ServiceTokens:
    """The tokens with which ``caller`` asks ``service``."""

    def __init__(self, signer: Signer, clock: Clock, *, caller: str, service: str) -> None:
        """Signs with ``signer``; nothing is signed before the first is needed."""
        self._signer = signer
        self._clock = clock
        self._caller = caller
        self._purpose = _purpose(service)
        self._token: str | None = None
        self._signed_at = 0.0

    def current(self) -> str:
        """A token that is valid for at least half of its two minutes."""
        now = self._clock.monotonic()
        if self._token is None or now - self._signed_at > _LIFETIME.total_seconds() / 2:
            self._token = self._signer.sign(self._purpose, self._caller, _LIFETIME)
            self._signed_at = now
        return self._token


class ServiceAuth(httpx.Auth):
    """Signs every request of a client."""

    def __init__(self, tokens: ServiceTokens) -> None:
        """Signs with ``tokens``."""
        self._tokens = tokens

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Puts the token on the request."""
        request.headers[SERVICE_TOKEN_HEADER] = self._tokens.current()
        yield request


def user_header(user_id: str) -> tuple[bytes, bytes]:
    """The header that says for whom a service asks, safe whatever the id contains."""
    return _USER, quote(user_id, safe="", errors="surrogatepass").encode()


def acting_user(headers: Mapping[str, str]) -> str | None:
    """For whom a service asks; None when for nobody, or when nothing proved it.

    Args:
        headers: Of a request that came through ``ServiceTokenMiddleware``.
    """
    value = headers.get(USER_HEADER)
    return unquote(value, errors="surrogatepass") if value else None


class ServiceTokenMiddleware:
    """Lets everybody read, and only our services do the rest.

    A request without a valid token loses its user header. It is refused below ``/internal/``, and
    where ``required`` also when it is neither a safe method nor one of ``public_posts``.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        service: str,
        signer: Callable[[], Signer],
        required: bool,
        public_posts: Collection[str],
    ) -> None:
        """Wraps ``app``.

        Args:
            app: What to protect.
            service: Its name, which tokens must be made for.
            signer: Gives what verifies tokens, once requests come.
            required: Whether changes need a token.
            public_posts: Paths whose POST only reads.
        """
        self._app = app
        self._service = service
        self._signer = signer
        self._required = required
        self._public_posts = frozenset(public_posts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        caller, refusal = self._caller(headers)
        if caller is None:
            scope = {**scope, "headers": [header for header in headers if header[0] != _USER]}
        if self._may_pass(scope, caller):
            await self._app(scope, receive, send)
            return
        operation = f"{scope.get('method', 'socket')} {scope['path']}"
        _log.warning("call refused", operation=operation, reason=refusal.message)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "Please sign in"})
            return
        envelope = error_envelope(refusal, service=self._service, operation=operation)
        await JSONResponse(envelope, refusal.status_code)(scope, receive, send)

    def _caller(self, headers: list[tuple[bytes, bytes]]) -> tuple[str | None, AuthenticationError]:
        refusal = AuthenticationError(
            "This changes something, or is for other services only. Ask through the address of "
            "the page, signed in."
        )
        token = dict(headers).get(_TOKEN)
        if token is None:
            return None, refusal
        try:
            return self._signer().verify(_purpose(self._service), token.decode("latin-1")), refusal
        except AuthenticationError as error:
            refusal = AuthenticationError(
                f"The service token is not valid at {self._service}: it has expired, or was signed "
                "with another secret. Give all services the same SECRET_KEY and check their clocks."
            )
            refusal.__cause__ = error
            return None, refusal

    def _may_pass(self, scope: Scope, caller: str | None) -> bool:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path.startswith(INTERNAL_PREFIX):
            return caller not in {None, ORIGIN}
        method = scope.get("method")
        public = method in _SAFE_METHODS or (method == "POST" and path in self._public_posts)
        return public or caller is not None or not self._required


def _purpose(service: str) -> str:
    return f"service {service}"
