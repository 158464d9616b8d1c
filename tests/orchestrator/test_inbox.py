"""News reach a person once: in the inbox, and in every conversation that is open."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import httpx
import pytest
from tests.orchestrator.conftest import Conversation, person
from tests.orchestrator.serving import serve

from talknshop.core.clock import SystemClock
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.orchestrator.connections import Connection
from talknshop.orchestrator.inbox_repository import InboxRepository
from talknshop.schemas.events import NoticeEvent
from talknshop.schemas.notice import NoticeData, NoticeKind
from talknshop.storage.sqlite import RECORD_MIGRATIONS, SqliteRecordStore
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.clock import ManualClock


def news(number: int = 1) -> NoticeData:
    return NoticeData(
        notice_id=f"n{number}",
        kind=NoticeKind.WATCH,
        message=f"The lamp costs ${number} less.",
        created_at=SystemClock().now() + timedelta(seconds=number),
        watch_id="w1",
        reason="price_drop",
        products=[make_product(number)],
    )


@pytest.fixture
async def served(
    settings: Settings,
) -> AsyncGenerator[tuple[httpx.AsyncClient, Conversation]]:
    async with serve(settings, InMemoryCatalog([make_product(1)])) as served:
        yield served


async def connect(conversation: Conversation, session_id: str, user_id: str) -> Connection:
    service = conversation.container.conversation
    session, _ = await service.open(session_id, person(user_id))

    async def close(code: int, reason: str) -> None:
        raise AssertionError(f"closed with {code}: {reason}")

    connection = Connection(session.session_id, user_id, SystemClock().now(), close)
    connection.release()
    conversation.container.connections.add(connection)
    return connection


async def test_news_reach_every_open_conversation_of_a_person_and_no_other(
    conversation: Conversation,
) -> None:
    desk = await connect(conversation, "desk", "ada")
    phone = await connect(conversation, "phone", "ada")
    stranger = await connect(conversation, "elsewhere", "bob")

    assert await conversation.container.inbox.deliver("ada", news())

    for connection in (desk, phone):
        event = connection.outgoing.get_nowait()
        assert isinstance(event, NoticeEvent)
        assert (event.seq, event.run_id) == (1, None)
        assert event.data == news().model_copy(update={"created_at": event.data.created_at})
    assert stranger.outgoing.empty()
    assert await conversation.container.conversation.last_seq("elsewhere") == 0


async def test_the_same_news_are_delivered_once(conversation: Conversation) -> None:
    connection = await connect(conversation, "desk", "ada")
    inbox = conversation.container.inbox
    assert await inbox.deliver("ada", news())
    assert not await inbox.deliver("ada", news())
    assert connection.outgoing.qsize() == 1
    assert len((await inbox.inbox("ada", unread_only=False, limit=50)).items) == 1


async def test_news_wait_for_who_is_away_and_are_replayed_to_who_was_there(
    conversation: Conversation,
) -> None:
    connection = await connect(conversation, "desk", "ada")
    await conversation.container.inbox.deliver("ada", news(1))
    conversation.container.connections.remove(connection)
    await conversation.container.inbox.deliver("ada", news(2))

    logged = await conversation.container.conversation.events("desk", after=0, limit=10)
    assert [event.data.notice_id for event in logged if isinstance(event, NoticeEvent)] == ["n1"]
    listed = await conversation.container.inbox.inbox("ada", unread_only=False, limit=50)
    assert [item.notice_id for item in listed.items] == ["n2", "n1"]
    assert listed.unread == 2


async def test_the_inbox_over_http(served: tuple[httpx.AsyncClient, Conversation]) -> None:
    client, conversation = served
    for number in range(1, 4):
        await conversation.container.inbox.deliver("ada", news(number))

    ada = {"user_id": "ada"}
    first = (await client.get("/api/v1/inbox", params={**ada, "limit": 2})).json()
    assert [item["notice_id"] for item in first["items"]] == ["n3", "n2"]
    assert first["unread"] == 3

    read = await client.post("/api/v1/inbox/n3/read", params=ada)
    again = await client.post("/api/v1/inbox/n3/read", params=ada)
    assert read.json()["read_at"] is not None
    assert again.json() == read.json()
    unread = (await client.get("/api/v1/inbox", params={**ada, "unread": True})).json()
    assert [item["notice_id"] for item in unread["items"]] == ["n2", "n1"]
    assert unread["unread"] == 2


async def test_the_inbox_belongs_to_one_person(
    served: tuple[httpx.AsyncClient, Conversation],
) -> None:
    client, conversation = served
    await conversation.container.inbox.deliver("ada", news())
    assert (await client.get("/api/v1/inbox", params={"user_id": "bob"})).json()["items"] == []
    refused = await client.post("/api/v1/inbox/n1/read", params={"user_id": "bob"})
    assert refused.status_code == 404
    assert "inbox" in refused.json()["message"]


async def test_news_are_exported_and_forgotten_with_the_person(
    served: tuple[httpx.AsyncClient, Conversation],
) -> None:
    client, conversation = served
    await conversation.container.inbox.deliver("ada", news())
    exported = (await client.get("/api/v1/me/export", params={"user_id": "ada"})).json()
    assert [item["notice_id"] for item in exported["inbox"]] == ["n1"]
    assert (await client.delete("/api/v1/me", params={"user_id": "ada"})).status_code == 200
    assert (await client.get("/api/v1/inbox", params={"user_id": "ada"})).json()["items"] == []


async def test_news_expire_after_ninety_days(settings: Settings) -> None:
    clock = ManualClock()
    database = Database(settings.data_dir / "users.db", RECORD_MIGRATIONS)
    inbox = InboxRepository(SqliteRecordStore(database, clock), clock)
    await inbox.add("ada", news().model_copy(update={"created_at": clock.now()}))
    clock.advance(seconds=89 * 86400)
    await inbox.sweep()
    assert len(await inbox.items("ada")) == 1
    clock.advance(seconds=2 * 86400)
    await inbox.sweep()
    assert await inbox.items("ada") == []
    rows = await database.read(lambda c: c.execute("SELECT count(*) FROM records").fetchone()[0])
    assert rows == 0
    database.close()
