"""Keeps other sites' pages, and names that were rebound to this machine, away from the server."""

from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from talknshop.core.errors import (
    AuthorizationError,
    TalknShopError,
    ValidationError,
    error_envelope,
)

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Whoever balances load asks by address, not by name; the answers tell nothing of anybody.
_PROBES = frozenset({"/livez", "/readyz", "/health"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DENIED = {"type": "websocket.close", "code": 1008, "reason": "Origin or host not allowed"}


class OriginMiddleware:
    """Checks Host on every request, and Origin on sockets and on requests that change something.

    A browser sends Origin on both; a program that sends none is no browser and passes.
    """

    def __init__(self, app: ASGIApp, *, hosts: tuple[str, ...]) -> None:
        """Wraps ``app``.

        Args:
            app: What to protect.
            hosts: Host names that the server answers to, besides those of this machine.
        """
        self._app = app
        self._hosts = _LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        error = self._objection(scope)
        if error is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send(_DENIED)
        else:
            envelope = error_envelope(error, service="talknshop", operation="origin check")
            await JSONResponse(envelope, error.status_code)(scope, receive, send)

    def _objection(self, scope: Scope) -> TalknShopError | None:
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in _PROBES:
            return None
        headers: dict[bytes, bytes] = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if _hostname(f"//{host}") not in self._hosts:
            return ValidationError(
                f"This server does not answer to the name {host!r}. "
                "Add it to ALLOWED_HOSTS if it is yours."
            )
        origin = headers.get(b"origin", b"").decode("latin-1")
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if origin and changes and urlsplit(origin).netloc.lower() != host.lower():
            return AuthorizationError(
                "Requests from pages of other sites are refused. Open TalknShop's own page."
            )
        return None


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
