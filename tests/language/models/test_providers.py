"""Each provider through its own package, against a server that speaks its format."""

import json

import pytest
from tests.language.models.conftest import Opened
from tests.language.models.served import (
    ANTHROPIC,
    BEDROCK,
    FRAME_SCHEMA,
    MODELS,
    NOVA,
    OLLAMA,
    OPENAI,
    SYSTEM,
    Vendors,
    frame_call,
    read,
    reply_call,
)

from talknshop.simulation.models.script import Reply

pytestmark = pytest.mark.socket

TEXT = "The steel one keeps it hot for six hours, the glass one for two."


@pytest.mark.parametrize("model", MODELS)
async def test_a_reply_comes_piece_by_piece_and_then_what_it_took(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    vendors.script.set(Reply(text=TEXT))
    text, pieces, usage = await read(opened(model), reply_call())
    assert text == TEXT
    assert pieces == len(TEXT.split())
    assert (usage.model, usage.finish_reason) == (model, "stop")
    assert usage.input_tokens > len(SYSTEM) / 5
    assert usage.output_tokens == len(TEXT) / 4
    assert usage.first_token_ms is not None
    assert 0 < usage.first_token_ms <= usage.latency_ms
    assert not usage.is_estimated


@pytest.mark.parametrize("model", MODELS)
async def test_the_vendor_is_asked_what_the_call_says(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    await opened(model).answer(reply_call("a kettle for two", max_tokens=321))
    asked = vendors.asked
    assert asked.model == model.partition(":")[2]
    assert asked.system == SYSTEM
    assert asked.messages == (
        ("user", "hello"),
        ("assistant", "Hello, what may it be?"),
        ("user", "a kettle for two"),
    )
    assert asked.max_tokens == 321
    assert asked.schema is None


@pytest.mark.parametrize("model", MODELS)
async def test_an_object_comes_as_json(model: str, vendors: Vendors, opened: Opened) -> None:
    wanted = {"intent": "sell", "price": 12}
    vendors.script.set(Reply(object=wanted))
    answer = await opened(model).answer(frame_call())
    assert json.loads(answer.text) == wanted
    assert answer.usage.first_token_ms is None
    assert vendors.asked.schema is not None
    assert vendors.asked.schema["properties"].keys() == {"intent", "price"}


@pytest.mark.parametrize("model", MODELS)
async def test_an_object_can_be_streamed(model: str, vendors: Vendors, opened: Opened) -> None:
    wanted = {"intent": "sell", "price": 12}
    vendors.script.set(Reply(object=wanted))
    text, _, _ = await read(opened(model), frame_call())
    assert json.loads(text) == wanted


async def test_a_schema_goes_in_the_form_that_the_vendor_takes(
    vendors: Vendors, opened: Opened
) -> None:
    without_bounds = {"intent": {"enum": ["buy", "sell"]}, "price": {"type": "integer"}}
    await opened(BEDROCK).answer(frame_call())
    assert vendors.asked.schema == {**FRAME_SCHEMA, "properties": without_bounds}
    assert vendors.asked.tool is None
    await opened(ANTHROPIC).answer(frame_call())
    assert vendors.asked.body["output_config"]["format"]["type"] == "json_schema"
    await opened(OPENAI).answer(frame_call())
    wanted = vendors.asked.body["response_format"]["json_schema"]
    assert (wanted["name"], wanted["strict"], wanted["schema"]) == ("frame", True, FRAME_SCHEMA)
    await opened(OLLAMA).answer(frame_call())
    assert vendors.asked.body["format"] == FRAME_SCHEMA


async def test_a_model_without_schemas_is_given_a_tool(vendors: Vendors, opened: Opened) -> None:
    await opened(NOVA).answer(frame_call())
    assert vendors.asked.body["toolConfig"]["toolChoice"] == {"tool": {"name": "frame"}}
    await opened("bedrock:meta.llama4-maverick-17b-instruct-v1:0").answer(frame_call())
    assert vendors.asked.body["toolConfig"]["toolChoice"] == {"auto": {}}
    assert vendors.asked.schema == FRAME_SCHEMA


@pytest.mark.parametrize("model", [BEDROCK, ANTHROPIC])
async def test_the_stable_part_is_marked_and_comes_from_the_cache(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    client = opened(model)
    own = reply_call(f"for {model}")
    first = await client.answer(own)
    assert vendors.asked.is_marked
    _, _, second = await read(client, own)
    assert second.cached_tokens == len(SYSTEM) / 4
    # What came from the cache was read all the same.
    assert second.input_tokens == first.usage.input_tokens


async def test_a_model_without_a_cache_is_sent_no_mark(vendors: Vendors, opened: Opened) -> None:
    await opened("bedrock:meta.llama4-maverick-17b-instruct-v1:0").answer(reply_call())
    assert vendors.asked.body["system"] == [{"text": SYSTEM}]


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        (BEDROCK, None),
        (NOVA, 0.2),
        ("bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0", 0.2),
        (ANTHROPIC, None),
        ("anthropic:claude-sonnet-4-6", 0.2),
        (OPENAI, None),
        ("openai:mistral-small", 0.2),
        (OLLAMA, 0.2),
    ],
)
async def test_a_temperature_is_sent_to_those_who_take_one(
    model: str, sent: float | None, vendors: Vendors, opened: Opened
) -> None:
    await opened(model, llm_temperature=0.2).answer(reply_call())
    body = vendors.asked.body
    found = [body, body.get("inferenceConfig", {}), body.get("options") or {}]
    assert [part["temperature"] for part in found if "temperature" in part] == (
        [] if sent is None else [sent]
    )


async def test_what_a_server_does_not_tell_is_estimated(vendors: Vendors, opened: Opened) -> None:
    vendors.script.set(Reply(text=TEXT, untold_usage=True))
    _, _, usage = await read(opened(OPENAI), reply_call())
    assert usage.is_estimated
    assert usage.output_tokens == len(TEXT) / 4
    assert usage.input_tokens > len(SYSTEM) / 5


async def test_closing_a_stream_ends_the_call(vendors: Vendors, opened: Opened) -> None:
    vendors.script.set(Reply(text=TEXT, piece_seconds=0.05))
    for model in MODELS:
        stream = opened(model).stream(reply_call())
        assert await anext(stream) == "The"
        await stream.aclose()  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType]  # a generator
