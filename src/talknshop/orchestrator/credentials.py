"""What requests and sockets carry to say who sent them, and the cookie that visitors keep."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import HTTPConnection

VISITOR_COOKIE = "talknshop_visitor"
VISITOR_HEADER = "X-Visitor-Token"
SESSION_HEADER = "X-Session-Token"
# Browsers keep a cookie for 400 days at most.
VISITOR_LIFETIME = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request carries to say who sent it; nothing of it is proved.

    Attributes:
        bearer: Text after ``Authorization: Bearer``; None when there is no such header.
        visitor_token: Header or cookie.
        session_token: Header or query.
        user_id: An older client's, from query or body.
        address: The address of the client, when known.
    """

    bearer: str | None = None
    visitor_token: str | None = None
    session_token: str | None = None
    user_id: str | None = None
    address: str | None = None


def read_credentials(connection: HTTPConnection, *, body_user_id: str | None = None) -> Credentials:
    """Reads what a request or socket carries.

    Args:
        connection: The request or the socket.
        body_user_id: ``user_id`` of the request's body, which the query's precedes.
    """
    headers, query = connection.headers, connection.query_params
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return Credentials(
        bearer=token.strip() if scheme.lower() == "bearer" else None,
        visitor_token=headers.get(VISITOR_HEADER) or connection.cookies.get(VISITOR_COOKIE) or None,
        session_token=headers.get(SESSION_HEADER) or query.get("session_token") or None,
        user_id=query.get("user_id") or body_user_id or None,
        address=connection.client.host if connection.client else None,
    )


def visitor_cookie(token: str, *, secure: bool) -> str:
    """The value of a ``Set-Cookie`` header that keeps a visitor token.

    Args:
        token: The visitor token.
        secure: Whether the browser may send it over HTTPS only.
    """
    lifetime = int(VISITOR_LIFETIME.total_seconds())
    cookie = f"{VISITOR_COOKIE}={token}; Max-Age={lifetime}; Path=/; HttpOnly; SameSite=Lax"
    return f"{cookie}; Secure" if secure else cookie
