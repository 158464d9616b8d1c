"""News of listings: once, in order, where the seller is and where they will look."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from tests.orchestrator.conftest import Conversation, person
from tests.orchestrator.serving import serve
from tests.orchestrator.test_inbox import connect

from talknshop.core.clock import SystemClock
from talknshop.core.settings import Settings
from talknshop.schemas.enums import JobStatus, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.events import JobEvent, ServerEvent
from talknshop.schemas.job import JobData, JobNews, MarketplaceJob
from talknshop.testing.catalog import InMemoryCatalog, make_product

AT = SystemClock().now()


def news(number: int = 1, *, notable: bool = False, session_id: str | None = "desk") -> JobNews:
    part = MarketplaceJob(
        marketplace=PostingMarketplace.EBAY,
        job_id="job_1_ebay",
        status=Status.LIVE if notable else Status.PROCESSING,
        updated_at=AT,
    )
    return JobNews(
        user_id="ada",
        session_id=session_id,
        news_id=f"job_1.{number}",
        job=JobData(
            job_id="job_1",
            status=JobStatus.PROCESSING,
            marketplace_results=[part],
            message="“Lamp” is live on eBay." if notable else None,
        ),
        notable=notable,
        happened_at=AT,
    )


@pytest.fixture
async def served(
    settings: Settings,
) -> AsyncGenerator[tuple[httpx.AsyncClient, Conversation]]:
    async with serve(settings, InMemoryCatalog([make_product(1)])) as served:
        yield served


async def events(conversation: Conversation, session_id: str) -> list[ServerEvent]:
    return await conversation.container.conversation.events(session_id, after=0, limit=50)


async def test_news_are_in_the_log_of_their_conversation_though_nobody_is_there(
    conversation: Conversation,
) -> None:
    await conversation.container.conversation.open("desk", person("ada"))
    for number in (1, 2, 1, 2):
        await conversation.container.job_news.deliver(news(number))
    logged = await events(conversation, "desk")
    assert [(event.type, event.seq, event.run_id) for event in logged] == [
        ("job", 1, None), ("job", 2, None),
    ]  # fmt: skip


async def test_every_open_conversation_of_the_seller_hears_once(
    conversation: Conversation,
) -> None:
    desk = await connect(conversation, "desk", "ada")
    phone = await connect(conversation, "phone", "ada")
    stranger = await connect(conversation, "elsewhere", "bob")
    job_news = conversation.container.job_news
    assert await job_news.deliver(news(notable=True))
    assert not await job_news.deliver(news(notable=True))
    for connection in (desk, phone):
        event = connection.outgoing.get_nowait()
        assert isinstance(event, JobEvent)
        assert event.data.marketplace_results[0].status is Status.LIVE
        assert connection.outgoing.get_nowait().type == "notice"
        assert connection.outgoing.empty()
    assert stranger.outgoing.empty()
    inbox = await conversation.container.inbox.inbox("ada", unread_only=False, limit=10)
    assert [(item.kind, item.job_id, item.message) for item in inbox.items] == [
        ("job", "job_1", "“Lamp” is live on eBay.")
    ]


async def test_the_conversation_of_somebody_else_hears_nothing(
    conversation: Conversation,
) -> None:
    await conversation.container.conversation.open("theirs", person("bob"))
    job_news = conversation.container.job_news
    assert not await job_news.deliver(news(session_id="theirs"))
    assert not await job_news.deliver(news(session_id="never-was"))
    assert not await job_news.deliver(news(session_id=None))
    assert await events(conversation, "theirs") == []
    assert await conversation.container.inbox.inbox("ada", unread_only=False, limit=10)


async def test_only_our_services_hand_news_in(
    served: tuple[httpx.AsyncClient, Conversation],
) -> None:
    client, _ = served
    answer = await client.post("/internal/jobs", json=news().model_dump(mode="json"))
    assert answer.status_code == 401
