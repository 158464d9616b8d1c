"""What callers over HTTP may count on: sending again is free, and visitors are known again."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from tests.orchestrator.conftest import person
from tests.orchestrator.serving import serve

from talknshop.core.settings import Settings, load_settings
from talknshop.testing.catalog import InMemoryCatalog, make_product

CHAT = "/api/v1/chat"
STREAM = {"accept": "text/event-stream"}


@pytest.fixture
def catalog() -> InMemoryCatalog:
    return InMemoryCatalog([make_product(number) for number in range(1, 4)])


@pytest.fixture
async def client(settings: Settings, catalog: InMemoryCatalog) -> AsyncGenerator[httpx.AsyncClient]:
    async with serve(settings, catalog) as (client, _):
        yield client


@pytest.mark.parametrize("stream", [{}, STREAM], ids=["whole", "streamed"])
@pytest.mark.parametrize("path", [CHAT, "/api/v1/sessions/s1/clarify"])
async def test_sending_the_same_again_costs_nothing(
    settings: Settings, catalog: InMemoryCatalog, path: str, stream: dict[str, str]
) -> None:
    narrow = load_settings(data_dir=settings.data_dir, rate_limit_per_user=2)
    async with serve(narrow, catalog) as (client, conversation):
        await conversation.container.conversation.open("s1", person("u1"))

        def body(client_id: str) -> dict[str, object]:
            text = "message" if path == CHAT else "answer"
            return {text: "hello", "session_id": "s1", "user_id": "u1", "client_id": client_id}

        for _ in range(5):
            assert (await client.post(path, json=body("c1"), headers=stream)).status_code == 200
        assert (await client.post(path, json=body("c2"), headers=stream)).status_code == 200
        assert (await client.post(path, json=body("c3"), headers=stream)).status_code == 429
        assert (await client.post(path, json=body("c1"), headers=stream)).status_code == 200


@pytest.mark.parametrize("stream", [{}, STREAM], ids=["whole", "streamed"])
async def test_a_new_visitor_gets_the_cookie_however_the_answer_comes(
    client: httpx.AsyncClient, stream: dict[str, str]
) -> None:
    first = await client.post(CHAT, json={"message": "hello"}, headers=stream)
    assert first.headers["set-cookie"].startswith("talknshop_visitor=")
    assert "httponly" in first.headers["set-cookie"].lower()
    assert first.headers["content-type"].startswith(stream.get("accept", "application/json"))
    # The client kept the cookie, as a browser does.
    again = await client.post(CHAT, json={"message": "hello"}, headers=stream)
    assert again.status_code == 200
    assert "set-cookie" not in again.headers
    assert len((await client.get("/api/v1/sessions")).json()) == 2
