"""Watches: wishes that are looked after while nobody searches (docs/wire.md)."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from talknshop.schemas.base import WireModel
from talknshop.schemas.requirement import MOST_MONEY, RequirementSpec

LONGEST_LABEL = 200


class WatchReason(StrEnum):
    """What a watch tells about."""

    PRICE_DROP = "price_drop"
    BACK_IN_STOCK = "back_in_stock"
    NEW_MATCH = "new_match"


class WatchDraft(WireModel):
    """What to watch: whatever fits a requirement, or one product."""

    requirement_spec: RequirementSpec | None = None
    product_id: str | None = Field(default=None, min_length=1, max_length=300)
    target_price: float | None = Field(default=None, ge=0, le=MOST_MONEY)
    """Of one product: a price above it is no news."""
    label: str | None = Field(default=None, min_length=1, max_length=LONGEST_LABEL)
    """What the person calls it; made of the requirement or the product when absent."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.requirement_spec is None) == (self.product_id is None):
            raise ValueError("name either a requirement_spec or a product_id")
        if self.target_price is not None and self.product_id is None:
            raise ValueError("a target_price needs a product_id; a requirement has its own price")
        return self


class WatchChanges(WireModel):
    """What to change of a watch; what is absent stays."""

    paused: bool | None = None
    label: str | None = Field(default=None, min_length=1, max_length=LONGEST_LABEL)


class Watch(WireModel):
    """A wish that is looked after."""

    watch_id: str
    label: str
    requirement_spec: RequirementSpec | None = None
    product_id: str | None = None
    target_price: float | None = None
    paused: bool = False
    created_at: datetime
    checked_at: datetime | None = None
    """When it was last looked at."""
    told_at: datetime | None = None
    """When it last had news."""
    matches: int = 0
    """How many products fitted when it was last looked at."""


class Watches(WireModel):
    """A person's watches, newest first."""

    watches: list[Watch]
