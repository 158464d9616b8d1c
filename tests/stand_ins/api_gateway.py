"""API Gateway as servers behind a WebSocket API see it: it posts to them, and is posted to.

Sockets are kept here: whoever connects is announced to a server, and what the management API gets
for them is what their clients would read. Answers are those of the service: 410 for who is not
there, also while their handshake is under way; above a frame of 32 KB the socket is closed.
"""

import json
import queue
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from talknshop.testing.server import running

LARGEST_FRAME_BYTES = 32 * 1024
_SECONDS = 20.0


@dataclass
class GatewayClient:
    """Somebody with a socket at the gateway.

    Attributes:
        connection_id: Its name there.
        closed: Set once a server, or the gateway itself, has ended it.
    """

    connection_id: str
    closed: threading.Event = field(default_factory=threading.Event)
    _read: "queue.Queue[dict[str, Any]]" = field(default_factory=queue.Queue[dict[str, Any]])

    def take(self, text: str) -> None:
        self._read.put(json.loads(text))

    def next(self) -> dict[str, Any]:
        """The next event; fails where none comes."""
        return self._read.get(timeout=_SECONDS)

    def until(self, kind: str) -> list[dict[str, Any]]:
        """The events up to the first of a type."""
        events = [self.next()]
        while events[-1]["type"] != kind:
            events.append(self.next())
        return events


class ApiGateway:
    """One WebSocket API."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._clients: dict[str, GatewayClient] = {}
        self._made = 0
        self.url = ""
        self.app = Starlette(
            routes=[
                Route("/live/@connections/{id:path}", self._post, methods=["POST"]),
                Route("/live/@connections/{id:path}", self._delete, methods=["DELETE"]),
            ]
        )

    def connect(self, server: str, query: Mapping[str, str]) -> GatewayClient:
        """Opens a socket: it is there once the server has agreed."""
        self._made += 1
        # Such ids have a sign that has to be quoted.
        client = GatewayClient(f"L0SM9cOFvHc{self._made}=")
        answer = self.post(server, "connect", client, params=query)
        assert answer.status_code == 200, answer.text
        self._clients[client.connection_id] = client
        return client

    def say(self, server: str, client: GatewayClient, frame: Mapping[str, object]) -> int:
        """Passes on what a client says; the status of the answer."""
        return self.post(server, "default", client, content=json.dumps(frame)).status_code

    def leave(self, server: str, client: GatewayClient) -> None:
        """A client closes its socket."""
        self._clients.pop(client.connection_id, None)
        assert self.post(server, "disconnect", client).status_code == 200

    def post(
        self,
        server: str,
        what: str,
        client: GatewayClient,
        *,
        content: str = "",
        params: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        headers = {"X-Connection-Id": client.connection_id, "X-Gateway-Secret": self._secret}
        with httpx.Client(trust_env=False, timeout=_SECONDS) as http:
            url = f"{server}/gateway/{what}"
            return http.post(url, params=params, content=content, headers=headers)

    async def _post(self, request: Request) -> Response:
        client = self._clients.get(unquote(request.path_params["id"]))
        if client is None:
            return _gone()
        body = await request.body()
        if len(body) > LARGEST_FRAME_BYTES:
            self._end(client)
            return Response(status_code=413)
        client.take(body.decode())
        return Response()

    async def _delete(self, request: Request) -> Response:
        client = self._clients.get(unquote(request.path_params["id"]))
        if client is None:
            return _gone()
        self._end(client)
        return Response(status_code=204)

    def _end(self, client: GatewayClient) -> None:
        self._clients.pop(client.connection_id, None)
        client.closed.set()


def _gone() -> Response:
    headers = {"x-amzn-ErrorType": "GoneException"}
    return JSONResponse({"message": None}, status_code=410, headers=headers)


@contextmanager
def api_gateway(secret: str) -> Generator[ApiGateway]:
    """A gateway on a port of this machine."""
    gateway = ApiGateway(secret)
    with running(gateway.app) as url:
        gateway.url = f"{url}/live"
        yield gateway
