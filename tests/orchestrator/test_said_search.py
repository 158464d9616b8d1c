"""What a person has said is found again, by that person only."""

from collections.abc import AsyncGenerator

import pytest
from tests.orchestrator.serving import Served, serve

from talknshop.core.settings import Settings
from talknshop.orchestrator.said_search import line_with
from talknshop.schemas.frames import ClientFrame
from talknshop.testing.catalog import InMemoryCatalog, make_product


@pytest.fixture
async def served(settings: Settings) -> AsyncGenerator[Served]:
    async with serve(settings, InMemoryCatalog([make_product(1)])) as served:
        yield served


async def said(served: Served, words: str, user_id: str = "u1") -> list[tuple[str, str]]:
    query = {"q": words, "user_id": user_id}
    answer = await served[0].get("/api/v1/me/said", params=query)
    assert answer.status_code == 200
    return [(match["session_id"], match["line"]) for match in answer.json()["matches"]]


async def test_words_within_conversations_are_found_the_last_used_first(served: Served) -> None:
    conversation = served[1]
    await conversation.say("I need a laptop", session_id="s1")
    await conversation.say("under $1000", session_id="s1")
    await conversation.say("hello laptop world", session_id="s2")
    assert await said(served, "LAPTOP") == [("s2", "hello laptop world"), ("s1", "I need a laptop")]
    assert await said(served, "1000 under") == [("s1", "under $1000")]
    assert await said(served, "laptop 1000") == [], "no single message has both"


async def test_nobody_finds_what_others_have_said(served: Served) -> None:
    await served[1].say("I need a laptop", session_id="s1")
    assert await said(served, "laptop", user_id="u2") == []


async def test_what_was_taken_back_or_forgotten_is_not_found(served: Served) -> None:
    client, conversation = served
    first = await conversation.say("I need a laptop", session_id="s1")
    instead = {"type": "message", "message": "hello", "replaces": first[-1].run_id}
    await conversation.send(ClientFrame.model_validate(instead), session_id="s1")
    assert await said(served, "laptop") == []
    assert await said(served, "hello") == [("s1", "hello")]
    await client.delete("/api/v1/sessions/s1", params={"user_id": "u1"})
    assert await said(served, "hello") == []


@pytest.mark.parametrize("query", [{"q": ""}, {"q": "x" * 201}, {}, {"q": "x", "limit": 51}])
async def test_a_query_that_makes_no_sense(served: Served, query: dict[str, str | int]) -> None:
    answer = await served[0].get("/api/v1/me/said", params={"user_id": "u1", **query})
    assert answer.status_code == 400


async def test_blanks_find_nothing(served: Served) -> None:
    await served[1].say("hello", session_id="s1")
    assert await said(served, "  ") == []


def test_a_long_message_is_cut_around_the_words() -> None:
    message = f"{'before ' * 40}the brass\nlamp {'after ' * 40}"
    line = line_with(message, ["lamp", "brass"])
    assert line is not None
    assert line.startswith("… ")
    assert line.endswith(" …")
    assert "the brass lamp after" in line
    assert len(line) <= 164
    assert line_with(message, ["lamp", "iron"]) is None
    assert line_with("short lamp", ["lamp"]) == "short lamp"
