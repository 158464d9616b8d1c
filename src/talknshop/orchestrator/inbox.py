"""The inbox: news that reach a person also when no conversation of theirs is open."""

from talknshop.orchestrator.inbox_repository import InboxRepository
from talknshop.orchestrator.journal import Journal
from talknshop.orchestrator.open_sessions import OpenSessions
from talknshop.schemas.notice import Inbox, InboxItem, NoticeData


class InboxService:
    """Delivers news and shows them."""

    def __init__(
        self, repository: InboxRepository, journal: Journal, open_sessions: OpenSessions
    ) -> None:
        """Stores in ``repository``; open conversations are told through ``journal``."""
        self._repository = repository
        self._journal = journal
        self._open_sessions = open_sessions

    async def deliver(self, user_id: str, notice: NoticeData) -> bool:
        """Stores a piece of news, then tells it in every conversation the user has open.

        Whoever is not connected at that moment finds it in the inbox.

        Returns:
            Whether it was new; news that were delivered before change nothing.
        """
        if not await self._repository.add(user_id, notice):
            return False
        for session_id in await self._open_sessions.of(user_id):
            await self._journal.announce(session_id, notice)
        return True

    async def inbox(self, user_id: str, *, unread_only: bool, limit: int) -> Inbox:
        """A user's news, newest first."""
        items = await self._repository.items(user_id)
        unread = [item for item in items if item.read_at is None]
        listed = unread if unread_only else items
        return Inbox(items=listed[:limit], unread=len(unread))

    async def mark_read(self, user_id: str, notice_id: str) -> InboxItem:
        """Marks a piece of news as read.

        Raises:
            NotFoundError: The user has no such news.
        """
        return await self._repository.mark_read(user_id, notice_id)
