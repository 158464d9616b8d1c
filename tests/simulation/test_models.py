"""The scripted model server: what it answers and records, over HTTP and in its frames."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from botocore.eventstream import EventStreamBuffer

from talknshop.simulation.models.app import ModelSimulation, build_model_simulation
from talknshop.simulation.models.composing import least
from talknshop.simulation.models.event_stream import event, exception
from talknshop.simulation.models.script import ModelFault, Reply, Script

CHAT = {"model": "m", "messages": [{"role": "user", "content": "a red kettle"}]}


@pytest.fixture
def simulation() -> ModelSimulation:
    return build_model_simulation()


@pytest.fixture
async def server(simulation: ModelSimulation) -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(simulation.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://models") as client:
        yield client


async def said(server: httpx.AsyncClient, body: dict[str, Any] | None = None) -> str:
    answered = await server.post("/openai/v1/chat/completions", json=body or CHAT)
    return str(answered.json()["choices"][0]["message"]["content"])


def test_frames_are_what_amazon_reads() -> None:
    buffer = EventStreamBuffer()
    buffer.add_data(event("contentBlockDelta", {"delta": {"text": "zwölf €"}}))
    buffer.add_data(exception("throttlingException", "slow down"))
    told, failed = (buffer.next().to_response_dict(), buffer.next().to_response_dict())
    assert (told["status_code"], told["headers"][":event-type"]) == (200, "contentBlockDelta")
    assert told["body"].decode() == '{"delta":{"text":"zwölf €"}}'
    assert failed["status_code"] == 400
    assert failed["headers"][":exception-type"] == "throttlingException"


async def test_it_echoes_and_says_that_it_is_simulated(server: httpx.AsyncClient) -> None:
    answered = await server.post("/openai/v1/chat/completions", json=CHAT)
    assert answered.headers["X-TalknShop-Simulated"] == "1"
    assert answered.json()["choices"][0]["message"]["content"] == "You said: a red kettle"


async def test_the_script_is_written_over_http(server: httpx.AsyncClient) -> None:
    replies = [
        {"when": "kettle", "text": "one", "times": 1},
        {"when": "teapot", "text": "never"},
        {"model": "other", "text": "never"},
        {"text": "two"},
    ]
    assert (await server.put("/script", json={"replies": replies})).status_code == 200
    assert [await said(server), await said(server)] == ["one", "two"]
    shown = (await server.get("/script")).json()["replies"]
    assert [reply["text"] for reply in shown] == ["never", "never", "two"]


@pytest.mark.parametrize(
    "reply", [{"fault": "on fire"}, {"share": 2}, {"seconds": -1}, {"txt": "misspelt"}]
)
async def test_what_is_no_script_is_refused_and_changes_nothing(
    server: httpx.AsyncClient, reply: dict[str, Any]
) -> None:
    await server.put("/script", json={"replies": [{"text": "kept"}]})
    assert (await server.put("/script", json={"replies": [reply]})).status_code == 400
    assert await said(server) == "kept"


async def test_what_was_asked_is_recorded(server: httpx.AsyncClient) -> None:
    await said(server, {**CHAT, "messages": [{"role": "system", "content": "be brief"}]})
    (recorded,) = (await server.get("/requests")).json()["requests"]
    assert (recorded["dialect"], recorded["system"], recorded["model"]) == (
        "openai", "be brief", "m",
    )  # fmt: skip
    await server.delete("/requests")
    assert (await server.get("/requests")).json() == {"requests": []}


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/openai/v1/chat/completions", 503, "server_error"),
        ("/anthropic/v1/messages", 529, "overloaded_error"),
        ("/ollama/api/chat", 503, "server busy"),
        ("/bedrock/model/m/converse", 503, "Bedrock is unable"),
    ],
)
async def test_a_failure_is_in_the_words_of_the_vendor(
    server: httpx.AsyncClient,
    simulation: ModelSimulation,
    path: str,
    status: int,
    told: str,
) -> None:
    simulation.script.set(Reply(fault=ModelFault.OVERLOADED))
    answered = await server.post(path, json=CHAT)
    assert answered.status_code == status
    assert told in answered.text


async def test_words_of_its_own_and_of_its_prompt(
    server: httpx.AsyncClient, simulation: ModelSimulation
) -> None:
    simulation.script.set(Reply(text="Take it.", fault=ModelFault.OWN_FIGURE))
    assert "$123.45" in await said(server)
    simulation.script.set(Reply(fault=ModelFault.PROMPT_LEAK))
    asked = {**CHAT, "messages": [{"role": "system", "content": "the secret prompt"}]}
    assert await said(server, asked) == "the secret prompt"
    simulation.script.set(Reply(fault=ModelFault.ENDLESS))
    assert len((await said(server)).split()) == 10_000


async def test_a_share_fails_at_random_and_the_same_each_time(server: httpx.AsyncClient) -> None:
    replies = [{"fault": "failing", "share": 0.3}]

    async def statuses() -> list[int]:
        await server.put("/script", json={"replies": replies})
        asked = [await server.post("/ollama/api/chat", json=CHAT) for _ in range(200)]
        return [answered.status_code for answered in asked]

    first = await statuses()
    assert 40 <= first.count(500) <= 80
    assert await statuses() == first


def test_a_line_with_a_count_is_used_up() -> None:
    script = Script()
    script.set(Reply(text="once", times=1))
    assert [reply.times for reply in script.replies] == [1]


def test_the_least_object_of_a_schema() -> None:
    schema = {
        "type": "object",
        "required": ["kind", "name", "price", "tags", "of", "maybe", "sure"],
        "properties": {
            "kind": {"enum": ["a", "b"]},
            "name": {"type": "string", "minLength": 2},
            "price": {"type": "integer", "minimum": 5},
            "tags": {"type": "array", "minItems": 1, "items": {"type": "boolean"}},
            "of": {"$ref": "#/$defs/Of"},
            "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "sure": {"const": 1},
            "left_out": {"type": "string"},
        },
        "$defs": {
            "Of": {"type": ["object"], "required": ["x"], "properties": {"x": {"default": 3}}}
        },
    }
    assert least(schema, schema) == {
        "kind": "a",
        "name": "--",
        "price": 5,
        "tags": [False],
        "of": {"x": 3},
        "maybe": None,
        "sure": 1,
    }
