"""Turns over HTTP, through the app as it is served."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from tests.orchestrator.conftest import person
from tests.orchestrator.serving import Served, serve

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.errors import (
    DependencyTimeoutError,
    ExternalServiceError,
    RateLimitError,
    TalknShopError,
    as_talknshop_error,
)
from talknshop.core.settings import Settings, load_settings
from talknshop.orchestrator.answer import whole_answer
from talknshop.orchestrator.event_stream import RunStream
from talknshop.orchestrator.following import FollowedRun, TurnStarter
from talknshop.schemas.frames import ClientFrame, FrameType
from talknshop.testing.catalog import InMemoryCatalog, make_product

CHAT = "/api/v1/chat"
MINE = {"user_id": "u1"}
STREAM = {"accept": "text/event-stream"}


@pytest.fixture
def catalog() -> InMemoryCatalog:
    return InMemoryCatalog([make_product(number) for number in range(1, 4)])


@pytest.fixture
async def served(settings: Settings, catalog: InMemoryCatalog) -> AsyncGenerator[Served]:
    async with serve(settings, catalog) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> httpx.AsyncClient:
    return served[0]


def message(text: str, **more: object) -> dict[str, object]:
    return {"message": text, "session_id": "s1", "user_id": "u1", **more}


async def streamed(response: httpx.Response) -> list[dict[str, Any]]:
    lines = [line async for line in response.aiter_lines()]
    return [json.loads(line.removeprefix("data: ")) for line in lines if line]


async def follow(served: Served, text: str) -> FollowedRun:
    container = served[1].container
    session, _ = await container.conversation.open("s1", person("u1"))
    starter = TurnStarter(container.conversation, container.connections, container.clock)
    return await starter.start(session, ClientFrame(type=FrameType.MESSAGE, message=text))


async def test_a_question_is_answered_and_leads_to_results(client: httpx.AsyncClient) -> None:
    asked = (await client.post(CHAT, json={"text": "I need a laptop"}, params=MINE)).json()
    assert asked["type"] == "clarification"
    assert asked["message"] == asked["data"]["question"] == "Which price?"
    assert (asked["data"]["slot"], asked["data"]["suggestions"]) == ("price", ["Novara"])

    path = f"/api/v1/sessions/{asked['session_id']}/clarify"
    found = (await client.post(path, json={"answer": "under $1000", **MINE})).json()
    assert found["type"] == "results"
    assert found["session_id"] == asked["session_id"]
    assert found["run_id"] != asked["run_id"]
    assert found["message"].startswith("I found 3 for laptop")
    assert found["message"].endswith("under $1,000.")
    assert [product["price"] for product in found["data"]["products"]] == [100.0] * 3
    assert found["data"]["requirement_spec"]["price"]["max"] == 1000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello", "Hello there."),
        ("never mind", "Forgotten."),
        ("he\u0000l\u200blo ", "Hello there."),
    ],
)
async def test_turns_that_find_nothing_are_messages(
    client: httpx.AsyncClient, text: str, told: str
) -> None:
    answer = (await client.post(CHAT, json=message(text))).json()
    assert (answer["type"], answer["data"], answer["message"]) == ("message", None, told)


async def test_an_attachment_needs_no_words(client: httpx.AsyncClient) -> None:
    media = [{"category": "IMAGE", "s3_key": "uploads/1/lamp.jpg"}]
    answer = (await client.post(CHAT, json={"media_refs": media})).json()
    assert answer["data"]["requirement_spec"]["product_type"] == "lamp"


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        (CHAT, {}, 400, "validation_error"),
        (CHAT, [], 400, "validation_error"),
        (CHAT, {"message": " \u200b"}, 400, "validation_error"),
        (CHAT, {"message": "x" * 5001}, 400, "validation_error"),
        (CHAT, {"message": "\ud800"}, 400, "validation_error"),
        (CHAT, {"message": "hello", "session_id": "x" * 129}, 400, "validation_error"),
        (CHAT, {"message": "hello", "media": [{"s3_key": "k"}]}, 400, "validation_error"),
        (f"{CHAT}?user_id={'x' * 129}", {"message": "hello"}, 400, "validation_error"),
        (CHAT, {"message": "hello", "session_id": "taken"}, 404, "not_found_error"),
        ("/api/v1/sessions/taken/clarify", {"answer": "hello"}, 404, "not_found_error"),
        ("/api/v1/sessions/none/clarify", {"answer": "hello", **MINE}, 404, "not_found_error"),
        ("/api/v1/sessions/taken/clarify", {"answer": "", **MINE}, 400, "validation_error"),
    ],
)
async def test_refusals(
    served: Served, path: str, body: object, *, status: int, error: str
) -> None:
    client, conversation = served
    await conversation.container.conversation.open("taken", person("u1"))
    response = await client.post(
        path, content=json.dumps(body), headers={"content-type": "application/json"}
    )
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert await conversation.container.conversation.last_seq("taken") == 0


@pytest.mark.parametrize(
    ("failure", "status", "error"),
    [
        (ExternalServiceError("The catalogue is away."), 503, "external_service_error"),
        (DependencyTimeoutError("The catalogue is slow."), 504, "timeout_error"),
        (RateLimitError("Too much.", retry_after_seconds=7), 429, "rate_limit_error"),
        (as_talknshop_error(LookupError("a fault")), 500, "internal_error"),
    ],
)
async def test_a_failed_turn_is_answered_by_its_error(
    served: Served, failure: TalknShopError, status: int, error: str
) -> None:
    client, conversation = served
    conversation.catalog.failure = failure
    response = await client.post(CHAT, json=message("nonsense slot"))
    body = response.json()
    assert (response.status_code, body["error"]) == (status, error)
    assert body["message"] == failure.message
    assert body["retryable"] is failure.retryable
    assert response.headers.get("retry-after") == ("7" if status == 429 else None)


async def test_a_turn_that_is_cancelled_says_so(served: Served) -> None:
    client, conversation = served
    conversation.catalog.may_answer.clear()
    waiting = asyncio.create_task(client.post(CHAT, json=message("nonsense slot")))
    await conversation.catalog.searching.wait()
    session, _ = await conversation.container.conversation.open("s1", person("u1"))
    assert await conversation.container.conversation.cancel(session)
    answer = (await waiting).json()
    assert (answer["type"], answer["data"]) == ("message", None)
    assert answer["message"] == "That request was cancelled."


async def test_the_same_client_id_is_answered_by_the_same_run(served: Served) -> None:
    client, conversation = served
    body = message("under $1000", client_id="c1")
    await client.post(CHAT, json=message("I need a laptop"))
    conversation.catalog.may_answer.clear()
    first = asyncio.create_task(client.post(CHAT, json=body))
    await conversation.catalog.searching.wait()
    second = asyncio.create_task(client.post(CHAT, json=body))
    await asyncio.sleep(0.05)
    conversation.catalog.may_answer.set()
    answers = [(await first).json(), (await second).json()]
    answers.append((await client.post(CHAT, json=body)).json())
    assert answers[0] == answers[1] == answers[2]
    again = await client.post(CHAT, json=body, headers=STREAM)
    assert {event["run_id"] for event in await streamed(again)} == {answers[0]["run_id"]}
    assert len(conversation.catalog.searched) == 1


async def test_a_stream_tells_the_run_as_the_log_has_it(served: Served) -> None:
    client, conversation = served
    await client.post(CHAT, json=message("hello"))
    before = await conversation.container.conversation.last_seq("s1")
    response = await client.post(CHAT, json=message("I need a laptop"), headers=STREAM)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    told = await streamed(response)
    logged = await client.get("/api/v1/sessions/s1/events", params={**MINE, "after": before})
    assert told == logged.json()["events"]
    assert [told[0]["type"], *[event["type"] for event in told[-2:]]] == [
        "thinking", "clarification", "done",
    ]  # fmt: skip
    assert conversation.container.connections.count == 0


async def test_a_stream_is_refused_before_it_begins(client: httpx.AsyncClient) -> None:
    response = await client.post(CHAT, json=message(""), headers=STREAM)
    assert (response.status_code, response.json()["error"]) == (400, "validation_error")


async def test_a_client_that_goes_away_does_not_stop_the_run(served: Served) -> None:
    client, conversation = served
    conversation.catalog.may_answer.clear()
    async with client.stream(
        "POST", CHAT, json=message("nonsense slot", client_id="c1"), headers=STREAM
    ) as response:
        assert "thinking" in await anext(response.aiter_lines())
        await conversation.catalog.searching.wait()
        assert conversation.container.connections.count == 1
    assert conversation.container.connections.count == 0
    conversation.catalog.may_answer.set()
    answer = await client.post(CHAT, json=message("nonsense slot", client_id="c1"))
    assert answer.status_code == 500, "the reply names a slot that does not exist"
    assert len(conversation.catalog.searched) == 1


async def test_a_silent_stream_sends_heartbeats(served: Served) -> None:
    _, conversation = served
    conversation.catalog.may_answer.clear()
    stream = RunStream(await follow(served, "nonsense slot"), heartbeat_seconds=0.01)
    async with (
        httpx.AsyncClient(transport=StreamingASGITransport(stream), base_url="http://x") as client,
        client.stream("GET", "/") as response,
    ):
        lines = response.aiter_lines()
        while not (line := await anext(lines)).startswith(":"):
            assert line == "" or line.startswith("data: ")
        conversation.catalog.may_answer.set()
        rest = [line async for line in lines if line.startswith("data: ")]
    assert json.loads(rest[-1].removeprefix("data: "))["type"] == "done"


async def test_waiting_has_an_end_and_the_run_goes_on(served: Served) -> None:
    _, conversation = served
    conversation.catalog.may_answer.clear()
    run = await follow(served, "nonsense slot")
    with pytest.raises(DependencyTimeoutError, match="still being worked on") as caught:
        await whole_answer(run, longest_wait_seconds=0.05)
    assert caught.value.details == {"session_id": "s1", "run_id": run.run_id}
    conversation.catalog.may_answer.set()
    with pytest.raises(TalknShopError, match="Something went wrong"):
        await whole_answer(run, longest_wait_seconds=5)


async def test_too_many_waiting_turns_and_connections_are_refused(
    settings: Settings, catalog: InMemoryCatalog
) -> None:
    narrow = load_settings(data_dir=settings.data_dir, ws_max_concurrent_connections=8)
    catalog.may_answer.clear()
    async with serve(narrow, catalog) as (client, _), AsyncExitStack() as stack:
        responses = [
            await stack.enter_async_context(
                client.stream("POST", CHAT, json=message("nonsense slot"), headers=STREAM)
            )
            for _ in range(7)
        ]
        assert [response.status_code for response in responses] == [200] * 6 + [429]
        assert responses[-1].headers["retry-after"] == "5"
        for name in ("s2", "s3"):
            body = message("nonsense slot", session_id=name)
            await stack.enter_async_context(client.stream("POST", CHAT, json=body, headers=STREAM))
        full = await client.post(CHAT, json=message("hello", session_id="s4"))
        assert (full.status_code, full.json()["message"]) == (429, "Connection limit reached")
        catalog.may_answer.set()
