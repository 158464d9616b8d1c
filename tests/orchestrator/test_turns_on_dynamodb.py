"""Turns whose records and events lie in DynamoDB; their checkpoints stay in the data folder."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from tests.orchestrator.conftest import SCRIPT, Conversation

from talknshop.core.aws_settings import CheckpointEngine, RecordEngine
from talknshop.core.settings import Settings, load_settings
from talknshop.orchestrator.container import Collaborators, open_container
from talknshop.schemas.events import DoneEvent, ServerEvent
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.tables import sessions_table
from talknshop.storage.opening import dynamodb_client
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.faulty_aws import FaultyAws
from talknshop.testing.language import ScriptedLanguageEngine
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

MOST_REQUESTS = 32
MOST_BYTES = 30_000


@pytest.fixture
def proxy(dynalite_url: str) -> FaultyAws:
    return FaultyAws(dynalite_url)


@pytest.fixture
def settings(proxy: FaultyAws, tmp_path: Path) -> Generator[Settings]:
    with running(proxy) as url:
        yield load_settings(
            data_dir=tmp_path,
            record_engine=RecordEngine.DYNAMODB,
            checkpoint_engine=CheckpointEngine.SQLITE,
            dynamodb_table_name=f"test-{uuid4().hex[:12]}",
            dynamodb_endpoint_url=url,
            aws_region="us-west-2",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


@asynccontextmanager
async def conversation(settings: Settings) -> AsyncGenerator[Conversation]:
    catalog = InMemoryCatalog([make_product(n) for n in range(1, 25)])
    language = ScriptedLanguageEngine(SCRIPT)
    collaborators = Collaborators(catalog=catalog, language=language)
    async with open_container(settings, collaborators) as container:
        yield Conversation(container, catalog, language)


@pytest.fixture
async def talk(settings: Settings) -> AsyncGenerator[Conversation]:
    client = dynamodb_client(settings)
    await DynamoDbTableResource(client, sessions_table(settings)).create()
    await client.aclose()
    async with conversation(settings) as opened:
        yield opened


def kinds(events: list[ServerEvent]) -> list[str]:
    return [event.type for event in events if event.type != "token"]


async def test_a_turn_is_told_as_it_is_with_files(
    talk: Conversation, proxy: FaultyAws, tmp_path: Path
) -> None:
    asked = await talk.say("I need a laptop")
    proxy.calls.clear()
    proxy.sent.clear()
    found = await talk.say("under $1000")
    # Whoever reads along queries as often as they like.
    calls = sum(count for operation, count in proxy.calls.items() if operation != "Query")
    assert calls <= MOST_REQUESTS, proxy.calls
    sent = sum(size for operation, size in proxy.sent.items() if operation != "Query")
    assert sent <= MOST_BYTES, proxy.sent
    assert [event.seq for event in asked + found] == list(range(1, len(asked + found) + 1))

    files = load_settings(data_dir=tmp_path / "files")
    async with conversation(files) as with_files:
        assert kinds(await with_files.say("I need a laptop")) == kinds(asked)
        assert kinds(await with_files.say("under $1000")) == kinds(found)


async def test_two_servers_on_one_table(talk: Conversation, settings: Settings) -> None:
    first = await talk.say("I need a laptop")
    async with conversation(settings) as other:
        # Checkpoints are shared by the folder, records and events by the table.
        second = await other.say("under $1000")
        third = await talk.say("hello")
        assert await other.container.conversation.last_seq("s1") == third[-1].seq
    seqs = [event.seq for event in first + second + third]
    assert seqs == list(range(1, len(seqs) + 1))
    assert all(isinstance(said[-1], DoneEvent) for said in (first, second, third))


async def test_a_conversation_is_listed_and_forgotten(talk: Conversation) -> None:
    await talk.say("hello")
    await talk.say("hello", session_id="s2")
    personal = talk.container.personal
    sessions = await personal.sessions("u1")
    assert {session.session_id for session in sessions} == {"s1", "s2"}
    await personal.forget_session("s1")
    assert await talk.container.conversation.last_seq("s1") == 0
    again = await talk.say("hello")
    assert [event.seq for event in again] == list(range(1, len(again) + 1))
