"""What API Gateway posts: ``/gateway/connect``, ``/gateway/default``, ``/gateway/disconnect``.

It is not for clients: the gateway shows a secret, and names the connection in a header. Whoever
connects is known by the headers and the query of the handshake, which it passes on.
"""

import hmac
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response
from starlette.types import Scope

from talknshop.core.errors import AuthorizationError, NotFoundError, ValidationError
from talknshop.orchestrator.gateway.gateway import Gateway
from talknshop.orchestrator.routes import CHAT_PATH, ContainerDependency, SettingsDependency, chat

# Nobody else speaks this: it is not described to clients.
router = APIRouter(prefix="/gateway", include_in_schema=False)

_LONGEST_ID = 128
_LONGEST_MESSAGE = 128 * 1024
# The gateway's own headers, and whatever says how the body was sent on.
_OF_THE_GATEWAY = frozenset({b"x-connection-id", b"x-gateway-secret", b"content-length"})
# Several events in one message are longer than a frame.
_NOT_PASSED = frozenset({"frames"})


def _gateway_of(
    request: Request,
    settings: SettingsDependency,
    secret: Annotated[str, Header(alias="X-Gateway-Secret")] = "",
) -> Gateway:
    gateway: Gateway | None = request.app.state.gateway
    if gateway is None or settings.gateway_secret is None:
        raise NotFoundError("No sockets are kept by API Gateway here.")
    expected = settings.gateway_secret.get_secret_value()
    if not hmac.compare_digest(secret.encode(), expected.encode()):
        raise AuthorizationError("Only API Gateway may post here.")
    return gateway


def _connection_of(
    connection_id: Annotated[str, Header(alias="X-Connection-Id")] = "",
) -> str:
    if not 0 < len(connection_id) <= _LONGEST_ID:
        raise ValidationError("X-Connection-Id names the connection.")
    return connection_id


GatewayDependency = Annotated[Gateway, Depends(_gateway_of)]
ConnectionId = Annotated[str, Depends(_connection_of)]


@router.post("/connect", response_model=None)
async def connect(
    request: Request,
    gateway: GatewayDependency,
    connection_id: ConnectionId,
    container: ContainerDependency,
) -> Response:
    """Somebody opens a socket; who they are is looked at when they are greeted."""
    if container.lifecycle.draining:
        return JSONResponse({"status": "going away"}, 503, {"Retry-After": "1"})
    await gateway.connect(connection_id, _socket_scope(request), chat)
    return JSONResponse({"status": "connecting"})


@router.post("/default")
async def default(
    request: Request, gateway: GatewayDependency, connection_id: ConnectionId
) -> dict[str, str]:
    """A client says something."""
    body = await request.body()
    if len(body) > _LONGEST_MESSAGE:
        raise ValidationError("A message has at most 128 KB.")
    await gateway.say(connection_id, body.decode(errors="replace"))
    return {"status": "heard"}


@router.post("/disconnect")
async def disconnect(gateway: GatewayDependency, connection_id: ConnectionId) -> dict[str, str]:
    """A client has gone."""
    await gateway.disconnect(connection_id)
    return {"status": "ended"}


def _socket_scope(request: Request) -> Scope:
    """The handshake as the server of a socket would have seen it."""
    query = {
        name: value
        for name, value in request.query_params.items()
        if value and name not in _NOT_PASSED
    }
    headers = [
        (name, value)
        for name, value in request.headers.raw
        if value and name not in _OF_THE_GATEWAY
    ]
    return {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "wss",
        "path": CHAT_PATH,
        "raw_path": CHAT_PATH.encode(),
        "root_path": "",
        "query_string": urlencode(query).encode(),
        "headers": headers,
        "client": request.scope.get("client"),
        "server": request.scope.get("server"),
        "subprotocols": [],
        "state": {},
        "app": request.app,
    }
