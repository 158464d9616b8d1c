"""A person's inbox over HTTP (docs/wire.md)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from talknshop.orchestrator.identity import require_person
from talknshop.orchestrator.routes import CallerIdentity, ContainerDependency, UserId
from talknshop.schemas.error import error_responses
from talknshop.schemas.job import JobNews
from talknshop.schemas.notice import Delivery, Inbox, InboxItem, NoticeForUser

router = APIRouter(tags=["inbox"], responses=error_responses(401))


@router.get("/api/v1/inbox")
async def get_inbox(
    container: ContainerDependency,
    identity: CallerIdentity,
    *,
    unread: Annotated[bool, Query(description="Only what was not read.")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    user_id: UserId = None,
) -> Inbox:
    """Your news, newest first."""
    del user_id  # read with the other credentials; named here for the documentation
    require_person(identity)
    return await container.inbox.inbox(identity.user_id, unread_only=unread, limit=limit)


@router.post("/internal/notices", include_in_schema=False)
async def deliver_notice(news: NoticeForUser, container: ContainerDependency) -> Delivery:
    """Takes news in from another of our services (core.service_tokens)."""
    return Delivery(delivered=await container.inbox.deliver(news.user_id, news.notice))


@router.post("/internal/jobs", include_in_schema=False)
async def deliver_job_news(news: JobNews, container: ContainerDependency) -> Delivery:
    """Takes news of a listing in from the crosspost service (core.service_tokens)."""
    return Delivery(delivered=await container.job_news.deliver(news))


@router.post("/api/v1/inbox/{notice_id}/read", responses=error_responses(404))
async def read_notice(
    container: ContainerDependency,
    identity: CallerIdentity,
    notice_id: Annotated[str, Path(max_length=128)],
    user_id: UserId = None,
) -> InboxItem:
    """Marks a piece of your news as read."""
    del user_id  # read with the other credentials; named here for the documentation
    require_person(identity)
    return await container.inbox.mark_read(identity.user_id, notice_id)
