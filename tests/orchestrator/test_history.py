"""A person's conversations in a list: what they are called, and naming them otherwise."""

import asyncio
from collections.abc import AsyncGenerator

import httpx
import pytest
from tests.orchestrator.conftest import person
from tests.orchestrator.serving import Served, serve

from talknshop.core.settings import Settings
from talknshop.testing.catalog import InMemoryCatalog, make_product

MINE = {"user_id": "u1"}


@pytest.fixture
async def served(settings: Settings) -> AsyncGenerator[Served]:
    async with serve(settings, InMemoryCatalog([make_product(1)])) as served:
        yield served


async def titles(client: httpx.AsyncClient) -> dict[str, str | None]:
    listed = (await client.get("/api/v1/sessions", params=MINE)).json()
    return {session["session_id"]: session["title"] for session in listed}


async def rename(client: httpx.AsyncClient, session_id: str, title: str, user: str = "u1") -> int:
    answer = await client.patch(
        f"/api/v1/sessions/{session_id}", json={"title": title}, params={"user_id": user}
    )
    return answer.status_code


async def test_a_conversation_is_called_by_its_first_words(served: Served) -> None:
    client, conversation = served
    await conversation.say("I need \n a laptop", session_id="s1")
    await conversation.say("under $1000", session_id="s1")
    await conversation.say("x" * 500, session_id="s2")
    assert await titles(client) == {"s1": "I need a laptop", "s2": "x" * 80}


async def test_a_name_of_ones_own_stays_and_moves_nothing(served: Served) -> None:
    client, conversation = served
    await conversation.say("I need a laptop", session_id="s1")
    await conversation.say("hello", session_id="s2")
    assert await rename(client, "s1", "  For the office ") == 200
    assert list((await titles(client)).items()) == [("s2", "hello"), ("s1", "For the office")]
    await conversation.say("under $1000", session_id="s1")
    assert (await titles(client))["s1"] == "For the office"


async def test_a_name_given_while_a_turn_ends_is_not_lost(served: Served) -> None:
    client, conversation = served
    await conversation.say("hello", session_id="s1")
    for number in range(5):
        said, status = await asyncio.gather(
            conversation.say("hello again", session_id="s1"), rename(client, "s1", f"n{number}")
        )
        assert said
        assert status == 200
        session = await conversation.container.conversation.open("s1", person("u1"))
        assert (session[0].title, session[0].last_message) == (f"n{number}", "hello again")


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
async def test_a_name_says_something_and_is_short(served: Served, title: str) -> None:
    client, conversation = served
    await conversation.say("hello", session_id="s1")
    assert await rename(client, "s1", title) == 400


async def test_only_ones_own_can_be_named(served: Served) -> None:
    client, conversation = served
    await conversation.say("hello", session_id="s1")
    assert await rename(client, "s1", "Mine", user="u2") == 404
    assert await rename(client, "s9", "Mine") == 404
