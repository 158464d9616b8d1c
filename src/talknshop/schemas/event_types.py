"""Which data a run may say and a log may hold, and the event type of each."""

from talknshop.schemas.answer import AnswerData
from talknshop.schemas.catalog import Comparison
from talknshop.schemas.events import (
    ClarificationData,
    DoneData,
    ErrorData,
    ResultsData,
    ThinkingData,
    TokenData,
)
from talknshop.schemas.job import JobData
from talknshop.schemas.listing import ListingPreview
from talknshop.schemas.notice import NoticeData
from talknshop.schemas.progress import ProgressData

RunEventData = (
    ThinkingData
    | ProgressData
    | TokenData
    | ClarificationData
    | ResultsData
    | Comparison
    | ListingPreview
    | JobData
    | AnswerData
    | DoneData
    | ErrorData
)
"""What a run may say; each has its event type in ``EVENT_TYPES``."""

LoggedEventData = RunEventData | NoticeData
"""What the log of a session holds."""

EVENT_TYPES: dict[type[LoggedEventData], str] = {
    ThinkingData: "thinking",
    ProgressData: "progress",
    TokenData: "token",
    ClarificationData: "clarification",
    ResultsData: "results",
    Comparison: "comparison",
    ListingPreview: "listing",
    JobData: "job",
    AnswerData: "answer",
    DoneData: "done",
    ErrorData: "error",
    NoticeData: "notice",
}
