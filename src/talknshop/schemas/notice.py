"""News for a person, which outlive the conversation they come from (docs/wire.md)."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.product import ProductResult


class NoticeKind(StrEnum):
    """Where news come from."""

    WATCH = "watch"
    JOB = "job"
    SYSTEM = "system"


class NoticeData(WireModel):
    """One piece of news; the same ``notice_id`` is delivered once, however often it is sent."""

    notice_id: str = Field(min_length=1, max_length=128)
    kind: NoticeKind
    message: str = Field(min_length=1, max_length=1000)
    """One sentence for the person."""
    created_at: datetime
    """When it happened, which may be long before it is read."""
    watch_id: str | None = None
    job_id: str | None = None
    reason: str | None = None
    """Of a watch: ``price_drop``, ``back_in_stock`` or ``new_match``."""
    products: list[ProductResult] = Field(default_factory=list[ProductResult], max_length=20)
    """Of a watch: what it found, as it was at ``created_at``."""


class InboxItem(NoticeData):
    """A piece of news in a person's inbox."""

    read_at: datetime | None = None


class Inbox(WireModel):
    """A person's news, newest first."""

    items: list[InboxItem]
    unread: int
    """How many were not read, also of those that are not listed here."""


class NoticeForUser(WireModel):
    """News as one of our services hands them in."""

    user_id: str = Field(min_length=1, max_length=256)
    notice: NoticeData


class Delivery(WireModel):
    """What became of news that were handed in."""

    delivered: bool
    """False when they had been delivered before."""
