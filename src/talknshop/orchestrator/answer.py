"""From the events of a run to one answer."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing

from talknshop.core.errors import DependencyTimeoutError, InternalError, TalknShopError
from talknshop.orchestrator.following import FollowedRun
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.chat import AnswerType, ChatAnswer
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import (
    AnswerEvent,
    ClarificationData,
    ClarificationEvent,
    DoneEvent,
    ErrorData,
    ErrorEvent,
    JobEvent,
    ListingEvent,
    ResultsData,
    ResultsEvent,
    ServerEvent,
    TokenData,
    TokenEvent,
)
from talknshop.schemas.job import JobData
from talknshop.schemas.listing import ListingPreview

_LOOK_AGAIN_SECONDS = 2.0
_CANCELLED = "That request was cancelled."
_TYPES: dict[Outcome, AnswerType] = {
    Outcome.RESULTS: "results",
    Outcome.CLARIFICATION: "clarification",
    Outcome.LISTING: "listing",
    Outcome.ANSWER: "answer",
    Outcome.MESSAGE: "message",
    Outcome.CANCELLED: "message",
}


async def whole_answer(run: FollowedRun, *, longest_wait_seconds: float) -> ChatAnswer:
    """Waits for the end of a run.

    Raises:
        DependencyTimeoutError: It did not end in time; it is worked on all the same.
        TalknShopError: It failed; the error is the one it told.
    """
    builder = AnswerBuilder()
    try:
        async with (
            asyncio.timeout(longest_wait_seconds),
            aclosing(run.events(look_again_seconds=_LOOK_AGAIN_SECONDS)) as events,
        ):
            async for event in events:
                if event is not None:
                    builder.add(event)
    except TimeoutError as error:
        raise DependencyTimeoutError(
            "The answer takes unusually long and is still being worked on. Read the events of "
            "the conversation, or send the same client_id again to wait on.",
            details={"session_id": run.session_id, "run_id": run.run_id},
        ) from error
    return builder.answer()


class AnswerBuilder:
    """Gathers what a run says."""

    def __init__(self) -> None:
        """Begins with nothing said."""
        self._texts: dict[str, str] = {}
        self._data: (
            ResultsData | ClarificationData | ListingPreview | JobData | AnswerData | None
        ) = None
        self._error: ErrorData | None = None
        self._done: DoneEvent | None = None

    def add(self, event: ServerEvent) -> None:
        """Takes the next event of the run."""
        match event:
            case TokenEvent():
                self._add_text(event.data)
            case (
                ResultsEvent() | ClarificationEvent() | ListingEvent() | JobEvent() | AnswerEvent()
            ):
                self._data = event.data
            case ErrorEvent():
                self._error = event.data
            case DoneEvent():
                self._done = event
            case _:
                pass

    def answer(self) -> ChatAnswer:
        """What the run came to.

        Raises:
            TalknShopError: It failed; the error is the one it told.
        """
        done = self._done
        if done is None or done.data.outcome is Outcome.FAILED:
            raise error_of(self._error)
        cancelled = done.data.outcome is Outcome.CANCELLED
        return ChatAnswer(
            session_id=done.session_id,
            run_id=done.run_id or "",
            type=_TYPES[done.data.outcome],
            data=None if cancelled else self._data,
            message=self._message(done) or (_CANCELLED if cancelled else ""),
        )

    def _add_text(self, token: TokenData) -> None:
        before = "" if token.restart else self._texts.get(token.message_id, "")
        self._texts[token.message_id] = before + token.content

    def _message(self, done: DoneEvent) -> str:
        told = [*self._texts.values(), done.data.message]
        if isinstance(self._data, ClarificationData):
            told.append(self._data.question)
        return "\n\n".join(text for text in told if text)


def error_of(told: ErrorData | None) -> TalknShopError:
    """The exception that an ``error`` event was made of, as near as the event tells."""
    if told is None:
        return InternalError("The answer could not be finished. Please send it again.")
    of_that_kind = [kind for kind in _kinds() if kind.error_type is told.code]
    exact = [
        kind
        for kind in of_that_kind
        if (kind.severity, kind.retryable) == (told.severity, told.retryable)
    ]
    kind = next(iter([*exact, *of_that_kind]), TalknShopError)
    return kind(told.message, details=told.details, retry_after_seconds=told.retry_after_seconds)


def _kinds(base: type[TalknShopError] = TalknShopError) -> Iterator[type[TalknShopError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)
