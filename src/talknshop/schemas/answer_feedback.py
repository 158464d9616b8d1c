"""What people think of answers out of documents (docs/wire.md)."""

from datetime import datetime

from pydantic import Field

from talknshop.schemas.answer import Citation
from talknshop.schemas.base import WireModel


class AnswerFeedback(WireModel):
    """A judgement of an answer, with what it judges."""

    message_id: str = Field(min_length=1, max_length=200)
    value: str | int
    """``up``, ``down`` or a number."""
    reason: str | None = Field(default=None, max_length=2000)
    question: str | None = Field(default=None, max_length=5000)
    """What was asked, where that is known."""
    text: str = Field(default="", max_length=20_000)
    """The answer."""
    citations: list[Citation] = Field(default_factory=list[Citation], max_length=20)
    worded_by: str | None = Field(default=None, max_length=200)


class KeptFeedback(AnswerFeedback):
    """A judgement as it is kept."""

    feedback_id: str
    given_at: datetime


class FeedbackPage(WireModel):
    """Judgements, newest first."""

    feedback: list[KeptFeedback]
    next_cursor: str | None = None
    """For the next page; null on the last one."""
