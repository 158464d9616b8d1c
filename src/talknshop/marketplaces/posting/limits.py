"""What each marketplace takes of a listing, by a dated list."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from talknshop.schemas.enums import Condition, PostingMarketplace


class Limits(BaseModel):
    """What one marketplace takes; None and empty where it states nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str
    """What people call it."""
    source: str = ""
    """Where the limits stand."""
    title: int | None = None
    """Characters."""
    description: int | None = None
    """Characters."""
    photos_min: int = 0
    photos_max: int
    whole_amounts: bool = False
    """Whether prices have no cents there."""
    price_min: Decimal | None = None
    currencies: tuple[str, ...] = ()
    """Empty for every one."""
    required: tuple[str, ...] = ()
    """Fields as ``ListingSpec`` has them, such as ``location.zip`` and ``attributes.size``."""
    asked: tuple[str, ...] = ()
    """The same, of what a seller can fill in at the marketplace as well."""
    contact_allowed: bool
    """Whether phone numbers, addresses and links may stand in the text."""
    values: Mapping[str, int] = Field(default_factory=dict)
    """How many values of an attribute there may be."""
    conditions: Mapping[Condition, str] = Field(default_factory=dict[Condition, str])
    """What its form calls each condition."""
    nearest: Mapping[Condition, str] = Field(default_factory=dict[Condition, str])
    """What comes closest to a condition that it does not have."""

    def condition(self, condition: Condition) -> str | None:
        """What its form calls a condition, or what comes closest; None for neither."""
        return self.conditions.get(condition) or self.nearest.get(condition)

    def shown(self) -> dict[str, int]:
        """The limits by field, for people."""
        limits = {
            "title": self.title,
            "description": self.description,
            "photos_min": self.photos_min or None,
            "photos": self.photos_max,
        }
        return {name: limit for name, limit in limits.items() if limit is not None}


@cache
def limits_of(marketplace: PostingMarketplace) -> Limits:
    """What a marketplace takes."""
    return Limits.model_validate(_data()[marketplace])


def limits_read_on() -> date:
    """The day of which the limits are."""
    return _data()["read_on"]


@cache
def _data() -> dict[str, Any]:
    source = files("talknshop.marketplaces.posting") / "limits.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
