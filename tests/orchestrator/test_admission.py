"""Who gets in, over the socket and over HTTP, and how much they may ask for."""

import asyncio
import json
from collections.abc import Generator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from tests.orchestrator.conftest import SCRIPT
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from talknshop.core.clock import SystemClock
from talknshop.core.settings import Settings, load_settings
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.language import ScriptedLanguageEngine
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

JWT_SECRET = "a shared secret of more than thirty-two characters"


def served(settings: Settings) -> AbstractAsyncContextManager[Container]:
    return open_container(
        settings,
        Collaborators(
            catalog=InMemoryCatalog([make_product(1)]), language=ScriptedLanguageEngine(SCRIPT)
        ),
    )


@pytest.fixture
def base(settings: Settings) -> Generator[str]:
    with running(create_app(settings, container=lambda: served(settings))) as url:
        yield url


@pytest.fixture
def guarded(settings: Settings) -> Generator[str]:
    strict = load_settings(
        data_dir=settings.data_dir, auth_required=True, jwt_secret=JWT_SECRET, jwt_audience="shop"
    )
    with running(create_app(strict, container=lambda: served(strict))) as url:
        yield url


def bearer(subject: str, *, lives: timedelta = timedelta(hours=1), audience: str = "shop") -> str:
    now = SystemClock().now()
    claims = {"sub": subject, "aud": audience, "exp": int((now + lives).timestamp())}
    return "Bearer " + jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(JWT_SECRET))


async def greeting(base: str, query: str = "", **headers: str) -> tuple[dict[str, Any], str]:
    url = f"{base.replace('http', 'ws')}/ws/chat?{query}"
    async with connect(url, additional_headers=headers) as socket:
        event = json.loads(await asyncio.wait_for(socket.recv(), 10))
        assert socket.response is not None
        return event, socket.response.headers.get("set-cookie", "")


async def test_a_new_visitor_gets_a_cookie_and_comes_back_with_it(base: str) -> None:
    first, cookie = await greeting(base, "session_id=s1")
    assert first["type"] == "connected"
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    again, none = await greeting(base, "session_id=s1", Cookie=cookie.split(";")[0])
    assert again["data"]["resumed"] is True
    assert none == ""
    stranger, _ = await greeting(base, "session_id=s1")
    assert (stranger["type"], stranger["data"]["code"]) == ("error", "not_found_error")


async def test_a_session_token_opens_its_session_only(base: str) -> None:
    mine, _ = await greeting(base, "session_id=s1")
    await greeting(base, "session_id=s2")
    token = mine["data"]["session_token"]
    again, _ = await greeting(base, f"session_id=s1&session_token={token}")
    assert again["data"]["resumed"] is True
    other, _ = await greeting(base, f"session_id=s2&session_token={token}")
    assert other["data"]["code"] == "not_found_error"
    for session_id in ("s1", "s2"):
        async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
            response = await client.get(
                f"/api/v1/sessions/{session_id}", headers={"X-Session-Token": token}
            )
        assert response.status_code == (200 if session_id == "s1" else 404)


async def test_an_old_client_is_taken_at_its_word(base: str) -> None:
    await greeting(base, "user_id=ann&session_id=s1")
    again, cookie = await greeting(base, "user_id=ann&session_id=s1")
    assert again["data"]["resumed"] is True
    assert cookie == ""
    other, _ = await greeting(base, "user_id=bob&session_id=s1")
    assert other["data"]["code"] == "not_found_error"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": bearer("ann", lives=timedelta(hours=-2))},
        {"Authorization": bearer("ann", audience="elsewhere")},
    ],
)
async def test_where_signing_in_is_required_nothing_else_will_do(
    guarded: str, headers: dict[str, str]
) -> None:
    event, _ = await greeting(guarded, "user_id=ann", **headers)
    assert (event["type"], event["data"]["code"]) == ("error", "authentication_error")
    async with httpx.AsyncClient(base_url=guarded, trust_env=False, headers=headers) as client:
        refused = await client.post("/api/v1/chat", json={"message": "hello", "user_id": "ann"})
    assert refused.status_code == 401


async def test_a_bearer_token_lets_in_and_a_session_token_resumes(guarded: str) -> None:
    mine, _ = await greeting(guarded, "session_id=s1", Authorization=bearer("ann"))
    assert mine["type"] == "connected"
    token = mine["data"]["session_token"]
    again, _ = await greeting(guarded, f"session_id=s1&session_token={token}")
    assert again["data"]["resumed"] is True
    fresh, _ = await greeting(guarded, f"session_id=s9&session_token={token}")
    assert fresh["data"]["code"] == "authentication_error"


async def test_an_eleventh_message_within_a_minute_waits(base: str) -> None:
    url = f"{base.replace('http', 'ws')}/ws/chat?user_id=ann"
    event: dict[str, Any] = {}
    async with connect(url) as socket:
        for number in range(11):
            frame = {"type": "message", "message": "hello", "client_id": f"c{number}"}
            await socket.send(json.dumps(frame))
            while True:
                event = json.loads(await asyncio.wait_for(socket.recv(), 10))
                if event["type"] in {"done", "error"}:
                    break
        assert event["type"] == "error"
        assert event["data"]["code"] == "rate_limit_error"
        assert event["data"]["details"]["client_id"] == "c10"
        assert 0 < event["data"]["retry_after_seconds"] <= 60
        await socket.send('{"type": "ping"}')
        assert json.loads(await socket.recv())["type"] == "pong"
    async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
        refused = await client.post("/api/v1/chat", json={"message": "hello", "user_id": "ann"})
        other = await client.post("/api/v1/chat", json={"message": "hello", "user_id": "bob"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert other.status_code == 200


async def test_a_socket_that_was_refused_is_closed_with_1008(guarded: str) -> None:
    async with connect(f"{guarded.replace('http', 'ws')}/ws/chat") as socket:
        await socket.recv()
        with pytest.raises(ConnectionClosed) as caught:
            await socket.recv()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1008
