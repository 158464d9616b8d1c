"""What the server sends over the socket: one class an event type (docs/wire.md)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from talknshop.core.errors import ErrorSeverity, ErrorType, TalknShopError
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.base import WireModel
from talknshop.schemas.catalog import Comparison
from talknshop.schemas.enums import Outcome
from talknshop.schemas.job import JobData
from talknshop.schemas.listing import ListingPreview
from talknshop.schemas.media import MediaReference
from talknshop.schemas.model_use import ModelUse
from talknshop.schemas.notice import NoticeData
from talknshop.schemas.product import ProductResult
from talknshop.schemas.progress import ProgressData
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    Contradiction,
    Correction,
    Excluded,
    Facets,
    RankingCriteria,
    Relaxation,
    SourceReport,
)

PROTOCOL_VERSION = 2


def _is_none(value: object) -> bool:
    return value is None


class ConnectedData(WireModel):
    """The greeting; ``last_seq`` is where live events go on from."""

    session_id: str
    message: str = "Connected to TalknShop orchestrator"
    server_time: datetime
    last_seq: int = Field(ge=0)
    protocol: int = PROTOCOL_VERSION
    resumed: bool = False
    session_token: str | None = None
    visitor_token: str | None = None


class ThinkingData(WireModel):
    """A turn began; ``user_message`` lets a replayed log show both sides."""

    message: str
    client_id: str | None = None
    user_message: str | None = None
    media: list[MediaReference] | None = Field(default=None, exclude_if=_is_none)
    """What was attached, where something was."""
    replaces: str | None = Field(default=None, exclude_if=_is_none)
    """The run that is taken back with this one: whoever shows the log leaves it out."""


class TokenData(WireModel):
    """A piece of the assistant's text; ``token`` repeats ``content`` for older clients."""

    content: str
    token: str
    is_complete: bool = False
    message_id: str
    restart: bool = False


class ClarificationData(WireModel):
    """A question that the turn ends with."""

    question: str
    context: str | None = None
    suggestions: list[str] = Field(default_factory=list)
    slot: str
    round: int = Field(ge=1)


class ResultsData(WireModel):
    """The ranked products of a search, also when nothing fits."""

    products: list[ProductResult]
    total_count: int
    requirement_spec: RequirementSpec
    final_response: str | None = None
    sources: list[SourceReport] = Field(default_factory=list[SourceReport])
    excluded: list[Excluded] = Field(default_factory=list[Excluded])
    relaxations: list[Relaxation] = Field(default_factory=list[Relaxation])
    corrections: list[Correction] = Field(default_factory=list[Correction])
    contradictions: list[Contradiction] = Field(default_factory=list[Contradiction])
    facets: Facets | None = None
    criteria: RankingCriteria | None = None
    """The weights that the shopper named, so that further pages go on in this order."""
    offset: int = Field(default=0, ge=0)
    """How many stand before the first of these; the shopper asked for more of the same."""
    near_count: int = Field(default=0, ge=0)
    """How many further ones only come near; they stand behind all that fit, with the reason
    ``near``."""


class DoneData(WireModel):
    """The end of a run; the last event of each."""

    message: str = ""
    outcome: Outcome
    session_id: str
    model_use: ModelUse | None = Field(default=None, exclude_if=_is_none)
    """What language models had to do with it; absent where none is set."""


class ErrorData(WireModel):
    """Something failed: ``error`` is a sentence for the person, ``message`` the same."""

    error: str
    message: str
    code: ErrorType
    severity: ErrorSeverity
    recoverable: bool = True
    retryable: bool = False
    retry_after_seconds: float | None = None
    details: dict[str, Any] = Field(default_factory=dict)


def error_data(error: TalknShopError) -> ErrorData:
    """How an exception of ours is told over the socket."""
    return ErrorData(
        error=error.message,
        message=error.message,
        code=error.error_type,
        severity=error.severity,
        recoverable=error.severity is not ErrorSeverity.CRITICAL,
        retryable=error.retryable,
        retry_after_seconds=error.retry_after_seconds,
        details=error.details,
    )


class PingData(WireModel):
    """A heartbeat, either way."""

    timestamp: datetime


class ReconnectData(WireModel):
    """The server is going away; come back after a pause."""

    reason: str
    after_ms: int = Field(ge=0)


class EventEnvelope(WireModel):
    """What every event has around its data."""

    timestamp: datetime
    session_id: str
    seq: int | None = Field(default=None, ge=1, exclude_if=_is_none)
    """Position in the session's log, from 1 without gaps; absent on events that are not logged."""
    run_id: str | None = Field(default=None, exclude_if=_is_none)


class ConnectedEvent(EventEnvelope):
    """First event of a socket."""

    type: Literal["connected"] = "connected"
    data: ConnectedData


class ThinkingEvent(EventEnvelope):
    """First event of a run."""

    type: Literal["thinking"] = "thinking"
    data: ThinkingData


class ProgressEvent(EventEnvelope):
    """A step of a run."""

    type: Literal["progress"] = "progress"
    data: ProgressData


class TokenEvent(EventEnvelope):
    """A piece of text."""

    type: Literal["token"] = "token"
    data: TokenData


class ClarificationEvent(EventEnvelope):
    """A question."""

    type: Literal["clarification"] = "clarification"
    data: ClarificationData


class ResultsEvent(EventEnvelope):
    """Ranked products."""

    type: Literal["results"] = "results"
    data: ResultsData


class DoneEvent(EventEnvelope):
    """The end of a run."""

    type: Literal["done"] = "done"
    data: DoneData


class ErrorEvent(EventEnvelope):
    """A failure of a run or of a frame."""

    type: Literal["error"] = "error"
    data: ErrorData


class PingEvent(EventEnvelope):
    """The server asks for a sign of life."""

    type: Literal["ping"] = "ping"
    data: PingData


class PongEvent(EventEnvelope):
    """The answer to a client's ping."""

    type: Literal["pong"] = "pong"
    data: PingData


class ReconnectEvent(EventEnvelope):
    """The server is about to close the socket."""

    type: Literal["reconnect"] = "reconnect"
    data: ReconnectData


class ComparisonEvent(EventEnvelope):
    """Products side by side."""

    type: Literal["comparison"] = "comparison"
    data: Comparison


class NoticeEvent(EventEnvelope):
    """News that no run of the session brought."""

    type: Literal["notice"] = "notice"
    data: NoticeData


class ListingEvent(EventEnvelope):
    """A listing in the making, and what each marketplace would get."""

    type: Literal["listing"] = "listing"
    data: ListingPreview


class JobEvent(EventEnvelope):
    """How a listing stands at its marketplaces; later states come without ``run_id``."""

    type: Literal["job"] = "job"
    data: JobData


class AnswerEvent(EventEnvelope):
    """An answer out of documents."""

    type: Literal["answer"] = "answer"
    data: AnswerData


ServerEvent = Annotated[
    ConnectedEvent
    | ThinkingEvent
    | ProgressEvent
    | TokenEvent
    | ClarificationEvent
    | ResultsEvent
    | DoneEvent
    | ErrorEvent
    | PingEvent
    | PongEvent
    | ReconnectEvent
    | NoticeEvent
    | ComparisonEvent
    | ListingEvent
    | JobEvent
    | AnswerEvent,
    Field(discriminator="type"),
]

SERVER_EVENT: TypeAdapter[ServerEvent] = TypeAdapter(ServerEvent)
"""Parses and dumps any server event."""
