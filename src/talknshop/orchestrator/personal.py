"""What is a person's: listing it, handing it out, forgetting it."""

from typing import Any

from talknshop.clients.crosspost import KeptListings
from talknshop.clients.documents import KeptDocuments
from talknshop.clients.media import KeptFiles
from talknshop.clients.watches import WatchStore
from talknshop.orchestrator.housekeeping import Housekeeper
from talknshop.orchestrator.inbox_repository import InboxRepository
from talknshop.orchestrator.journal import Journal
from talknshop.orchestrator.saved_repository import SavedRepository
from talknshop.schemas.job import Jobs
from talknshop.schemas.kept_documents import DocumentsOfUser
from talknshop.schemas.media import MediaFiles
from talknshop.schemas.session import SessionState
from talknshop.schemas.watch import Watches
from talknshop.storage.records import RecordStore
from talknshop.storage.user_records import all_of_user

_SESSION = "SESSION#"
_MOST_SESSIONS = 1000
_PAGE = 500


class PersonalData:
    """Everything that belongs to one user."""

    def __init__(
        self,
        records: RecordStore,
        journal: Journal,
        housekeeper: Housekeeper,
        *,
        inbox: InboxRepository,
        saved: SavedRepository,
        watches: WatchStore | None,
        files: KeptFiles | None,
        listings: KeptListings | None = None,
        documents: KeptDocuments | None = None,
    ) -> None:
        """Works on the stores of sessions and users, and asks for what other services keep."""
        self._files = files
        self._listings = listings
        self._documents = documents
        self._watches = watches
        self._records = records
        self._journal = journal
        self._inbox = inbox
        self._saved = saved
        self._housekeeper = housekeeper

    async def sessions(self, user_id: str) -> list[SessionState]:
        """A user's conversations, last used first."""
        records = await self._records.list_by_user(user_id, _SESSION, limit=_MOST_SESSIONS)
        sessions = [SessionState.model_validate(record.value) for record in records]
        return sorted(sessions, key=lambda session: session.updated_at, reverse=True)

    async def export(self, user_id: str) -> dict[str, Any]:
        """Everything that is kept of a user, as plain JSON."""
        watches = await self._watches.list(user_id) if self._watches else Watches(watches=[])
        files = await self._files.files(user_id) if self._files else MediaFiles(files=[])
        listings = await self._listings.jobs(user_id) if self._listings else Jobs(jobs=[])
        documents = await self._documents.kept(user_id) if self._documents else DocumentsOfUser()
        return {
            "user_id": user_id,
            "sessions": [await self._session(session) for session in await self.sessions(user_id)],
            "watches": [watch.model_dump(mode="json") for watch in watches.watches],
            "listings": [job.model_dump(mode="json") for job in listings.jobs],
            **documents.model_dump(mode="json"),
            "files": [file.model_dump(mode="json") for file in files.files],
            "saved": [item.model_dump(mode="json") for item in await self._saved.items(user_id)],
            "inbox": [item.model_dump(mode="json") for item in await self._inbox.items(user_id)],
        }

    async def forget_session(self, session_id: str) -> None:
        """Removes a conversation with everything in it."""
        await self._housekeeper.forget(session_id)

    async def forget(self, user_id: str) -> int:
        """Removes all that is a user's; returns how many conversations there were.

        Listings and watches go first: they would make news again. What is for sale is taken
        down, as far as we can.

        Raises:
            TalknShopError: A service that keeps listings, watches, files or documents failed; no
                conversation was removed.
        """
        if self._listings is not None:
            await self._listings.forget_jobs(user_id)
        if self._watches is not None:
            await self._watches.delete_all(user_id)
        if self._files is not None:
            await self._files.delete_files(user_id)
        if self._documents is not None:
            await self._documents.forget(user_id)
        sessions = 0
        async for record in all_of_user(self._records, user_id, _SESSION):
            await self._housekeeper.forget(record.partition)
            sessions += 1
        await self._inbox.forget(user_id)
        await self._saved.forget(user_id)
        return sessions

    async def _session(self, session: SessionState) -> dict[str, Any]:
        events: list[dict[str, Any]] = []
        after = 0
        while page := await self._journal.read(session.session_id, after=after, limit=_PAGE):
            events += [event.model_dump(mode="json") for event in page]
            after = page[-1].seq or after
        feedback = await self._records.query(session.session_id, "FEEDBACK#", limit=_PAGE)
        return {
            "session": session.model_dump(mode="json"),
            "events": events,
            "feedback": [record.value for record in feedback],
        }
