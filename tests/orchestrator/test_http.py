"""Each HTTP endpoint, through the app as it is served."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager

import httpx
import pytest
from tests.orchestrator.conftest import SCRIPT, Conversation

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.errors import ExternalServiceError
from talknshop.core.settings import Settings
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.schemas.enums import WorkflowStage
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.language import ScriptedLanguageEngine


@pytest.fixture
def catalog() -> InMemoryCatalog:
    return InMemoryCatalog([make_product(1)])


@pytest.fixture
async def served(
    settings: Settings, catalog: InMemoryCatalog
) -> AsyncGenerator[tuple[httpx.AsyncClient, Conversation]]:
    language = ScriptedLanguageEngine(SCRIPT)

    def container() -> AbstractAsyncContextManager[Container]:
        return open_container(settings, Collaborators(catalog=catalog, language=language))

    app = create_app(settings, container=container)
    transport = StreamingASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client, Conversation(app.state.container, catalog, language)


@pytest.fixture
async def client(served: tuple[httpx.AsyncClient, Conversation]) -> httpx.AsyncClient:
    return served[0]


async def test_root_is_json_for_programs(client: httpx.AsyncClient) -> None:
    body = (await client.get("/")).json()
    assert body["status"] == "running"
    assert {"service", "version", "environment"} <= body.keys()


async def test_health_ready_and_live(client: httpx.AsyncClient, catalog: InMemoryCatalog) -> None:
    health = (await client.get("/health")).json()
    assert health["status"] == "healthy"
    assert set(health["aws_services"]) == {"bedrock", "dynamodb", "sessions_table"}
    assert (await client.get("/readyz")).status_code == 200
    assert (await client.get("/livez")).json() == {"status": "ok"}

    catalog.failure = ExternalServiceError("away")
    assert (await client.get("/health")).json()["status"] == "degraded"
    assert (await client.get("/readyz")).status_code == 503
    assert (await client.get("/livez")).status_code == 200


async def test_metrics_as_json_and_as_prometheus_text(
    served: tuple[httpx.AsyncClient, Conversation],
) -> None:
    client, conversation = served
    await conversation.say("I need a laptop")
    body = (await client.get("/metrics")).json()
    assert body["active_connections"] == 0
    assert body["catalog_service_healthy"] is True
    assert body["media_service_healthy"] is False
    turns = body["metrics"]["talknshop_turn_seconds"]
    assert [(turn["labels"], turn["count"]) for turn in turns] == [
        ({"outcome": "clarification"}, 1)
    ]
    nodes = {figure["labels"]["node"] for figure in body["metrics"]["talknshop_node_seconds"]}
    assert {"route", "need_clarify", "ask_clarifying_q"} <= nodes
    text = (await client.get("/metrics", headers={"accept": "text/plain"})).text
    assert 'talknshop_turn_seconds_count{outcome="clarification"} 1.0' in text
    assert "talknshop_store_write_seconds_count" in text


async def test_diagnostics_are_there_in_debug_only(client: httpx.AsyncClient) -> None:
    assert (await client.get("/debug/connections")).status_code == 404


async def test_session_and_events_belong_to_their_user(
    served: tuple[httpx.AsyncClient, Conversation],
) -> None:
    client, conversation = served
    await conversation.say("I need a laptop")
    mine = {"user_id": "u1"}
    view = (await client.get("/api/v1/sessions/s1", params=mine)).json()
    assert view["session"]["workflow_stage"] == WorkflowStage.CLARIFICATION
    assert view["session"]["requirement_spec"]["product_type"] == "laptop"
    assert (view["active"], view["connection_count"]) == (False, 0)

    page = (
        await client.get("/api/v1/sessions/s1/events", params={**mine, "after": 1, "limit": 2})
    ).json()
    assert [event["seq"] for event in page["events"]] == [2, 3]
    assert page["more"] is True
    rest = (await client.get("/api/v1/sessions/s1/events", params={**mine, "after": 3})).json()
    assert rest["events"][-1]["type"] == "done"
    assert (rest["more"], rest["last_seq"]) == (False, rest["events"][-1]["seq"])

    for user in ({"user_id": "u2"}, {}):
        for path in ("/api/v1/sessions/s1", "/api/v1/sessions/s1/events"):
            refused = await client.get(path, params=user)
            assert refused.status_code == 404
            assert refused.json()["error"] == "not_found_error"


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/api/v1/nothing", 404, "not_found_error"),
        ("/api/v1/sessions/s1", 404, "not_found_error"),
        (f"/api/v1/sessions/s1?user_id={'x' * 200}", 400, "validation_error"),
    ],
)
async def test_errors_have_the_envelope(
    client: httpx.AsyncClient, path: str, status: int, error: str
) -> None:
    response = await client.get(path)
    body = response.json()
    assert (response.status_code, body["error"]) == (status, error)
    assert body["service"] == "orchestrator-service"
    assert body["message"]


async def test_wrong_method(client: httpx.AsyncClient) -> None:
    response = await client.post("/health")
    assert response.status_code == 405
    assert response.json()["error"] == "validation_error"


async def test_answers_carry_a_request_id_and_security_headers(client: httpx.AsyncClient) -> None:
    response = await client.get("/livez", headers={"X-Request-ID": "mine"})
    assert response.headers["x-request-id"] == "mine"
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert (await client.get("/livez")).headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"host": "evil.example"}, 400),
        ("GET", {"host": "localhost:9999"}, 200),
        ("GET", {"host": "[::1]:8000"}, 200),
        ("GET", {"host": "[::1"}, 400),
        ("GET", {"origin": "https://evil.example"}, 200),
        ("POST", {"origin": "https://evil.example"}, 403),
        ("POST", {"origin": "http://localhost:1234"}, 403),
        ("POST", {"origin": "null"}, 403),
        ("POST", {"origin": "http://localhost"}, 405),
    ],
)
async def test_other_sites_are_kept_away(
    client: httpx.AsyncClient, method: str, headers: dict[str, str], status: int
) -> None:
    assert (await client.request(method, "/metrics", headers=headers)).status_code == status


async def test_a_person_can_see_take_along_and_delete_what_is_theirs(
    served: tuple[httpx.AsyncClient, Conversation],
) -> None:
    client, conversation = served
    mine, other = {"user_id": "u1"}, {"user_id": "u2"}
    await conversation.say("hello", session_id="s1")
    await conversation.say("I need a laptop", session_id="s2")
    listed = (await client.get("/api/v1/sessions", params=mine)).json()
    assert [session["session_id"] for session in listed] == ["s2", "s1"]
    assert (await client.get("/api/v1/sessions", params=other)).json() == []

    export = (await client.get("/api/v1/me/export", params=mine)).json()
    assert export["user_id"] == "u1"
    assert {event["type"] for event in export["sessions"][1]["events"]} >= {"thinking", "done"}

    assert (await client.delete("/api/v1/sessions/s1", params=other)).status_code == 404
    assert (await client.delete("/api/v1/sessions/s1", params=mine)).status_code == 204
    assert (await client.get("/api/v1/sessions/s1", params=mine)).status_code == 404
    assert (await client.delete("/api/v1/me", params=mine)).json() == {"sessions_deleted": 1}
    assert (await client.get("/api/v1/sessions", params=mine)).json() == []
