"""News of listings: in the conversation they come from, in every open one, and in the inbox."""

from talknshop.orchestrator.inbox import InboxService
from talknshop.orchestrator.journal import Journal
from talknshop.orchestrator.open_sessions import OpenSessions
from talknshop.orchestrator.repository import SessionRepository
from talknshop.schemas.job import JobNews
from talknshop.schemas.notice import NoticeData, NoticeKind

_LONGEST_MESSAGE = 1000
_CHANGED = "Something about your listing has changed."


class JobNewsService:
    """Brings news of listings to their seller; each once, in the order in which they come."""

    def __init__(
        self,
        sessions: SessionRepository,
        journal: Journal,
        open_sessions: OpenSessions,
        inbox: InboxService,
    ) -> None:
        """Tells through ``journal`` and ``inbox``."""
        self._sessions = sessions
        self._journal = journal
        self._open_sessions = open_sessions
        self._inbox = inbox

    async def deliver(self, news: JobNews) -> bool:
        """Tells a piece of news, also in a conversation that nobody has open.

        Returns:
            Whether it was new anywhere; news that were delivered before change nothing.
        """
        told = [
            await self._journal.announce(session_id, news.job, once=news.news_id)
            for session_id in await self._sessions_for(news)
        ]
        if news.notable:
            told.append(await self._inbox.deliver(news.user_id, notice_of(news)))
        return any(told)

    async def _sessions_for(self, news: JobNews) -> list[str]:
        sessions = set(await self._open_sessions.of(news.user_id))
        if news.session_id is not None and news.session_id not in sessions:
            session = await self._sessions.get(news.session_id)
            # It may be forgotten, and an id that was made up opens nobody else's log.
            if session is not None and session.user_id == news.user_id:
                sessions.add(news.session_id)
        return sorted(sessions)


def notice_of(news: JobNews) -> NoticeData:
    """News of a listing as they stand in the inbox."""
    return NoticeData(
        notice_id=news.news_id,
        kind=NoticeKind.JOB,
        message=(news.job.message or _CHANGED)[:_LONGEST_MESSAGE],
        created_at=news.happened_at,
        job_id=news.job.job_id,
    )
