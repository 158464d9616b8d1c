"""Who may ask a service what, and for whom."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI, Request
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.service_tokens import (
    ORIGIN,
    SERVICE_TOKEN_HEADER,
    USER_HEADER,
    ServiceAuth,
    ServiceTokenMiddleware,
    ServiceTokens,
    acting_user,
    user_header,
)
from talknshop.core.tokens import SHORTEST_SECRET, Signer
from talknshop.testing.clock import ManualClock

CLOCK = ManualClock()
SIGNER = Signer(["s" * SHORTEST_SECRET], CLOCK)
OTHER_SECRET = Signer(["x" * SHORTEST_SECRET], CLOCK)
MINUTES = timedelta(minutes=2)

READ, SEARCH, CHANGE = ("GET", "/read"), ("POST", "/search"), ("POST", "/change")
INTERNAL = ("GET", "/internal/state")


def token(signer: Signer = SIGNER, service: str = "shop", caller: str = "orchestrator") -> str:
    return ServiceTokens(signer, CLOCK, caller=caller, service=service).current()


def expired() -> str:
    return SIGNER.sign("service shop", "orchestrator", timedelta(seconds=-1))


NO_TOKENS: dict[str, Callable[[], str]] = {
    "absent": lambda: "",
    "noise": lambda: "noise",
    "not ascii": lambda: "\xff",
    "expired": expired,
    "other secret": lambda: token(OTHER_SECRET),
    "for another service": lambda: token(service="other"),
    "a visitor's": lambda: SIGNER.sign("visitor", "v1", MINUTES),
}


def service(*, required: bool) -> httpx.AsyncClient:
    app = FastAPI()

    async def answer(request: Request) -> dict[str, str | None]:
        return {"user": acting_user(request.headers)}

    for method, path in (READ, SEARCH, CHANGE, INTERNAL):
        app.add_api_route(path, answer, methods=[method])
    app.add_middleware(
        ServiceTokenMiddleware,
        service="shop",
        signer=lambda: SIGNER,
        required=required,
        public_posts=["/search"],
    )
    outer = FastAPI()
    outer.mount("/shop", app)
    transport = StreamingASGITransport(outer)
    return httpx.AsyncClient(transport=transport, base_url="http://x/shop")


def headers(signed: str) -> dict[bytes, bytes]:
    given = {USER_HEADER.encode(): b"somebody"}
    return {**given, SERVICE_TOKEN_HEADER.encode(): signed.encode("latin-1")} if signed else given


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("make", NO_TOKENS.values(), ids=NO_TOKENS)
async def test_without_a_valid_token_there_is_no_user_and_only_reading(
    make: Callable[[], str], *, required: bool
) -> None:
    async with service(required=required) as client:
        for method, path in (READ, SEARCH, *(() if required else (CHANGE,))):
            response = await client.request(method, path, headers=headers(make()))
            assert (response.status_code, response.json()) == (200, {"user": None}), path
        for method, path in (INTERNAL, *((CHANGE,) if required else ())):
            response = await client.request(method, path, headers=headers(make()))
            assert response.status_code == 401, path
            assert response.json()["error"] == "authentication_error"
            assert response.json()["service"] == "shop"


async def test_a_token_that_does_not_hold_says_what_to_do() -> None:
    async with service(required=True) as client:
        sent = headers(token(OTHER_SECRET))
        message = (await client.post("/change", headers=sent)).json()["message"]
        assert "SECRET_KEY" in message
        assert "signed in" in (await client.post("/change")).json()["message"]


@pytest.mark.parametrize("path", ["/search/", "//search", "/shop/search", "/search/x"])
async def test_what_only_looks_public_is_refused(path: str) -> None:
    async with service(required=True) as client:
        assert (await client.post(f"http://x/shop{path}")).status_code == 401


async def test_another_service_may_do_everything_and_say_for_whom() -> None:
    async with service(required=True) as client:
        for method, path in (READ, SEARCH, CHANGE, INTERNAL):
            response = await client.request(method, path, headers=headers(token()))
            assert response.json() == {"user": "somebody"}, path


@pytest.mark.parametrize(("signed", "reached"), [(True, True), (False, False)])
async def test_a_socket_changes_things_too(*, signed: bool, reached: bool) -> None:
    took_part: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        took_part.append(scope["path"])

    protected = ServiceTokenMiddleware(
        app, service="shop", signer=lambda: SIGNER, required=True, public_posts=()
    )
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    given = [(SERVICE_TOKEN_HEADER.lower().encode(), token().encode())] if signed else []
    await protected({"type": "websocket", "path": "/ws", "headers": given}, receive, send)
    assert bool(took_part) is reached
    assert [message["type"] for message in sent] == ([] if reached else ["websocket.close"])


async def test_what_people_ask_through_the_origin_is_never_internal() -> None:
    async with service(required=True) as client:
        sent = headers(token(caller=ORIGIN))
        assert (await client.post("/change", headers=sent)).json() == {"user": "somebody"}
        assert (await client.get("/internal/state", headers=sent)).status_code == 401


async def test_a_client_signs_each_request_and_renews_its_token_in_time() -> None:
    clock = ManualClock()
    signer = Signer(["s" * SHORTEST_SECRET], clock)
    tokens = ServiceTokens(signer, clock, caller="orchestrator", service="shop")
    seen: list[str] = []

    async def record(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers[SERVICE_TOKEN_HEADER])
        return httpx.Response(200)

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(record), auth=ServiceAuth(tokens)
    ) as client:
        for seconds in (0, 59, 2, 30):
            clock.advance(seconds=seconds)
            await client.get("http://x/")
    assert seen[0] == seen[1]
    assert seen[1] != seen[2]
    assert seen[2] == seen[3]


@given(st.text(min_size=1) | st.just("half a pair \ud800"))
def test_a_user_id_survives_the_header_whatever_it_contains(user_id: str) -> None:
    name, value = user_header(user_id)
    assert value.isascii()
    assert not set(value) & set(b"\r\n ,;")
    assert acting_user(Headers(raw=[(name, value)])) == user_id
