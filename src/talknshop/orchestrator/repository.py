"""Sessions and results as records; keys are those of ``orchestrator-requests``."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError
from talknshop.schemas.search import SearchResults
from talknshop.schemas.session import SessionState
from talknshop.storage.records import RecordStore

_TRIES = 5


class SessionRepository:
    """Conversations, each owned by one user; forgotten some time after their last use."""

    def __init__(self, records: RecordStore, clock: Clock, ttl: timedelta) -> None:
        """Keeps sessions in ``records`` for ``ttl`` after their last use."""
        self._records = records
        self._clock = clock
        self._ttl = ttl

    async def create(self, session_id: str, user_id: str) -> SessionState:
        """Stores a new session.

        Raises:
            ConflictError: The id is taken.
        """
        now = self._clock.now()
        session = SessionState(
            session_id=session_id, user_id=user_id, created_at=now, updated_at=now
        )
        await self._put(session, now, expected_version=0)
        return session

    async def get(self, session_id: str) -> SessionState | None:
        """The session, or None when there is none or it has expired."""
        record = await self._records.get(session_id, f"SESSION#{session_id}")
        return SessionState.model_validate(record.value) if record else None

    async def get_or_create(self, session_id: str, user_id: str) -> tuple[SessionState, bool]:
        """Gets a session, whosever it is, or makes it; also says whether it was there already.

        Raises:
            ConflictError: It was made and forgotten again meanwhile.
        """
        try:
            return await self.create(session_id, user_id), False
        except ConflictError:
            session = await self.get(session_id)
            if session is None:
                raise
            return session, True

    async def change(
        self, session_id: str, changes: Callable[[SessionState], dict[str, Any]]
    ) -> SessionState | None:
        """Changes a session, however many do so at once; None when there is none.

        Args:
            session_id: Which.
            changes: The keys that change, from the session as it is; called again when somebody
                else was quicker.

        Raises:
            ConflictError: Somebody else was quicker each time.
        """
        for _ in range(_TRIES):
            record = await self._records.get(session_id, f"SESSION#{session_id}")
            if record is None:
                return None
            present = SessionState.model_validate(record.value)
            session = present.model_copy(update=changes(present))
            try:
                await self._put(session, session.updated_at, expected_version=record.version)
            except ConflictError:
                continue
            return session
        raise ConflictError("The conversation is being worked on. Please try again in a moment.")

    async def add_feedback(
        self, session: SessionState, feedback_id: str, **feedback: str | int | None
    ) -> None:
        """Stores one judgement beside the session, for as long as it lives."""
        now = self._clock.now()
        await self._records.put(
            session.session_id,
            f"FEEDBACK#{feedback_id}",
            {**feedback, "created_at": now.isoformat()},
            user_id=session.user_id,
            expires_at=now + self._ttl,
        )

    async def _put(
        self, session: SessionState, now: datetime, *, expected_version: int | None = None
    ) -> None:
        await self._records.put(
            session.session_id,
            f"SESSION#{session.session_id}",
            session.model_dump(mode="json"),
            expected_version=expected_version,
            user_id=session.user_id,
            expires_at=now + self._ttl,
        )


class ResultsRepository:
    """Search results by the run that found them; a graph's state holds only the reference."""

    def __init__(self, records: RecordStore, clock: Clock, ttl: timedelta) -> None:
        """Keeps results in ``records`` for ``ttl``."""
        self._records = records
        self._clock = clock
        self._ttl = ttl

    async def save(self, session_id: str, run_id: str, results: SearchResults) -> None:
        """Stores the results of a run, in place of earlier ones of the same run."""
        await self._records.put(
            session_id,
            f"RESULTS#{run_id}",
            results.model_dump(mode="json"),
            expires_at=self._clock.now() + self._ttl,
        )

    async def get(self, session_id: str, run_id: str) -> SearchResults:
        """The results of a run.

        Raises:
            NotFoundError: They are not there, or no longer.
        """
        record = await self._records.get(session_id, f"RESULTS#{run_id}")
        if record is None:
            raise NotFoundError("Those results are no longer there. Please search again.")
        return SearchResults.model_validate(record.value)
