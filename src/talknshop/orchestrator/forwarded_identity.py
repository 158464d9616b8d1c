"""Who asks the services behind this origin, in words they can trust.

A person's own credentials stay here. A service is told the id of whoever they prove, signed; who
is not known asks without, and may do what everybody may.
"""

from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from talknshop.core.errors import AuthenticationError, TalknShopError, error_envelope
from talknshop.core.service_tokens import (
    SERVICE_TOKEN_HEADER,
    USER_HEADER,
    ServiceTokens,
    user_header,
)
from talknshop.orchestrator.credentials import SESSION_HEADER, VISITOR_HEADER, read_credentials
from talknshop.orchestrator.identity import Authenticator, IdentityKind

_KEPT_HERE = frozenset(
    name.lower().encode()
    for name in ("Authorization", "Cookie", VISITOR_HEADER, SESSION_HEADER, SERVICE_TOKEN_HEADER,
                 USER_HEADER)
)  # fmt: skip


class ForwardedIdentityMiddleware:
    """Replaces credentials, and whatever the outside claims, by the user that they prove."""

    def __init__(
        self, app: ASGIApp, *, authenticator: Callable[[], Authenticator], tokens: ServiceTokens
    ) -> None:
        """Wraps ``app``, which is a service or leads to one.

        Args:
            app: What is told.
            authenticator: Gives what proves credentials, once requests come.
            tokens: Sign what is said of a known user.
        """
        self._app = app
        self._authenticator = authenticator
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        try:
            user_id = await self._user_id(HTTPConnection(scope))
        except TalknShopError as error:
            envelope = error_envelope(error, service="talknshop", operation="identify")
            await JSONResponse(envelope, error.status_code)(scope, receive, send)
            return
        headers = [header for header in scope["headers"] if header[0] not in _KEPT_HERE]
        if user_id is not None:
            token = self._tokens.current().encode()
            headers += [(SERVICE_TOKEN_HEADER.lower().encode(), token), user_header(user_id)]
        await self._app({**scope, "headers": headers}, receive, send)

    async def _user_id(self, connection: HTTPConnection) -> str | None:
        try:
            identity = await self._authenticator().identify(read_credentials(connection))
        except AuthenticationError:
            # What everybody may do stays possible; the service refuses the rest.
            return None
        known = identity.new_visitor_token is None and identity.kind is not IdentityKind.SESSION
        return identity.user_id if known else None
