"""The conversation: opening sessions, taking turns in, replaying what was said."""

from collections.abc import AsyncIterator

import structlog

from talknshop.clients.documents import FeedbackTaker
from talknshop.core.clock import Clock
from talknshop.core.errors import NotFoundError, TalknShopError, ValidationError
from talknshop.core.ids import new_id
from talknshop.language.outcomes import OutcomeCounter, TurnOutcome, judged
from talknshop.orchestrator.identity import Identity, require_person, require_session
from talknshop.orchestrator.journal import Journal
from talknshop.orchestrator.repository import SessionRepository
from talknshop.orchestrator.run_repository import Run, RunKind, run_id_of
from talknshop.orchestrator.runs import RunService
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.answer_feedback import AnswerFeedback
from talknshop.schemas.events import AnswerEvent, ServerEvent
from talknshop.schemas.frames import ClientFrame, FrameType
from talknshop.schemas.session import SessionState

_PAGE = 500
_LONGEST_ANSWER = 20_000

_log = structlog.stdlib.get_logger(__name__)


_WORDS = frozenset({FrameType.MESSAGE, FrameType.ANSWER})
_KINDS = {
    FrameType.EDIT: RunKind.EDIT,
    FrameType.RANK: RunKind.RANK,
    FrameType.CONFIRM: RunKind.CONFIRM,
}


class ConversationService:
    """What a socket or a request may do with a conversation."""

    def __init__(
        self,
        sessions: SessionRepository,
        runs: RunService,
        journal: Journal,
        clock: Clock,
        *,
        outcomes: OutcomeCounter | None = None,
        documents: FeedbackTaker | None = None,
    ) -> None:
        """Works on the given stores.

        Args:
            sessions: The sessions.
            runs: What is worked on.
            journal: What was told.
            clock: The time.
            outcomes: Counts what people think of replies.
            documents: Is told what they think of answers out of documents.
        """
        self._sessions = sessions
        self._runs = runs
        self._journal = journal
        self._clock = clock
        self._outcomes = outcomes
        self._documents = documents

    async def open(self, session_id: str | None, identity: Identity) -> tuple[SessionState, bool]:
        """Gets or makes a session; also says whether it was there already.

        Raises:
            AuthenticationError: Who asks may use one session only, and it is not this new one.
            NotFoundError: The session belongs to somebody else.
            ValidationError: No session can have this id.
        """
        if "#" in (session_id or ""):
            raise ValidationError("A session_id has no '#'.")
        session = await self._sessions.get(session_id) if session_id is not None else None
        resumed = session is not None
        if session is None:
            require_person(identity)
            session, resumed = await self._sessions.get_or_create(
                session_id or new_id("sess"), identity.user_id
            )
        require_session(identity, session.session_id, session.user_id)
        return session, resumed

    async def find(self, session_id: str, identity: Identity) -> SessionState:
        """A session of whoever asks.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
        """
        session = await self._sessions.get(session_id)
        require_session(identity, session_id, session.user_id if session else "")
        if session is None:
            raise NotFoundError("There is no such conversation. Start a new one.")
        return session

    async def rename(self, session: SessionState, title: str) -> SessionState:
        """Gives a conversation a name of the person's own.

        Raises:
            ConflictError: It was worked on in the same moment, again and again.
            NotFoundError: It was forgotten meanwhile.
        """
        renamed = await self._sessions.change(session.session_id, lambda _: {"title": title})
        if renamed is None:
            raise NotFoundError("There is no such conversation any more.")
        return renamed

    async def take_turn(self, session: SessionState, frame: ClientFrame) -> str:
        """Stores a turn and sets it to work; returns the id of the run that answers it.

        Raises:
            RateLimitError: Too many turns of this session wait already.
        """
        replaces = frame.replaces if frame.type in _WORDS else None
        run_id = await self._runs.submit(
            Run(
                run_id=run_id_of(session.session_id, frame.client_id),
                session_id=session.session_id,
                user_id=session.user_id,
                kind=_KINDS.get(frame.type, RunKind.MESSAGE),
                message=frame.message or "",
                media=tuple(frame.media),
                operations=tuple(frame.operations),
                weights=frame.weights,
                decision=frame.decision,
                preview_id=frame.preview_id,
                client_id=frame.client_id,
                replaces=replaces,
                locale=frame.locale,
                created_at=self._clock.now(),
            )
        )
        if replaces is not None:
            # Nobody waits for the answer to what was taken back.
            await self._runs.cancel(session.session_id, run_id=replaces)
        return run_id

    async def take_feedback(self, session: SessionState, frame: ClientFrame) -> None:
        """Keeps what a person thinks of a product, a message or a turn.

        A click is no opinion: it is counted and not kept.
        """
        outcome = judged(frame.value)
        if outcome is not TurnOutcome.CLICK:
            await self._sessions.add_feedback(
                session, new_id("fb"), target=frame.target, value=frame.value, reason=frame.reason
            )
            await self._pass_on(session, frame)
        if self._outcomes is not None and outcome is not None:
            await self._outcomes.note(session.user_id, outcome)

    async def _pass_on(self, session: SessionState, frame: ClientFrame) -> None:
        """Tells whoever keeps the documents what somebody thinks of an answer out of them."""
        if self._documents is None or frame.target is None or frame.value is None:
            return
        answer = await self._answer(session.session_id, frame.target)
        if answer is None:
            return
        judged_answer = AnswerFeedback(
            message_id=answer.message_id,
            value=frame.value,
            reason=frame.reason,
            text=answer.text[:_LONGEST_ANSWER],
            citations=answer.citations,
            worded_by=answer.worded_by,
        )
        try:
            await self._documents.note(judged_answer, user_id=session.user_id)
        except TalknShopError as error:
            # It is kept beside the session in any case.
            _log.warning("feedback not passed on", reason=error.message)

    async def _answer(self, session_id: str, target: str) -> AnswerData | None:
        """The answer that a message or a run gave out of documents."""
        async for event in self.replay(session_id, after=0):
            if isinstance(event, AnswerEvent) and target in {
                event.data.message_id,
                event.run_id,
            }:
                return event.data
        return None

    async def knows(self, session: SessionState, frame: ClientFrame) -> bool:
        """Whether a frame was taken before, by its ``client_id``."""
        if frame.client_id is None:
            return False
        run_id = run_id_of(session.session_id, frame.client_id)
        return await self._runs.knows(session.session_id, run_id)

    async def cancel(self, session: SessionState) -> bool:
        """Ends what the session is working on; False when it works on nothing."""
        return await self._runs.cancel(session.session_id)

    async def last_seq(self, session_id: str) -> int:
        """The place of the session's newest event."""
        return await self._journal.last_seq(session_id)

    async def events(self, session_id: str, *, after: int, limit: int) -> list[ServerEvent]:
        """One page of what the session was told."""
        return await self._journal.read(session_id, after=after, limit=limit)

    async def replay(self, session_id: str, *, after: int) -> AsyncIterator[ServerEvent]:
        """Everything the session was told after a place, in order."""
        while page := await self._journal.read(session_id, after=after, limit=_PAGE):
            for event in page:
                yield event
            after = page[-1].seq or after
