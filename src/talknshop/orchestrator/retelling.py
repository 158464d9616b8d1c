"""What a run may still say when it is worked on a second time."""

from collections.abc import Sequence

from talknshop.schemas.answer import AnswerData
from talknshop.schemas.enums import Outcome
from talknshop.schemas.event_types import RunEventData
from talknshop.schemas.events import (
    AnswerEvent,
    ClarificationData,
    ClarificationEvent,
    DoneData,
    DoneEvent,
    ErrorData,
    ErrorEvent,
    JobEvent,
    ListingEvent,
    ProgressData,
    ProgressEvent,
    ResultsData,
    ResultsEvent,
    ServerEvent,
    ThinkingData,
    ThinkingEvent,
    TokenData,
    TokenEvent,
)
from talknshop.schemas.job import JobData
from talknshop.schemas.listing import ListingPreview

_SEARCH_COMPLETE = "search_complete"
_ONCE: dict[type[object], type[RunEventData]] = {
    ClarificationEvent: ClarificationData,
    ResultsEvent: ResultsData,
    ListingEvent: ListingPreview,
    AnswerEvent: AnswerData,
    ErrorEvent: ErrorData,
}
"""What a run says at most once."""


class Retelling:
    """Lets through what the person has not been told yet.

    A node that was cut off runs again and says everything again. Questions, lists, errors and the
    end are told once; a message that was begun starts again under its own id, and a client replaces
    the text; ordinary progress may repeat.
    """

    def __init__(self, said: Sequence[ServerEvent]) -> None:
        """Begins after what a run has said so far; nothing for a new one."""
        self._once: set[type[RunEventData]] = set()
        self._search_told = False
        self._outcome: Outcome | None = None
        self._replaces: str | None = None
        self._begun: set[str] = set()
        self._complete: set[str] = set()
        self._steps: set[str] = set()
        self._jobs: set[str] = set()
        for event in said:
            self._note(event)

    @property
    def failed(self) -> bool:
        """Whether the run was told to have failed."""
        return ErrorData in self._once

    @property
    def reached(self) -> int:
        """How far the run has come: the number of different things it has said."""
        told = (self._once, self._steps, self._begun, self._complete, self._jobs)
        return sum(len(things) for things in told)

    @property
    def outcome(self) -> Outcome | None:
        """The end that was told; None while none was."""
        return self._outcome

    @property
    def replaces(self) -> str | None:
        """The run that the person was told is taken back; None while none was."""
        return self._replaces

    def admit(self, data: RunEventData) -> RunEventData | None:
        """What is left to say of ``data``; None when it was said before."""
        match data:
            case TokenData():
                return self._admit_token(data)
            case ProgressData():
                told = self._search_told and data.step == _SEARCH_COMPLETE
                return None if told else data
            case JobData():
                return None if data.job_id in self._jobs else data
            case _:
                return None if type(data) in self._once else data

    def _admit_token(self, data: TokenData) -> TokenData | None:
        if data.message_id in self._complete:
            return None
        if data.message_id in self._begun:
            self._begun.remove(data.message_id)
            return data.model_copy(update={"restart": True})
        return data

    def _note(self, event: ServerEvent) -> None:
        match event:
            case TokenEvent():
                self._begun.add(event.data.message_id)
                if event.data.is_complete:
                    self._complete.add(event.data.message_id)
            case ProgressEvent():
                self._steps.add(event.data.step)
                self._search_told = self._search_told or event.data.step == _SEARCH_COMPLETE
            case ThinkingEvent():
                self._once.add(ThinkingData)
                self._replaces = event.data.replaces
            case JobEvent():
                self._jobs.add(event.data.job_id)
            case DoneEvent():
                self._once.add(DoneData)
                self._outcome = event.data.outcome
            case _ if (told := _ONCE.get(type(event))) is not None:
                self._once.add(told)
            case _:
                pass
